//! [`preview`]: a lesson as a learner sees it who makes no mistake, for its author.

use std::cell::RefCell;
use std::convert::Infallible;
use std::sync::Arc;

use super::script::{Block, Lesson};
use super::tutor::{Say, Tutor};
use super::walk::{settle, walk};
use crate::sandbox::Session;

/// What is shown from the first step to the last, or in one step only (from 1). The error says why it cannot begin.
pub fn preview(lesson: &Arc<Lesson>, session: Session, only: Option<usize>) -> Result<Vec<Say>, String> {
    let session = Tutor::starting_session(lesson, session)?;
    let (mut tutor, says) = Tutor::begin(lesson.clone(), session);
    // What is said belongs to the step that the tutor is at then.
    let shown = RefCell::new(Vec::new());
    let show = |tutor: &Tutor, says: Vec<Say>| {
        if only.is_none_or(|only| only == tutor.place().step + 1) {
            shown.borrow_mut().extend(says);
        }
    };
    show(&tutor, says);
    let visit = |tutor: &mut Tutor, _, block: &Block| -> Result<(), Infallible> {
        if let Block::Console(..) = block {
            return Ok(());
        }
        // What cannot be computed is left out, as by a learner who does not know it.
        let settled = settle(tutor, block).ok().flatten();
        let leads_on = settled.is_some() && !matches!(block, Block::Task(..));
        for (line, says) in settled.map(|settled| settled.typed).unwrap_or_default() {
            show(tutor, vec![Say::Text(format!("```console\n$ {line}\n```"))]);
            show(tutor, says);
        }
        if !leads_on {
            let says = tutor.skip().says;
            show(tutor, says);
        }
        Ok(())
    };
    let Ok(()) = walk(&mut tutor, visit, show);
    Ok(shown.into_inner())
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
