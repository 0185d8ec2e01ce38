//! Golf: a task that is solved can be solved better. Par is what the lesson's own way comes to from the same state.

use super::super::check::{Truth, Value};
use super::super::script::{Block, Golf};
use super::place::Best;
use super::{Say, Tutor};
use crate::lesson::canvas::size;
use crate::lesson::check::Happened;
use crate::sandbox::Session;
use crate::tell;

/// A result, as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Result {
    number: u64,
    bytes: bool,
}

impl Result {
    fn shown(self) -> String {
        shown(self.number, self.bytes)
    }
}

/// A result as it is shown.
pub(super) fn shown(number: u64, bytes: bool) -> String {
    if bytes { size(number) } else { number.to_string() }
}

impl Tutor {
    fn golf(&self) -> Option<&Golf> {
        match self.block() {
            Some(Block::Task(_, task)) => task.golf.as_ref(),
            _ => None,
        }
    }

    /// What the waiting task comes to now.
    fn golf_result(&self, value: &Value) -> Option<Result> {
        result(&value.truth(&self.view()))
    }

    /// What the lesson's own way comes to, from the state in which the step began; found out in a copy.
    pub fn par(&self) -> Option<Result> {
        let golf = self.golf()?;
        let mut copy = self.clone();
        copy.session = Session::at(self.session.setup().clone(), self.before.clone());
        copy.place.past.clear();
        for line in golf.par.lines() {
            let reaction = copy.session.feed(line);
            if let Some(happened) = Happened::of(&reaction) {
                copy.place.happened(happened);
            }
        }
        copy.task_holds().then(|| copy.golf_result(&golf.value)).flatten()
    }

    /// After the task was solved, and after each command from then on: what it comes to, if that is better than before.
    pub(super) fn keep_score(&mut self) -> Option<Say> {
        let golf = self.golf()?.clone();
        if !self.place.solved || !self.task_holds() {
            return None;
        }
        let now = self.golf_result(&golf.value)?;
        let (step, block) = (self.place.step, self.place.block);
        let known = self.place.best.iter().position(|best| (best.step, best.block) == (step, block));
        if known.is_some_and(|at| self.place.best[at].number <= now.number) {
            return None;
        }
        let par = self.par()?;
        let best = Best { step, block, number: now.number, par: Some(par.number), bytes: now.bytes };
        match known {
            Some(at) => self.place.best[at] = best,
            None => self.place.best.push(best),
        }
        let verdict = match now.number.cmp(&par.number) {
            std::cmp::Ordering::Less => tell::golf_below(),
            std::cmp::Ordering::Equal => tell::golf_par(),
            std::cmp::Ordering::Greater => tell::golf_above(),
        };
        Some(Say::Text(tell::golf_best(now.shown(), par.shown(), verdict)))
    }
}

fn result(truth: &Truth) -> Option<Result> {
    match truth {
        Truth::Number { number, .. } => Some(Result { number: number.round() as u64, bytes: false }),
        Truth::Bytes { bytes, .. } => Some(Result { number: bytes.round() as u64, bytes: true }),
        _ => None,
    }
}
