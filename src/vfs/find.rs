//! Finding what a path names: path_resolution(7), inside the root.

use super::directory::{At, Directory, Entry, Leaf};
use super::files::Right;
use super::{Above, Errno, Ground, Identity, Meta, NodeKind, Path, Step, Tree, resolve};

/// Read permission.
pub(super) const READ: u32 = 4;
/// Write permission.
pub(super) const WRITE: u32 = 2;
/// Execute or search permission.
pub(super) const EXECUTE: u32 = 1;

/// What a path leads to.
#[derive(Debug)]
pub(super) struct Place<'a> {
    /// Without symbolic links (but the last name may be one, if it was not to be followed).
    pub path: Path,
    /// The directory that has, or would have, the name; the root's is the root.
    pub parent: &'a Directory,
    /// `None` if only the last name is missing.
    pub found: Option<At<'a>>,
    /// Whether the path says that it is a directory.
    pub trailing_slash: bool,
}

/// Whether `who` may do all that is `wanted` (bits of [`READ`], [`WRITE`], [`EXECUTE`]) with a node.
pub(super) fn allows(meta: &Meta, who: &Identity, wanted: u32) -> bool {
    let shift = match () {
        () if who.has(Right::DacOverride) => return true,
        () if who.uid == meta.uid => 6,
        () if who.in_group(meta.gid) => 3,
        () => 0,
    };
    (meta.mode >> shift) & wanted == wanted
}

/// Finding something in a tree on behalf of somebody.
struct Search<'a, 'w> {
    tree: &'a Tree,
    who: &'w Identity,
}

impl<'a> Search<'a, '_> {
    fn last(&self, above: &Above<'a, &'a Directory>) -> &'a Directory {
        above.last().map_or(self.tree.root(), |(_, directory)| *directory)
    }
}

impl<'a> Ground<'a> for Search<'a, '_> {
    type Directory = &'a Directory;
    type Error = Errno;

    fn look(&mut self, above: &Above<'a, &'a Directory>, name: &str) -> Result<Step<'a, &'a Directory>, Errno> {
        Ok(match self.last(above).entries.get(name) {
            None => Step::Missing,
            Some(Entry::Directory(directory)) => Step::Directory(directory.get()),
            Some(Entry::Leaf(Leaf { kind: NodeKind::Symlink(target), .. })) => Step::Link(target.into()),
            Some(Entry::Leaf(_)) => Step::Leaf,
        })
    }

    fn enter(&mut self, above: &Above<'a, &'a Directory>) -> Result<(), Errno> {
        if allows(&self.last(above).meta, self.who, EXECUTE) { Ok(()) } else { Err(Errno::Access) }
    }
}

impl Tree {
    /// Finds what `path` names for `who`. A symbolic link at its end is followed if `follow` is set (or a slash comes
    /// after it). Needs search permission on every directory on the way.
    pub(super) fn find<'a>(&'a self, path: &'a str, follow: bool, who: &Identity) -> Result<Place<'a>, Errno> {
        let resolved = resolve(&mut Search { tree: self, who }, path, follow)?;
        let inner = |up| resolved.above.iter().rev().nth(up).map_or(self.root(), |(_, directory)| *directory);
        let (parent, found) = match &resolved.last {
            Some(name) => (inner(0), inner(0).entries.get(&**name).map(Entry::at)),
            None => (inner(1), Some(At::Directory(inner(0)))),
        };
        Ok(Place { path: resolved.path(), parent, found, trailing_slash: resolved.trailing_slash })
    }
}
