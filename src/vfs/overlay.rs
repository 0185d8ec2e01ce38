//! [`Overlay`]: the union view, with copy-up and whiteouts.

use std::sync::Arc;

use super::{ChangeKind, Changes, Tree};

/// A stack of read-only changesets with a writable one on top.
///
/// The union of the lower ones is kept as a tree, so reading costs the same however many layers there are.
#[derive(Clone, Debug)]
pub struct Overlay {}

/// Where a path of the union comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Index of the layer that provides what one sees, 0 at the bottom; `lowers().len()` is the writable layer.
    pub layer: usize,
    /// Layers below that also have the path, and are hidden by it; top first.
    pub hidden: Vec<usize>,
}

impl Overlay {
    /// A union of `lowers` (bottom first), whose merged view is `merged`, with an empty writable layer.
    pub fn new(lowers: Arc<[Changes]>, merged: Tree) -> Self {
        let _ = (lowers, merged);
        todo!()
    }
    /// The same with a writable layer that has already been written to.
    pub fn with_upper(lowers: Arc<[Changes]>, merged: Tree, upper: Changes) -> Self {
        let _ = (lowers, merged, upper);
        todo!()
    }
    /// The read-only layers, bottom first.
    pub fn lowers(&self) -> &[Changes] {
        todo!()
    }
    /// The writable layer.
    pub fn upper(&self) -> &Changes {
        todo!()
    }
    /// What one sees.
    pub fn view(&self) -> &Tree {
        todo!()
    }
    /// What the writable layer changes, as `docker diff` lists it: sorted by path; a directory with changed content is listed as modified.
    pub fn diff(&self) -> Vec<(ChangeKind, String)> {
        todo!()
    }
    /// Where `path` comes from; `None` if it is not seen.
    pub fn origin(&self, path: &str) -> Option<Origin> {
        let _ = path;
        todo!()
    }
    /// Paths copied up since the last call (path, bytes copied).
    pub fn take_copied_up(&mut self) -> Vec<(String, u64)> {
        todo!()
    }
}
