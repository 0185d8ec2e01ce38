//! The lessons, proved; and lessons with a defect of each kind, of which the proof says file and line.

use layercake::hub;
use layercake::lesson::{LessonError, course_files, prove, prove_order};
use layercake::sandbox::Setup;

fn setup() -> Setup {
    Setup { keeps_shell: true, ..Setup::new(hub::builtin()) }
}

fn said(errors: &[LessonError]) -> String {
    errors.iter().map(|error| format!("{error}\n")).collect()
}

#[test]
fn every_lesson_is_proved() {
    let mut errors = prove_order(course_files());
    for (file, text) in course_files() {
        match prove(file, text, &setup()) {
            Ok(proof) => assert!(proof.tasks > 0 && proof.questions > 0, "{file}: {proof:?}"),
            Err(found) => errors.extend(found),
        }
    }
    assert!(errors.is_empty(), "\n{}", said(&errors));
}
