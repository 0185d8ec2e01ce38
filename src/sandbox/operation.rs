//! Operations: the history of a sandbox as a chain, each naming the World it led to and the operation before it.
//!
//! Undo is an operation, too: a new one, that restores an older World. What can be undone and redone follows from the
//! chain alone.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::content::{LoadError, Part, Parts, Rope, Visit, VisitMut};
use crate::shell::Typed;

use super::World;

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

/// Saved, an operation is its World, too; loaded, the World stays what its digest names until somebody goes there.
impl Parts for Operation {
    fn parts(&self, visit: &mut Visit<'_>) {
        let Operation { kind, at: _, changed: _, world, parent: _ } = self;
        kind.parts(visit);
        if world.is_resolved() {
            visit(world);
        }
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        self.kind.parts_mut(visit)
    }
}

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
