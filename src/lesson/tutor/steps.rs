//! What became of each step, and the score.

use super::super::script::Block;
use super::place::{Outcome, Score};
use super::{Say, Tutor};
use crate::tell;

impl Tutor {
    /// The score so far.
    pub fn score(&self) -> Score {
        let mut score = Score::default();
        for (step, at) in self.lesson.steps.iter().enumerate() {
            for (block, it) in at.blocks.iter().enumerate().filter(|(_, block)| super::waits(block)) {
                let record = self.place.recorded(step, block);
                let outcome = record.and_then(|record| record.outcome);
                match outcome {
                    None => score.open += 1,
                    Some(Outcome::Skipped) => score.skipped += 1,
                    Some(Outcome::Shown) => score.shown += 1,
                    Some(Outcome::Solved) => score.solved += 1,
                }
                if let (Block::Exam(..), Some(sitting)) = (it, &self.place.exam) {
                    score.questions += sitting.drawn.len();
                    score.right += sitting.best();
                }
                if let Block::Quiz(..) = it {
                    score.questions += 1;
                    let at_once = record.is_some_and(|record| record.attempts == 1);
                    score.right += usize::from(at_once && outcome == Some(Outcome::Solved));
                }
            }
        }
        score
    }

    /// What became of a step: the least of what became of its tasks and questions; `None`: something is open.
    pub fn outcome_of(&self, step: usize) -> Option<Outcome> {
        let blocks = self.lesson.steps.get(step)?.blocks.iter().enumerate();
        let waiting = blocks.filter(|(_, block)| super::waits(block));
        let mut outcomes = waiting.map(|(block, _)| self.place.outcome(step, block));
        let least = outcomes.try_fold(Outcome::Solved, |least, outcome| outcome.map(|outcome| outcome.min(least)))?;
        let asks = self.lesson.steps[step].blocks.iter().any(super::waits);
        (asks || step < self.place.furthest()).then_some(least)
    }

    /// The list of steps with their marks.
    pub(super) fn step_list(&self) -> Say {
        let mut text = String::new();
        for (step, at) in self.lesson.steps.iter().enumerate() {
            let mark = match self.outcome_of(step) {
                Some(Outcome::Solved) => "[x]",
                Some(Outcome::Shown) => "[s]",
                Some(Outcome::Skipped) => "[-]",
                None => "[ ]",
            };
            let here = if step == self.place.step { ">" } else { " " };
            text += &format!("{here} {mark} {:>2}  {}\n", step + 1, at.title.replace('`', ""));
        }
        text += &format!("\n  {}\n", tell::steps_legend());
        Say::Drawing(text)
    }

    /// The next question that was missed or left out and has not come again: its step and block.
    pub(super) fn missed(&self) -> Option<(usize, usize)> {
        let quizzes = self.place.records.iter().filter(|record| {
            let block = self.lesson.steps.get(record.step).and_then(|step| step.blocks.get(record.block));
            matches!(block, Some(Block::Quiz(..))) && !record.again
        });
        let mut missed = quizzes.filter(|record| record.attempts > 1 || record.outcome != Some(Outcome::Solved));
        missed.next().map(|record| (record.step, record.block))
    }
}
