//! Operations: the history of a sandbox as a chain, each naming the World it led to and the operation before it.
//!
//! Undo is an operation, too: a new one, that restores an older World. What can be undone and redone follows from the
//! chain alone.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
    /// The operation before.
    pub parent: Option<Before>,
}

/// The operation before, by its digest. That is the digest of a whole World, so it is computed when somebody asks for it: for a
/// sandbox that nobody saves, never. Clones are the same.
#[derive(Clone)]
pub struct Before(Arc<Link>);

struct Link {
    /// SHA-256 (hex).
    digest: OnceLock<String>,
    /// The operation, until its digest is known.
    operation: Mutex<Option<Part<Operation>>>,
}

impl Before {
    /// This one.
    pub fn new(operation: &Part<Operation>) -> Before {
        Before(Arc::new(Link { digest: OnceLock::new(), operation: Mutex::new(Some(operation.clone())) }))
    }

    /// SHA-256 (hex) of the operation. From then on nothing is held of it but that.
    pub fn digest(&self) -> &str {
        self.0.digest.get_or_init(|| {
            // The oldest first: each names the one before it.
            let mut chain: Vec<Part<Operation>> = self.operation().into_iter().collect();
            while let Some(older) = chain.last().and_then(|operation| operation.get().parent.as_ref()?.operation()) {
                chain.push(older);
            }
            while chain.len() > 1 {
                drop(chain.pop().map(|operation| operation.digest().to_string()));
            }
            let digest = chain.pop().map(|operation| operation.digest().to_string());
            self.held().take();
            digest.expect("an operation is held until its digest is known")
        })
    }

    /// The operation, if its digest is not known yet.
    fn operation(&self) -> Option<Part<Operation>> {
        self.held().clone()
    }

    fn held(&self) -> MutexGuard<'_, Option<Part<Operation>>> {
        self.0.operation.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Link {
    /// A long history is let go one after the other, not one inside the other.
    fn drop(&mut self) {
        let held = |link: &mut Link| link.operation.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        let mut next = held(self);
        while let Some(mut operation) = next {
            let parent = operation.unshared().and_then(|operation| operation.parent.as_mut());
            next = parent.and_then(|Before(link)| Arc::get_mut(link)).and_then(held);
        }
    }
}

impl From<String> for Before {
    fn from(digest: String) -> Before {
        Before(Arc::new(Link { digest: digest.into(), operation: Mutex::default() }))
    }
}

impl fmt::Debug for Before {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Before({})", self.0.digest.get().map_or("", String::as_str))
    }
}

impl Serialize for Before {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.digest())
    }
}

impl<'de> Deserialize<'de> for Before {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Before::from)
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::{Session, Setup};

    fn world() -> Part<World> {
        Session::new(Setup::new(crate::hub::builtin())).world_part().clone()
    }

    fn operation(world: &Part<World>, parent: Option<Before>) -> Part<Operation> {
        let (kind, at, changed, world) = (Kind::Reset, Timestamp::default(), false, world.clone());
        Part::new(Operation { kind, at, changed, world, parent })
    }

    #[test]
    fn a_digest_that_is_asked_for_late_is_the_same() {
        let world = world();
        let first = operation(&world, None);
        let at_once = Before::new(&first);
        assert_eq!(at_once.digest(), first.digest());
        let (late, early) = (operation(&world, Some(Before::new(&first))), operation(&world, Some(at_once)));
        assert_eq!(late.digest(), early.digest());
        let json = serde_json::to_string(late.get()).unwrap();
        assert!(json.contains(&format!("\"parent\":\"{}\"", first.digest())), "{json}");
    }

    /// Neither asking nor letting go needs a stack as deep as the history is long.
    #[test]
    fn a_history_may_be_long() {
        let world = world();
        let first = || operation(&world, None);
        let long = || (0..20_000).fold(first(), |last, _| operation(&world, Some(Before::new(&last))));
        drop(long());
        let long = long();
        assert_eq!(long.digest().len(), 64);
        assert!(long.get().parent.as_ref().unwrap().operation().is_none(), "nothing is held any more");
    }
}
