//! Tar, both ways (POSIX ustar and pax, GNU long names), and a layer's changeset as tar entries.
//!
//! Not a stream: an archive is a [`crate::content::Rope`], and a file's content is a slice of it.

mod changeset;
mod header;
mod read;
mod sparse;
mod write;

#[cfg(test)]
mod tests;

use crate::vfs::Node;

pub use changeset::{from_changes, to_changes};
pub use read::{Owner, begins, owners, read};
pub use write::write;

/// Bytes in a block: a header is one, and contents are padded to a multiple.
pub const BLOCK: u64 = 512;

/// Longest path in bytes (Linux `PATH_MAX`).
pub const PATH_LIMIT: usize = 4096;

/// Longest name of one file in bytes (Linux `NAME_MAX`).
pub const NAME_LIMIT: usize = 255;

/// One entry: normalised absolute path, and the node (a hard link names its target's absolute path).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Absolute, without `.`, `..` and doubled slashes; `/` is the root.
    pub path: String,
    /// What is there.
    pub node: Node,
}
