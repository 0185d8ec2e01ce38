//! Nodes: what a tree is made of.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::content::{LoadError, Parts, Rope, Visit, VisitMut, parts};

/// What every node has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// 0 to 0o7777.
    pub mode: u32,
    pub uid: u32,
    pub gid: u32,
    pub mtime: Timestamp,
    /// Extended attributes, sorted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub xattrs: Option<Arc<BTreeMap<String, Vec<u8>>>>,
}

/// A node without its children: what a changeset or a tar entry says of one path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    pub meta: Meta,
    pub kind: NodeKind,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeKind {
    File(Rope),
    Directory,
    Symlink(String),
    CharDevice {
        major: u32,
        minor: u32,
    },
    BlockDevice {
        major: u32,
        minor: u32,
    },
    Fifo,
    /// Another name of the file at this absolute path (in the same tree or changeset).
    HardLink(String),
}

impl Meta {
    /// Owned by root, at the epoch, no extended attributes.
    pub fn of_mode(mode: u32) -> Self {
        Meta { mode, ..Meta::default() }
    }
}

impl Node {
    /// A directory.
    pub fn directory(meta: Meta) -> Self {
        Node { meta, kind: NodeKind::Directory }
    }

    /// A regular file.
    pub fn file(meta: Meta, content: impl Into<Rope>) -> Self {
        Node { meta, kind: NodeKind::File(content.into()) }
    }

    /// A symbolic link.
    pub fn symlink(meta: Meta, target: impl Into<String>) -> Self {
        Node { meta, kind: NodeKind::Symlink(target.into()) }
    }

    /// Whether it is a directory.
    pub fn is_directory(&self) -> bool {
        self.kind == NodeKind::Directory
    }
}

parts!(Node { kind } besides { meta });

impl Parts for NodeKind {
    fn parts(&self, visit: &mut Visit<'_>) {
        if let NodeKind::File(content) = self {
            visit(content);
        }
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        if let NodeKind::File(content) = self { visit(content) } else { Ok(()) }
    }
}
