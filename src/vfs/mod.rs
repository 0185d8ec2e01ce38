//! Virtual files: persistent trees, changesets, and the union view of both.
//!
//! A [`Tree`] is a whole file system as a value. A [`Changes`] is a layer's changeset: nodes that were added or
//! changed, whiteouts, opaque directories (image-spec layer.md). An [`Overlay`] is a stack of changesets below one that
//! takes the writes, as the kernel's overlayfs does it. Both the tree and the overlay are [`Files`], which is what
//! programs see. Tar is not here: that is how a changeset travels, and the next room's business.
//!
//! A [`Path`] says where something is; [`resolve()`] is the one way of following symbolic links.
//!
//! All three can stand in a saved document: a tree is saved as one document a directory, so that a change costs the
//! directories on its path.

#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod apply;
mod changes;
mod compare;
mod directory;
mod errno;
mod files;
mod find;
mod links;
#[cfg(test)]
mod model;
mod node;
mod overlay;
mod overlay_files;
mod path;
mod resolve;
mod saved;
mod tree;
mod tree_files;
mod watch;

pub use changes::{Change, ChangeKind, Changes};
pub use errno::Errno;
pub use files::{DirEntry, FileType, Files, Identity, Right, Stat};
pub use node::{Meta, Node, NodeKind};
pub use overlay::Overlay;
pub use path::Path;
pub use resolve::{Above, Ground, Step, path_of, resolve};
pub use tree::Tree;

/// Bytes in a block of the simulated disk: what a file really takes is a multiple of it.
pub const BLOCK: u64 = 4096;
/// Bytes in a name, at most (`NAME_MAX`).
pub const MAX_NAME: usize = 255;
/// Bytes in a path with the final NUL, at most (`PATH_MAX`).
pub const MAX_PATH: usize = 4096;
/// Symbolic links followed on the way to a file, at most (Linux `MAXSYMLINKS`).
pub const MAX_LINKS_FOLLOWED: usize = 40;
/// Directories inside each other, at most.
pub const MAX_DEPTH: usize = 200;
/// Bytes in a file, at most.
pub const MAX_FILE_BYTES: u64 = 16 << 30;
/// Files, directories and other nodes in a tree, at most.
pub const MAX_NODES: u64 = 1_000_000;
