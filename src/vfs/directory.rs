//! [`Directory`]: one document of a saved tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use crate::content::{LoadError, Part, Parts, Visit, VisitMut, parts};

use super::{Meta, Node, NodeKind};

/// A directory with its entries.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Directory {
    pub meta: Meta,
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub entries: Entries,
}

/// Entries by name, and how many of them are directories: each `stat` of the directory asks for that.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "BTreeMap<Arc<str>, Entry>")]
pub(super) struct Entries {
    by_name: BTreeMap<Arc<str>, Entry>,
    directories: usize,
}

impl Entries {
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// How many are directories.
    pub fn directories(&self) -> usize {
        self.directories
    }

    pub fn insert(&mut self, name: Arc<str>, entry: Entry) {
        self.directories += usize::from(entry.is_directory());
        let old = self.by_name.insert(name, entry);
        self.directories -= usize::from(old.is_some_and(|old| old.is_directory()));
    }

    pub fn remove(&mut self, name: &str) -> Option<Entry> {
        let old = self.by_name.remove(name);
        self.directories -= usize::from(old.as_ref().is_some_and(Entry::is_directory));
        old
    }

    /// An entry for changing; it stays a directory, or stays none.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Entry> {
        self.by_name.get_mut(name)
    }
}

impl From<BTreeMap<Arc<str>, Entry>> for Entries {
    fn from(by_name: BTreeMap<Arc<str>, Entry>) -> Self {
        let directories = by_name.values().filter(|entry| entry.is_directory()).count();
        Entries { by_name, directories }
    }
}

impl Serialize for Entries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.by_name.serialize(serializer)
    }
}

impl std::ops::Deref for Entries {
    type Target = BTreeMap<Arc<str>, Entry>;
    fn deref(&self) -> &Self::Target {
        &self.by_name
    }
}

impl Parts for Entries {
    fn parts(&self, visit: &mut Visit<'_>) {
        self.by_name.parts(visit);
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        self.by_name.parts_mut(visit)
    }
}

/// What a name in a directory stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Entry {
    Directory(Part<Directory>),
    Leaf(Leaf),
}

/// A node that is no directory. All names of one file have equal leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Leaf {
    pub meta: Meta,
    /// Neither a directory nor a hard link.
    pub kind: NodeKind,
    /// The group of names, if it has several (see [`super::links::Links`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<u64>,
}

/// A node of a tree, borrowed.
#[derive(Clone, Copy, Debug)]
pub(super) enum At<'a> {
    Directory(&'a Directory),
    Leaf(&'a Leaf),
}

impl<'a> At<'a> {
    pub fn meta(self) -> &'a Meta {
        match self {
            At::Directory(directory) => &directory.meta,
            At::Leaf(leaf) => &leaf.meta,
        }
    }

    /// The node, of a file with several names as if it had just this one.
    pub fn node(self) -> Node {
        match self {
            At::Directory(directory) => Node::directory(directory.meta.clone()),
            At::Leaf(leaf) => leaf.node(),
        }
    }
}

impl Leaf {
    pub fn node(&self) -> Node {
        Node { meta: self.meta.clone(), kind: self.kind.clone() }
    }

    /// Whether both look the same, however many names they have.
    pub fn looks_like(&self, other: &Leaf) -> bool {
        self.meta == other.meta && self.kind == other.kind
    }
}

impl Entry {
    pub fn at(&self) -> At<'_> {
        match self {
            Entry::Directory(directory) => At::Directory(directory.get()),
            Entry::Leaf(leaf) => At::Leaf(leaf),
        }
    }

    pub fn is_directory(&self) -> bool {
        matches!(self, Entry::Directory(_))
    }

    /// How many nodes it is, with everything inside.
    pub fn count(&self) -> u64 {
        match self {
            Entry::Directory(directory) => 1 + directory.get().entries.values().map(Entry::count).sum::<u64>(),
            Entry::Leaf(_) => 1,
        }
    }

    /// Directories inside each other: 0 for what is no directory.
    pub fn depth(&self) -> usize {
        match self {
            Entry::Directory(directory) => 1 + directory.get().entries.values().map(Entry::depth).max().unwrap_or(0),
            Entry::Leaf(_) => 0,
        }
    }
}

parts!(Directory { entries } besides { meta });
parts!(Leaf { kind } besides { meta, link });

impl Parts for Entry {
    fn parts(&self, visit: &mut Visit<'_>) {
        match self {
            Entry::Directory(directory) => visit(directory),
            Entry::Leaf(leaf) => leaf.parts(visit),
        }
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        match self {
            Entry::Directory(directory) => visit(directory),
            Entry::Leaf(leaf) => leaf.parts_mut(visit),
        }
    }
}
