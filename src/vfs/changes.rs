//! [`Changes`]: what one layer adds, changes and hides.

use super::Node;

/// A changeset, as a layer's tar holds it (image-spec layer.md): a persistent map from path to change.
#[derive(Clone, Debug, Default)]
pub struct Changes {}

/// What a changeset says of one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Added or changed in full.
    Put(Node),
    /// A directory that also hides everything the layers below have in it (`.wh..wh..opq`).
    PutOpaque(Node),
    /// Removed (`.wh.NAME`).
    Whiteout,
}

/// A letter of `docker diff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    Modified = 0,
    Added = 1,
    Deleted = 2,
}

impl Changes {
    /// No change.
    pub fn new() -> Self {
        Self::default()
    }
    /// Sets what is said of `path` (absolute, normalised). Directories on the way that the changeset does not
    /// mention stay unmentioned.
    pub fn set(&mut self, path: &str, change: Change) {
        let _ = (path, change);
        todo!()
    }
    /// What is said of `path`.
    pub fn get(&self, path: &str) -> Option<&Change> {
        let _ = path;
        todo!()
    }
    /// All changes, parents first, siblings sorted by name.
    pub fn iter(&self) -> Box<dyn Iterator<Item = (&str, &Change)> + '_> {
        todo!()
    }
    /// Whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        todo!()
    }
    /// What the unpacked changeset takes on disk: blocks of [`super::BLOCK`] bytes for each file's content (a file with several
    /// names once) and one block for each directory, the root included (containerd continuity `fs/du_unix.go`).
    pub fn disk_usage(&self) -> u64 {
        todo!()
    }
    /// Sum of file sizes in bytes.
    pub fn file_bytes(&self) -> u64 {
        todo!()
    }
}
