//! Where a student stands, as it follows from the marks of a receipt: step by step, and in the exercise.

use super::grade::Graded;
use super::mark::{Mark, Sort, State};
use super::points::Points;
use crate::lesson::Outcome;

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepMark {
    pub points: Points,
    /// What it is worth.
    pub of: Points,
    pub state: State,
    /// The least of what became of its tasks and questions; `None`: one is open.
    pub outcome: Option<Outcome>,
}

/// Where a student is in an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Nothing was tried.
    NotBegun,
    /// At this step, from 1.
    At(usize),
    /// Everything is done, with all points.
    Done,
    /// Nothing is open any more, and points are missing.
    Ended,
}

impl Graded {
    /// What became of a step, from 1 (0: the hidden checks); `None`: it asks for nothing. Guesses do not count.
    pub fn step(&self, step: usize) -> Option<StepMark> {
        let marks = || self.marks.iter().filter(|mark| mark.step == step && mark.sort != Sort::Prediction);
        let states: Vec<State> = marks().map(Mark::state).collect();
        let all = |wanted: State| states.iter().all(|state| *state == wanted);
        let waits = states.iter().any(|state| matches!(state, State::Open | State::Begun));
        let state = match states.first()? {
            first if all(*first) => *first,
            _ if waits => State::Begun,
            _ => State::Part,
        };
        Some(StepMark {
            points: marks().map(|mark| mark.points).sum(),
            of: marks().map(|mark| mark.of).sum(),
            state,
            outcome: marks().map(|mark| mark.outcome).min().flatten(),
        })
    }

    /// Where the student is: at the first step that waits, unless they went through to the end.
    pub fn stands(&self) -> Stand {
        let last = self.marks.iter().map(|mark| mark.step).max().unwrap_or(0);
        let steps = || (1..=last).filter_map(|number| Some((number, self.step(number)?.state)));
        let is_open = |state: State| matches!(state, State::Open | State::Begun);
        match steps().find(|(_, state)| is_open(*state)) {
            _ if self.attempts == 0 && steps().all(|(_, state)| state == State::Open) => Stand::NotBegun,
            Some((number, _)) if !self.finished => Stand::At(number),
            None if steps().all(|(_, state)| state == State::Done) => Stand::Done,
            _ => Stand::Ended,
        }
    }
}
