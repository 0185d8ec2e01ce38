//! [`Place`]: where a learner is in a lesson, as it is saved.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::exam::Sitting;
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
    /// Questions answered right at the first try, and questions answered.
    pub right: usize,
    pub asked: usize,
    /// Step and block of what was solved or answered.
    #[serde(default)]
    pub done: BTreeSet<(usize, usize)>,
    /// The exam that is under way, or was.
    #[serde(default)]
    pub exam: Option<Sitting>,
    /// Whether the lesson has been gone through to its end.
    pub finished: bool,
    /// The best results of tasks in which less is better.
    #[serde(default)]
    pub best: Vec<Best>,
}

/// The best result of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Best {
    pub step: usize,
    pub block: usize,
    /// Bytes, or how many.
    pub number: u64,
}

impl Place {
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

    /// What waits was solved or answered.
    pub fn solve(&mut self) {
        self.solved = true;
        self.done.insert((self.step, self.block));
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
