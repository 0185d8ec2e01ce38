//! [`Directory`]: one document of a saved tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::content::{LoadError, Part, Parts, Visit, VisitMut, parts};

use super::{Meta, Node, NodeKind};

/// A directory with its entries.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Directory {
    pub meta: Meta,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub entries: BTreeMap<Arc<str>, Entry>,
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
