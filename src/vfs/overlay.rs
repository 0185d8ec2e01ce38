//! [`Overlay`]: the union view, with copy-up and whiteouts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::directory::{At, Leaf};
use super::find::{join, names, split};
use super::{Change, ChangeKind, Changes, Identity, Tree};

/// A stack of read-only changesets with a writable one on top, as the kernel's overlayfs unites them.
///
/// The union of the lower ones is kept as a tree, so reading costs the same however many layers there are; so is what
/// one sees. Every write goes to both the view and the upper changeset.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Overlay {
    pub(super) lowers: Arc<[Changes]>,
    /// The union of the lower ones.
    pub(super) merged: Tree,
    /// What one sees: `merged` with `upper` over it.
    pub(super) view: Tree,
    pub(super) upper: Changes,
    /// Paths copied up, with bytes, until somebody takes them.
    #[serde(skip)]
    pub(super) copied_up: Vec<(String, u64)>,
}

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
        Overlay { lowers, view: merged.clone(), merged, upper: Changes::new(), copied_up: Vec::new() }
    }

    /// The same with a writable layer that has already been written to.
    pub fn with_upper(lowers: Arc<[Changes]>, merged: Tree, upper: Changes) -> Self {
        Overlay { lowers, view: merged.apply(&upper), merged, upper, copied_up: Vec::new() }
    }

    /// The read-only layers, bottom first.
    pub fn lowers(&self) -> &[Changes] {
        &self.lowers
    }

    /// The union of the read-only layers.
    pub fn merged(&self) -> &Tree {
        &self.merged
    }

    /// The writable layer.
    pub fn upper(&self) -> &Changes {
        &self.upper
    }

    /// What one sees.
    pub fn view(&self) -> &Tree {
        &self.view
    }

    /// What a commit makes a layer of (see [`Tree::changes_to`]).
    pub fn changes(&self) -> Changes {
        self.merged.changes_to(&self.view)
    }

    /// What the writable layer changes, as `docker diff` lists it: sorted by path; a directory with changed content is listed as modified.
    pub fn diff(&self) -> Vec<(ChangeKind, String)> {
        self.view.changed_paths(&self.merged)
    }

    /// Where `path` comes from (symbolic links on the way are followed, at its end not); `None` if it is not seen.
    pub fn origin(&self, path: &str) -> Option<Origin> {
        let place = self.view.find(path, false, &Identity::default()).ok()?;
        place.found?;
        let layers: Vec<&Changes> = self.lowers.iter().chain([&self.upper]).collect();
        let has = |layer: &&Changes| layer.get(&place.path).is_some_and(|change| change.node().is_some());
        let mut having = (0..layers.len()).rev().filter(|index| layers.get(*index).is_some_and(has));
        if let Some(layer) = having.next() {
            return Some(Origin { layer, hidden: having.collect() });
        }
        // A directory that no layer mentions comes from the first that has something in it.
        let layer = layers.iter().position(|layer| layer.reaches(&place.path)).unwrap_or(0);
        Some(Origin { layer, hidden: Vec::new() })
    }

    /// Paths copied up since the last call (path, bytes copied).
    pub fn take_copied_up(&mut self) -> Vec<(String, u64)> {
        std::mem::take(&mut self.copied_up)
    }

    /// Whether the upper changeset has the node at `path`.
    pub(super) fn in_upper(&self, path: &str) -> bool {
        self.upper.get(path).is_some_and(|change| change.node().is_some())
    }

    /// What would be seen at `path` if the upper changeset said nothing of it.
    pub(super) fn below_upper(&self, path: &str) -> Option<At<'_>> {
        let hides = |path: &str| self.upper.get(path).is_some_and(Change::hides_below);
        let mut parent = "/".to_string();
        for name in split(path).into_iter().flat_map(|(above, _)| names(above)) {
            if hides(&parent) {
                return None;
            }
            parent = join(&parent, name);
        }
        if path != "/" && hides(&parent) { None } else { self.merged.at(path) }
    }

    /// Brings the upper changeset in step with the view at `path` and on the way to it.
    pub(super) fn sync(&mut self, path: &str) {
        let mut parent = "/".to_string();
        self.sync_directory(&parent);
        for name in split(path).into_iter().flat_map(|(above, _)| names(above)) {
            parent = join(&parent, name);
            self.sync_directory(&parent);
        }
        match self.view.at(path) {
            None if self.below_upper(path).is_some() => self.upper.set(path, Change::Whiteout),
            None => self.upper.forget(path),
            Some(At::Directory(_)) => self.sync_directory(path),
            Some(At::Leaf(leaf)) => {
                let leaf: Leaf = leaf.clone();
                for (name, node) in super::compare::linked_nodes(&self.view.names_of(path), &leaf) {
                    self.upper.set(name, Change::Put(node));
                }
            }
        }
    }

    /// The same for a directory. One that is made where a lower layer had something (a whiteout says so) is opaque.
    fn sync_directory(&mut self, path: &str) {
        let Some(node) = self.view.get(path) else { return };
        let change = match self.upper.get(path) {
            None if path == "/" && self.merged.get(path).as_ref() == Some(&node) => return,
            Some(change) if change.hides_below() => Change::PutOpaque(node),
            None | Some(_) => Change::Put(node),
        };
        if self.upper.get(path) != Some(&change) {
            self.upper.set(path, change);
        }
    }
}

impl PartialEq for Overlay {
    fn eq(&self, other: &Self) -> bool {
        self.upper == other.upper
            && self.view == other.view
            && self.merged == other.merged
            && self.lowers == other.lowers
    }
}
impl Eq for Overlay {}
