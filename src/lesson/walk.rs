//! [`walk`]: through a lesson from its start to its end; and [`settle`]: what is right at a place, done. A proof, an
//! answer key and a preview go this one way.

use super::script::{Block, Lesson};
use super::tutor::{Say, Tutor};
use crate::sandbox::Typed;

/// A place in a lesson: a step and a block of it, from 0.
pub(super) type At = (usize, usize);

/// What is right at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Right {
    /// An option, from 1.
    Option(usize),
    /// Scripts that solve a task, with the answers filled in.
    Scripts(Vec<String>),
}

/// What was done at a place.
pub(super) struct Settled {
    pub right: Right,
    /// What was typed, and what was said to each line.
    pub typed: Vec<(String, Vec<Say>)>,
}

/// Goes through a lesson. `visit` is called at each transcript, and at each place where the tutor waits, which it is to
/// lead on from; `heard` gets what is said between two steps. An error of `visit` ends it.
pub(super) fn walk<E>(
    tutor: &mut Tutor,
    mut visit: impl FnMut(&mut Tutor, At, &Block) -> Result<(), E>,
    mut heard: impl FnMut(&Tutor, Vec<Say>),
) -> Result<(), E> {
    let lesson = tutor.lesson().clone();
    for (at, step) in lesson.steps.iter().enumerate() {
        for (index, block) in step.blocks.iter().enumerate() {
            let waits = (tutor.place().step, tutor.place().block) == (at, index);
            if waits || matches!(block, Block::Console(..)) {
                visit(tutor, (at, index), block)?;
            }
        }
        if tutor.place().step == at && !is_over(tutor, &lesson) {
            let says = tutor.take(Typed::Line("next".into())).says;
            heard(tutor, says);
        }
    }
    Ok(())
}

fn is_over(tutor: &Tutor, lesson: &Lesson) -> bool {
    tutor.place().finished && tutor.place().step + 1 == lesson.steps.len()
}

/// Does what is right where the tutor waits, a task by its first solution; nothing, if nobody but the learner can say
/// what is.
///
/// # Errors
///
/// The line of the lesson's file, from 1, and what is wrong: a prediction cannot be computed.
pub(super) fn settle(tutor: &mut Tutor, block: &Block) -> Result<Option<Settled>, (usize, String)> {
    let right = match block {
        Block::Task(_, task) => Right::Scripts(task.solutions.iter().map(|script| tutor.filled(script)).collect()),
        Block::Quiz(_, quiz) => Right::Option(quiz.answer),
        Block::Predict(line, predict) => {
            Right::Option(tutor.prediction(predict).map_err(|reason| (*line, format!("predict: {reason}")))?)
        }
        Block::Exam(..) | Block::Prose(_) | Block::Console(..) => return Ok(None),
    };
    let lines: Vec<String> = match &right {
        Right::Option(option) => vec![format!("answer {option}")],
        Right::Scripts(_) if tutor.place().solved => Vec::new(),
        Right::Scripts(scripts) => scripts.iter().take(1).flat_map(|script| script.lines()).map(String::from).collect(),
    };
    let typed = lines.into_iter().map(|line| {
        let says = tutor.take(Typed::Line(line.clone())).says;
        (line, says)
    });
    let typed = typed.collect();
    Ok(Some(Settled { right, typed }))
}
