//! Tar, both ways (POSIX ustar and pax, GNU long names).

use crate::content::Rope;
use crate::vfs::{Changes, Node};

use super::{LayerError, Limits};

/// One entry: normalised absolute path, and the node (a hard link names its target's absolute path).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub path: String,
    pub node: Node,
}

/// Reads all entries in order; file contents are slices of `archive`. Refuses names that leave the root.
pub fn read(archive: &Rope, limits: Limits) -> Result<Vec<Entry>, LayerError> {
    let _ = (archive, limits);
    todo!()
}

/// Writes entries in the order given; deterministic.
pub fn write(entries: impl IntoIterator<Item = Entry>) -> Rope {
    let _ = entries.into_iter();
    todo!()
}

/// A changeset from a layer's entries (`.wh.` names become whiteouts).
pub fn to_changes(entries: Vec<Entry>) -> Result<Changes, LayerError> {
    let _ = entries;
    todo!()
}

/// A changeset as a layer's entries.
pub fn from_changes(changes: &Changes) -> Vec<Entry> {
    let _ = changes;
    todo!()
}
