//! Virtual files: persistent trees, changesets, and the union view of both.
//!
//! A [`Tree`] is a whole file system as a value. A [`Changes`] is a layer's changeset: nodes that were added or
//! changed, whiteouts, opaque directories. An [`Overlay`] is a stack of changesets below one that takes the writes.
//! Both the tree and the overlay are [`Files`], which is what programs see.

mod changes;
mod errno;
mod files;
mod node;
mod overlay;
mod tree;

pub use changes::{Change, ChangeKind, Changes};
pub use errno::Errno;
pub use files::{DirEntry, FileType, Files, Identity, Stat};
pub use node::{Meta, Node, NodeKind};
pub use overlay::{Origin, Overlay};
pub use tree::Tree;

/// Bytes in a block of the simulated disk: what a file really takes is a multiple of it.
pub const BLOCK: u64 = 4096;
