//! Operations: the history of a sandbox as a chain, each naming the World it led to and the operation before it.
//!
//! Undo is an operation, too: a new one, that restores an older World. What can be undone and redone follows from the
//! chain alone.

use std::mem::take;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::content::{LoadError, Part, Parts, Rope, Visit, VisitMut, parts};
use crate::shell::Typed;

use super::World;
use super::forks::{Forks, Left};

/// What an operation was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// The sandbox was made.
    Start,
    /// A command line, with what was typed at prompts while it ran.
    Command {
        line: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        inputs: Vec<Typed>,
        exit: i32,
    },
    /// The World before the last change came back.
    Undo,
    /// The World before the last undo came back.
    Redo,
    /// The starting World came back.
    Reset,
    /// A lesson begins in the World as it is, with these files put into the working directory.
    Lesson {
        slug: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<PlacedFile>,
    },
    /// A file was edited in the learner's own editor: what it holds now.
    Edit { path: String, content: Rope },
    /// From here on it is a side copy of this name.
    Fork { name: String },
    /// The side copy of this name came back, as it was left.
    Switch { name: String },
}

/// A file that a lesson puts into the working directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedFile {
    /// Relative to the working directory.
    pub path: String,
    pub content: Rope,
}

impl Kind {
    /// As one speaks of it: a command line, or what was done instead.
    pub fn shown(&self) -> String {
        match self {
            Kind::Command { line, .. } => line.lines().next().unwrap_or_default().to_string(),
            Kind::Edit { path, .. } => format!("edit {path}"),
            Kind::Reset => "reset".into(),
            Kind::Undo => "undo".into(),
            Kind::Redo => "redo".into(),
            Kind::Start | Kind::Lesson { .. } => "the beginning".into(),
            Kind::Fork { name } => format!("fork {name}"),
            Kind::Switch { name } => format!("switch {name}"),
        }
    }

    /// Whether `reset` goes back to it, and `undo` no further.
    pub fn is_start(&self) -> bool {
        matches!(self, Kind::Start | Kind::Lesson { .. })
    }
}

/// One step of a sandbox's history.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Operation {
    #[serde(flatten)]
    pub kind: Kind,
    /// The sandbox's time when it was done.
    pub at: Timestamp,
    /// Whether the World is another than before (so that undo goes back over it).
    pub changed: bool,
    /// The World it led to.
    pub world: Part<World>,
    /// SHA-256 (hex) of the operation before.
    pub parent: Option<String>,
}

parts!(Operation { kind, world } besides { at, changed, parent });

impl Parts for Kind {
    fn parts(&self, visit: &mut Visit<'_>) {
        match self {
            Kind::Edit { path: _, content } => visit(content),
            Kind::Lesson { files, .. } => files.iter().for_each(|file| visit(&file.content)),
            Kind::Start
            | Kind::Command { .. }
            | Kind::Undo
            | Kind::Redo
            | Kind::Reset
            | Kind::Fork { .. }
            | Kind::Switch { .. } => {}
        }
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        match self {
            Kind::Edit { path: _, content } => visit(content),
            Kind::Lesson { files, .. } => files.iter_mut().try_for_each(|file| visit(&mut file.content)),
            Kind::Start
            | Kind::Command { .. }
            | Kind::Undo
            | Kind::Redo
            | Kind::Reset
            | Kind::Fork { .. }
            | Kind::Switch { .. } => Ok(()),
        }
    }
}

/// A World that can come back, and what led away from it.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub world: Part<World>,
    pub kind: Kind,
}

/// Worlds that undo and redo go to, in the order in which they would be restored (last first).
#[derive(Clone, Debug, Default)]
pub(super) struct Stacks {
    pub undo: Vec<Change>,
    pub redo: Vec<Change>,
    /// The side copies.
    pub forks: Forks,
}

impl Stacks {
    /// Goes through a history, oldest first.
    pub fn of(history: &[Part<Operation>]) -> Stacks {
        let mut stacks = Stacks::default();
        let mut before: Option<&Part<Operation>> = None;
        for operation in history {
            // What came before may have been forgotten.
            let known = before.filter(|before| operation.get().parent.as_deref() == Some(before.digest()));
            stacks.take(operation.get(), known.map(|before| &before.get().world));
            before = Some(operation);
        }
        stacks
    }

    /// Forgets all but the last so many Worlds.
    pub fn keep(&mut self, limit: usize) {
        self.undo.drain(..self.undo.len().saturating_sub(limit));
        self.redo.drain(..self.redo.len().saturating_sub(limit));
    }

    /// Takes one more operation, done in the World `before`.
    pub fn take(&mut self, operation: &Operation, before: Option<&Part<World>>) {
        let Some(before) = before else { return };
        match &operation.kind {
            Kind::Fork { name } => {
                let left = Left { world: before.clone(), undo: self.undo.clone(), redo: self.redo.clone() };
                self.forks.leave_for(name, left);
            }
            Kind::Switch { name } => {
                let left = Left { world: before.clone(), undo: take(&mut self.undo), redo: take(&mut self.redo) };
                if let Some(found) = self.forks.leave_for(name, left) {
                    (self.undo, self.redo) = (found.undo, found.redo);
                }
            }
            Kind::Undo => {
                if let Some(Change { kind, .. }) = self.undo.pop() {
                    self.redo.push(Change { world: before.clone(), kind });
                }
            }
            Kind::Redo => {
                if let Some(Change { kind, .. }) = self.redo.pop() {
                    self.undo.push(Change { world: before.clone(), kind });
                }
            }
            Kind::Start | Kind::Lesson { .. } => *self = Stacks::default(),
            _ if operation.changed => {
                self.undo.push(Change { world: before.clone(), kind: operation.kind.clone() });
                self.redo.clear();
            }
            _ => {}
        }
    }
}
