//! [`answer_key`]: what is right at each place of a lesson, as the sandbox says when it is solved from the start.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::script::{Block, Lesson};
use super::transcript;
use super::tutor::Tutor;
use super::walk::{Right, settle, walk};
use crate::sandbox::{Session, Typed};

/// By step and block, from 0.
pub type AnswerKey = BTreeMap<(usize, usize), Right>;

/// Walks a lesson from its start to its end.
///
/// # Errors
///
/// The line of the lesson's file, from 1, and what is wrong: it cannot start, a task's solution does not solve it, a
/// prediction cannot be computed, a transcript is not what its commands print.
pub fn answer_key(lesson: &Arc<Lesson>, session: Session) -> Result<AnswerKey, (usize, String)> {
    let session = Tutor::starting_session(lesson, session).map_err(|reason| (1, reason))?;
    let (mut tutor, _) = Tutor::begin(lesson.clone(), session);
    let mut key = AnswerKey::new();
    let visit = |tutor: &mut Tutor, at, block: &Block| {
        match block {
            Block::Console(line, text) => check_transcript(tutor, *line, text)?,
            Block::Exam(..) => drop(tutor.skip()),
            block => {
                let settled = settle(tutor, block)?;
                if let Block::Task(line, _) = block {
                    if !tutor.place().solved {
                        return Err((*line, "task: its first solution does not solve it".into()));
                    }
                    tutor.take(Typed::Line("next".into()));
                }
                key.extend(settled.map(|settled| (at, settled.right)));
            }
        }
        Ok(())
    };
    walk(&mut tutor, visit, |_, _| {})?;
    Ok(key)
}

fn check_transcript(tutor: &Tutor, line: usize, text: &str) -> Result<(), (usize, String)> {
    let printed = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let turns = transcript::play(&mut tutor.session().clone(), text, &printed)
        .map_err(|(at, reason)| (line + 1 + at, format!("console: {reason}")))?;
    for turn in turns {
        if let Some(differs) = turn.differs {
            let reason = format!(
                "console: `{}` does not print this; it prints: {}",
                turn.typed.trim_start_matches("$ "),
                differs.printed
            );
            return Err((line + 2 + turn.at + differs.at, reason));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::{course, parse};
    use crate::sandbox::Setup;

    fn session() -> Session {
        Session::new(Setup { keeps_shell: true, ..Setup::new(crate::hub::builtin()) })
    }

    #[test]
    fn a_lesson_of_the_course_has_a_key_at_each_of_its_places() {
        let lesson = course().unwrap()[2].clone();
        let key = answer_key(&lesson, session()).unwrap();
        let asks = |block: &&Block| matches!(block, Block::Task(..) | Block::Quiz(..) | Block::Predict(..));
        let places = lesson.steps.iter().flat_map(|step| &step.blocks).filter(asks).count();
        assert_eq!(key.len(), places);
        let scripts = key.values().filter_map(|right| match right {
            Right::Scripts(scripts) => Some(scripts.join("\n")),
            Right::Option(_) => None,
        });
        assert!(scripts.clone().all(|script| !script.contains("{answer}")));
    }

    #[test]
    fn what_does_not_hold_is_said_with_its_line() {
        let text = "+++\ntitle = \"T\"\nminutes = 1\n+++\n\n## S\n\n```console\n$ echo a\nb\n```\n";
        let lesson = Arc::new(parse("x.md", text).unwrap());
        let (line, reason) = answer_key(&lesson, session()).unwrap_err();
        assert_eq!((line, reason.as_str()), (10, "console: `echo a` does not print this; it prints: a"));
    }
}
