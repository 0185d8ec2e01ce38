//! Walks through the whole course: with wrong inputs to the end of each lesson, and with answers from wrong beliefs.

use std::sync::Arc;

use crate::lesson::script::Block;
use crate::lesson::tutor::{Say, Tutor};
use crate::lesson::{Lesson, course};
use crate::sandbox::{Session, Setup, Typed};

fn begun(lesson: &Arc<Lesson>) -> Tutor {
    let setup = Setup { keeps_shell: true, ..Setup::new(crate::hub::builtin()) };
    Tutor::begin(lesson.clone(), Tutor::starting_session(lesson, Session::new(setup)).unwrap()).0
}

fn typed(tutor: &mut Tutor, script: &str) -> Vec<Say> {
    script.lines().flat_map(|line| tutor.take(Typed::Line(line.into())).says).collect()
}

/// What people type who are lost.
const LOST: &[&str] = &["dcoker pull nginx", "docker", "answer 31337 perhaps", "ls /nowhere"];

#[test]
fn wrong_inputs_lead_to_the_end_of_every_lesson_and_stay_wrong() {
    for lesson in course().unwrap() {
        let mut tutor = begun(&lesson);
        let blocks: usize = lesson.steps.iter().map(|step| step.blocks.len()).sum();
        for _ in 0..2 * blocks + 10 {
            if tutor.place().finished {
                break;
            }
            let place = (tutor.place().step, tutor.place().block);
            let was_solved = tutor.place().solved;
            match tutor.block().cloned() {
                Some(Block::Task(_, task)) => {
                    for wrong in LOST
                        .iter()
                        .copied()
                        .chain(task.feedback.iter().take(2).map(|feedback| feedback.attempt.as_str()))
                    {
                        let mut attempt = tutor.clone();
                        typed(&mut attempt, wrong);
                        assert_eq!((attempt.place().step, attempt.place().block), place, "{}: {wrong}", lesson.slug);
                        assert!(was_solved || !attempt.place().solved, "{}: {place:?}: {wrong}", lesson.slug);
                    }
                    // One wrong turn stays, as it does when nobody undoes it.
                    if let Some(feedback) = task.feedback.first() {
                        typed(&mut tutor, &feedback.attempt);
                    }
                }
                Some(Block::Quiz(_, quiz)) => {
                    assert!(quiz.has_reasons(), "{}: one reason for all options: {}", lesson.slug, quiz.ask);
                    for wrong in (1..=quiz.options.len()).filter(|option| *option != quiz.answer) {
                        let mut attempt = tutor.clone();
                        let says = typed(&mut attempt, &format!("answer {wrong}"));
                        let reason = quiz.because(wrong);
                        let told = says.iter().any(|say| matches!(say, Say::Correction(text) if text.contains(reason)));
                        assert!(told && !reason.is_empty(), "{}: {}: {wrong}: {says:?}", lesson.slug, quiz.ask);
                    }
                    let wrong = quiz.answer % quiz.options.len() + 1;
                    typed(&mut tutor, &format!("answer {wrong}"));
                    assert!(!tutor.place().solved, "{}: {}", lesson.slug, quiz.ask);
                }
                Some(Block::Exam(_, exam)) => {
                    for _ in 0..exam.draw {
                        let question = tutor.question().cloned().unwrap();
                        typed(&mut tutor, &format!("answer {}", question.answer % question.options.len() + 1));
                    }
                    assert!(!tutor.place().solved);
                }
                _ => {}
            }
            if (tutor.place().step, tutor.place().block) == place && !tutor.place().finished {
                typed(&mut tutor, "skip");
            }
        }
        assert!(tutor.place().finished, "{}: stuck at {:?}", lesson.slug, tutor.place().step);
        assert_eq!(tutor.score().right, 0, "{}", lesson.slug);
    }
}

/// A wrong belief; the lesson and step that meet it; what somebody types who holds it; what shows it wrong.
const BELIEFS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "deleting a file in a later RUN shrinks the image",
        "08",
        "Clean up in the same breath",
        "answer 1",
        "a layer can hide what lies below, and not remove it",
    ),
    ("docker tag copies an image", "05", "Move it", "answer 1", "A name points to one image"),
    ("docker tag renames", "05", "A second name", "docker rename nginx web:v1", "nothing is renamed here"),
    (
        "rmi frees space while another tag remains",
        "09",
        "E2",
        "answer nothing",
        "An image goes with its last name only",
    ),
    ("latest is the newest", "09", "F3", "answer both", "only the name that is filled in"),
    (
        "latest updates by itself",
        "05",
        "The tag moves on the Hub",
        "answer 1",
        "tied to the image's content, not to a name",
    ),
    ("two containers share writes", "04", "Does the other one see it?", "answer 1", "no other container looks there"),
    (
        "a second nginx downloads everything again",
        "03",
        "What does the next image cost?",
        "answer 1",
        "The Debian below both is here already",
    ),
    ("nginx:alpine shares with nginx", "03", "What does the next image cost?", "docker pull httpd:alpine", "Alpine"),
    (
        "the same tag is the same bits everywhere",
        "09",
        "F4",
        "answer yes, it is a full version",
        "A full version tag is moved, too",
    ),
    ("logout deletes the password", "06", "Log out", "answer 2", "the Hub still accepts the token"),
    ("config.json is encrypted", "09", "G2", "answer encrypted in config.json", "spelling, not encryption"),
    ("compressed size is disk size", "09", "A2", "answer DISK USAGE", "DISK USAGE counts the unpacked files, too"),
    ("<missing> means broken", "09", "C4", "answer yes, layers were lost", "The other rows are steps of the recipe"),
    ("EXPOSE opens a port or adds data", "09", "C1", "answer six", "The others write lines into the config"),
    (
        "the image ID is the config's hash",
        "09",
        "E1",
        "answer the digest of its config",
        "the digest under which the registry has it",
    ),
    ("touch breaks the cache", "07", "Touched, but not changed", "answer 1", "The date is left out"),
    ("a secret that was removed later is gone", "08", "And the deleted one", "answer 1", "The bytes are below"),
    (
        "stars prove quality",
        "02",
        "Only official ones",
        "docker search --filter stars=100 nginx",
        "stars, which anybody can give",
    ),
];

#[test]
fn an_answer_from_each_wrong_belief_is_told_what_shows_it_wrong() {
    let course = course().unwrap();
    let mut silent = Vec::new();
    for (belief, number, place, script, shows) in BELIEFS {
        let lesson = course.iter().find(|lesson| lesson.slug.starts_with(number)).unwrap();
        let told = told(lesson, place, script);
        if !told.iter().any(|text| text.contains(shows)) {
            silent.push(format!("{belief}: {told:#?}"));
        }
    }
    assert_eq!(BELIEFS.len(), 19);
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

/// What is said to `script` at each waiting block of a step (or at an exam's question), with the tasks before it
/// solved.
fn told(lesson: &Arc<Lesson>, place: &str, script: &str) -> Vec<String> {
    let mut tutor = begun(lesson);
    let mut told = Vec::new();
    let blocks: usize = lesson.steps.iter().map(|step| step.blocks.len()).sum();
    for _ in 0..blocks + 50 {
        if tutor.place().finished {
            break;
        }
        let here = lesson.steps[tutor.place().step].title == place;
        let question = tutor.question().cloned();
        if here || question.as_ref().is_some_and(|question| question.id == place) {
            told.extend(typed(&mut tutor.clone(), script).into_iter().filter_map(text));
        }
        match (tutor.block().cloned(), question) {
            (_, Some(question)) => {
                typed(&mut tutor, &format!("answer {}", question.answer));
            }
            // Another try draws other questions.
            (Some(Block::Exam(..)), None) if told.is_empty() => tutor.begin_exam(),
            (Some(Block::Task(_, task)), _) => {
                let solution = tutor.filled(&task.solutions[0]);
                typed(&mut tutor, &solution);
                typed(&mut tutor, "next");
            }
            _ => {
                tutor.skip();
            }
        }
    }
    told
}

fn text(say: Say) -> Option<String> {
    match say {
        Say::Correction(text) | Say::Praise(text) | Say::Note(text) | Say::Aside(text) => Some(text),
        _ => None,
    }
}
