//! What the file operations of a build do to a tree: COPY, ADD, WORKDIR, heredocs (BuildKit's `solver/llbsolver/file`,
//! tonistiigi/fsutil `copy`).

mod copy;
mod hash;
mod make;
mod owner;
mod select;
mod unpack;

pub use copy::copy;
pub use hash::{Selected, contents, selected};
pub use make::{make_directory, make_file};
pub use owner::owner;
pub use select::root_path;

use super::fault::{Fault, Outcome};
use crate::clock::Timestamp;
use crate::vfs::{Meta, Node, NodeKind, Tree};

/// The moment of an operation, and what is put in front of paths in its errors.
#[derive(Clone, Debug)]
pub struct Scene {
    pub now: Timestamp,
    /// Where BuildKit has the target mounted.
    pub mounted: String,
}

/// Creates the directories that are missing on the way to `path` and itself, as fsutil's `MkdirAll`.
fn make_all(
    tree: &mut Tree,
    path: &str,
    mode: u32,
    owner: Option<(u32, u32)>,
    created: Option<Timestamp>,
    scene: &Scene,
) -> Outcome<()> {
    let mut so_far = String::new();
    for name in path.split('/').filter(|name| !name.is_empty()) {
        let parent = if so_far.is_empty() { "/".to_string() } else { so_far.clone() };
        so_far = format!("{so_far}/{name}");
        match tree.get(&so_far) {
            Some(node) if node.is_directory() => {}
            Some(_) => return Err(Fault::new(format!("mkdir {so_far}: not a directory"))),
            None => {
                let (uid, gid) = owner.unwrap_or((0, 0));
                let mtime = created.unwrap_or(scene.now);
                let meta = Meta { mode, uid, gid, mtime, xattrs: None };
                put(tree, &so_far, Node { meta, kind: NodeKind::Directory })?;
                touch(tree, &parent, scene.now);
            }
        }
    }
    Ok(())
}

/// Puts a node, and says what stands against it.
fn put(tree: &mut Tree, path: &str, node: Node) -> Outcome<()> {
    tree.put(path, node).map_err(|errno| Fault::new(format!("{path}: {errno}")))
}

/// An entry of the directory was made or removed.
fn touch(tree: &mut Tree, directory: &str, now: Timestamp) {
    if let Some(Node { mut meta, kind: NodeKind::Directory }) = tree.get(directory) {
        meta.mtime = now;
        let _ = tree.put(directory, Node { meta, kind: NodeKind::Directory });
    }
}
