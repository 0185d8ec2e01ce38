//! [`Place`]: where a learner is in a lesson, as it is saved.

use serde::{Deserialize, Serialize};

use super::trail::Trail;
use crate::lesson::check::Happened;

/// Where a learner is, and what they have tried there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The lesson's slug.
    pub lesson: String,
    /// Index of the step.
    pub step: usize,
    /// Index of the block in the step that waits; the number of blocks if none does.
    pub block: usize,
    /// Whether the waiting block has been solved (the learner says when to go on).
    pub solved: bool,
    /// Hints shown for it.
    pub hints: usize,
    /// Attempts that did not help, since the last hint or success.
    pub misses: usize,
    /// Attempts of any kind.
    pub attempts: usize,
    /// Whether help was offered.
    pub offered: bool,
    /// Whether the right answer was given.
    pub answered: bool,
    /// What happened since the step began, oldest first.
    pub past: Vec<Happened>,
    /// What happened and was undone, last first.
    pub undone: Vec<Happened>,
    /// The last command, of whichever step.
    #[serde(default)]
    pub last: Option<Happened>,
    /// What became of each task and question that was met.
    #[serde(default)]
    pub records: Vec<Record>,
    /// Whether a missed question is asked again.
    #[serde(default)]
    pub repeats: bool,
    /// Whether somebody jumped here: then the sandbox need not be as the step expects it.
    #[serde(default)]
    pub jumped: bool,
    /// Where the learner was before the sandbox was reset, and in it where they were before the reset before.
    #[serde(default)]
    pub left: Option<Box<Place>>,
    /// The exam that is under way, or was.
    #[serde(default)]
    pub exam: Option<Sitting>,
    /// Whether the lesson has been gone through to its end.
    pub finished: bool,
    /// The best results of tasks in which less is better.
    #[serde(default)]
    pub best: Vec<Best>,
    /// What was done since the lesson began, if it is to be handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trail: Option<Trail>,
}

/// What became of a task or a question: it stays what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Left out.
    Skipped,
    /// The way was shown before it was found.
    Shown,
    /// Done, or answered.
    Solved,
}

/// What became of one task or question, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub step: usize,
    pub block: usize,
    /// `None`: open.
    pub outcome: Option<Outcome>,
    pub attempts: usize,
    pub hints: usize,
    /// Time spent on it.
    pub seconds: u64,
    /// A question that came again because it was missed.
    #[serde(default)]
    pub again: bool,
}

/// Where a learner is in an exam, as it is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    /// Which try this is, from 1.
    pub tries: u32,
    /// Indices of the questions of this try.
    pub drawn: Vec<usize>,
    /// How many of them have been answered.
    pub at: usize,
    /// … and how many right.
    pub right: usize,
    /// Those that were not, by their indices.
    pub missed: Vec<usize>,
    /// Whether the sandbox was changed for a question.
    pub showed: bool,
    /// How many were answered right in the best try before.
    #[serde(default, skip_serializing_if = "is_none")]
    pub before: usize,
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

impl Sitting {
    /// Whether all questions have been answered.
    pub fn is_over(&self) -> bool {
        self.at >= self.drawn.len()
    }

    /// How many were answered right in the best try.
    pub fn best(&self) -> usize {
        self.before.max(self.right)
    }
}

/// How far a learner came with the tasks and questions of a lesson.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Questions of the lesson, and those answered right at the first try.
    pub questions: usize,
    pub right: usize,
    /// Tasks and questions that were solved, shown, left out, and those that are open.
    pub solved: usize,
    pub shown: usize,
    pub skipped: usize,
    pub open: usize,
}

/// The best result of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Best {
    pub step: usize,
    pub block: usize,
    /// Bytes, or how many.
    pub number: u64,
    /// What the lesson's own way came to.
    #[serde(default)]
    pub par: Option<u64>,
    /// Whether these are bytes.
    #[serde(default)]
    pub bytes: bool,
}

impl Place {
    /// Of the places that resets left only the last so many stay.
    pub fn forget_beyond(&mut self, count: usize) {
        match (&mut self.left, count.checked_sub(1)) {
            (Some(left), Some(fewer)) => left.forget_beyond(fewer),
            (left, _) => *left = None,
        }
    }

    /// The beginning of a lesson.
    pub fn start(lesson: &str) -> Self {
        Place { lesson: lesson.into(), ..Place::default() }
    }

    /// Another block waits: what was tried at the last one is forgotten.
    pub fn fresh_block(&mut self, block: usize) {
        *self = Place {
            block,
            solved: false,
            hints: 0,
            misses: 0,
            attempts: 0,
            offered: false,
            answered: false,
            ..std::mem::take(self)
        };
    }

    /// How many steps were begun at least.
    pub fn furthest(&self) -> usize {
        self.records.iter().map(|record| record.step).max().unwrap_or(0).max(self.step)
    }

    /// The record of what waits.
    pub fn record(&mut self) -> &mut Record {
        let (step, block) = (self.step, self.block);
        let at = self.records.iter().position(|record| (record.step, record.block) == (step, block));
        let at = at.unwrap_or_else(|| {
            self.records.push(Record { step, block, ..Record::default() });
            self.records.len() - 1
        });
        &mut self.records[at]
    }

    /// What became of a block so far.
    pub fn outcome(&self, step: usize, block: usize) -> Option<Outcome> {
        self.recorded(step, block)?.outcome
    }

    /// The record of a block, if it was met.
    pub fn recorded(&self, step: usize, block: usize) -> Option<&Record> {
        self.records.iter().find(|record| (record.step, record.block) == (step, block))
    }

    /// Something was tried.
    pub fn attempt(&mut self) {
        self.attempts += 1;
        self.record().attempts += 1;
    }

    /// What became of what waits, unless that was clear before.
    pub fn settle(&mut self, outcome: Outcome) {
        let known = &mut self.record().outcome;
        if known.is_none_or(|known| known == Outcome::Skipped) {
            *known = Some(outcome);
        }
    }

    /// What waits was solved or answered.
    pub fn solve(&mut self) {
        self.solved = true;
        self.settle(Outcome::Solved);
    }

    /// The last change was undone.
    pub fn undo(&mut self) {
        if let Some(at) = self.past.iter().rposition(|happened| happened.changed) {
            self.undone.push(self.past.remove(at));
        }
    }

    /// The last undo was undone.
    pub fn redo(&mut self) {
        if let Some(happened) = self.undone.pop() {
            self.past.push(happened);
        }
    }

    /// A command ended.
    pub fn happened(&mut self, happened: Happened) {
        if happened.changed {
            self.undone.clear();
        }
        self.last = Some(happened.clone());
        self.past.push(happened);
        if self.past.len() > PAST_LIMIT {
            self.past.remove(0);
        }
    }
}

/// Commands of a step that are remembered.
const PAST_LIMIT: usize = 500;
