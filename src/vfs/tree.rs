//! [`Tree`]: a whole file system as a value.

use super::{Changes, Node};

/// A persistent file system: clones are free, a change copies the directories on its path.
#[derive(Clone, Debug)]
pub struct Tree {}

impl Tree {
    /// An empty root directory (mode 0755, root, epoch).
    pub fn new() -> Self {
        todo!()
    }
    /// What one sees after the changeset is laid over this tree (image-spec layer.md, "Applying Changesets").
    pub fn apply(&self, changes: &Changes) -> Tree {
        let _ = changes;
        todo!()
    }
    /// Puts a node at `path` (parents are created with mode 0755), replacing what is there; no permission checks.
    pub fn put(&mut self, path: &str, node: Node) -> Result<(), super::Errno> {
        let _ = (path, node);
        todo!()
    }
    /// All paths with their nodes, parents first, siblings sorted by name; a further name of a file is a hard link.
    pub fn walk(&self) -> Box<dyn Iterator<Item = (String, Node)> + '_> {
        todo!()
    }
    /// What turns `self` into `other` (image-spec layer.md, "Creating").
    pub fn changes_to(&self, other: &Tree) -> Changes {
        let _ = other;
        todo!()
    }
}
