//! [`Stacks`]: what can be undone, redone and switched to. It follows from the history alone; what the history has
//! forgotten cannot come back.

use std::collections::BTreeMap;
use std::mem::take;
use std::sync::Arc;

use super::operation::{Before, Kind, Operation};
use super::world::World;
use crate::content::Part;

/// The name of the sandbox that is no side copy.
pub const MAIN: &str = "main";
/// A World that can come back, and what led away from it.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub world: Part<World>,
    pub kind: Arc<Kind>,
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
            let known =
                before.filter(|before| operation.get().parent.as_ref().map(Before::digest) == Some(before.digest()));
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
                self.undo.push(Change { world: before.clone(), kind: Arc::new(operation.kind.clone()) });
                self.redo.clear();
            }
            _ => {}
        }
    }
}

/// A sandbox as it was left for another copy of it.
#[derive(Clone, Debug)]
pub(super) struct Left {
    pub world: Part<World>,
    pub undo: Vec<Change>,
    pub redo: Vec<Change>,
}

/// The copies of a sandbox.
#[derive(Clone, Debug)]
pub(super) struct Forks {
    here: String,
    left: BTreeMap<String, Left>,
}

impl Default for Forks {
    fn default() -> Self {
        Forks { here: MAIN.into(), left: BTreeMap::new() }
    }
}

impl Forks {
    /// Leaves the copy that is open for another, and gives that as it was left; `None`: it is new.
    pub fn leave_for(&mut self, name: &str, left: Left) -> Option<Left> {
        let found = self.left.remove(name);
        let here = std::mem::replace(&mut self.here, name.into());
        self.left.insert(here, left);
        found
    }

    /// The copy of this name, if it is not the one that is open.
    pub fn left(&self, name: &str) -> Option<&Left> {
        self.left.get(name)
    }

    /// All copies, and whether they are the one that is open.
    pub fn names(&self) -> Vec<(String, bool)> {
        let mut names: Vec<(String, bool)> = self.left.keys().map(|name| (name.clone(), false)).collect();
        names.push((self.here.clone(), true));
        names.sort();
        names
    }
}
