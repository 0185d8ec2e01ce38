//! [`preview`]: a lesson as a learner sees it who makes no mistake, for its author.

use std::sync::Arc;

use super::script::{Block, Lesson};
use super::tutor::{Say, Tutor};
use crate::sandbox::{Session, Typed};

/// What is shown from the first step to the last, or in one step only (from 1). The error says why it cannot begin.
pub fn preview(lesson: &Arc<Lesson>, session: Session, only: Option<usize>) -> Result<Vec<Say>, String> {
    let session = Tutor::starting_session(lesson, session)?;
    let (mut tutor, mut says) = Tutor::begin(lesson.clone(), session);
    let mut shown = Vec::new();
    let blocks: usize = lesson.steps.iter().map(|step| step.blocks.len() + 1).sum();
    for _ in 0..blocks {
        let step = tutor.place().step;
        if only.is_none_or(|only| only == step + 1) {
            shown.append(&mut says);
        }
        says.clear();
        if tutor.place().finished {
            break;
        }
        let solution = match tutor.block() {
            Some(Block::Task(_, task)) if !tutor.place().solved => {
                task.solutions.first().map(|script| tutor.filled(script))
            }
            Some(Block::Quiz(_, quiz)) => Some(format!("answer {}", quiz.answer)),
            Some(Block::Predict(_, predict)) => tutor.prediction(predict).ok().map(|option| format!("answer {option}")),
            _ => None,
        };
        for line in solution.iter().flat_map(|script| script.lines()) {
            says.push(Say::Text(format!("```console\n$ {line}\n```")));
            says.extend(tutor.take(Typed::Line(line.into())).says);
        }
        if tutor.place().step == step {
            if only.is_none_or(|only| only == step + 1) {
                shown.append(&mut says);
            }
            says.clear();
        }
        if solution.is_none() || tutor.place().solved {
            says.extend(tutor.skip().says);
        }
    }
    if only.is_none() {
        shown.append(&mut says);
    }
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::course;
    use crate::sandbox::Setup;

    #[test]
    fn a_lesson_is_shown_to_its_end_or_one_step_of_it() {
        let setup = Setup { keeps_shell: true, ..Setup::new(crate::hub::builtin()) };
        let lesson = course().unwrap()[0].clone();
        let all = preview(&lesson, Session::new(setup.clone()), None).unwrap();
        let steps = |says: &[Say]| says.iter().filter(|say| matches!(say, Say::Step { .. })).count();
        assert_eq!(steps(&all), lesson.steps.len());
        assert!(matches!(all.iter().rev().nth(1), Some(Say::Finished { .. })), "{:?}", all.last());
        let third = preview(&lesson, Session::new(setup), Some(3)).unwrap();
        assert!(third.iter().any(|say| matches!(say, Say::Step { number: 3, .. })));
        assert!(third.len() < all.len() / 3, "{} of {}", third.len(), all.len());
    }
}
