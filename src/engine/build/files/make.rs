//! Making directories (WORKDIR) and files (heredocs).

use super::{Scene, make_all, owner, put, root_path, touch};
use crate::content::Rope;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::graph::{MakeDirectory, MakeFile};
use crate::engine::build::path;
use crate::vfs::{Meta, Node, NodeKind, Tree};

/// Makes a directory, and those on the way to it.
pub fn make_directory(tree: &mut Tree, make: &MakeDirectory, has_files: bool, scene: &Scene) -> Outcome<()> {
    let owner = owner(tree, &make.owner, has_files)?;
    let place = root_path(tree, &make.path)?;
    if !make.parents && !tree.get(path::parent(&place)).is_some_and(|node| node.is_directory()) {
        return Err(Fault::new(format!("mkdir {place}: no such file or directory")));
    }
    make_all(tree, &place, make.mode & 0o777, owner, make.created, scene)
}

/// Makes a file.
pub fn make_file(tree: &mut Tree, make: &MakeFile, scene: &Scene) -> Outcome<()> {
    let place = root_path(tree, &make.path)?;
    let meta = Meta { mode: make.mode & 0o777, mtime: scene.now, ..Meta::default() };
    put(tree, &place, Node { meta, kind: NodeKind::File(Rope::from(make.content.clone())) })?;
    touch(tree, path::parent(&place), scene.now);
    Ok(())
}
