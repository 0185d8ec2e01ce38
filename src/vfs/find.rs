//! Finding what a path names: path_resolution(7), inside the root.

use super::directory::{At, Directory, Entry};
use super::{Errno, Identity, MAX_LINKS_FOLLOWED, MAX_NAME, MAX_PATH, Meta, NodeKind, Tree};

/// Read permission.
pub(super) const READ: u32 = 4;
/// Write permission.
pub(super) const WRITE: u32 = 2;
/// Execute or search permission.
pub(super) const EXECUTE: u32 = 1;

/// What a path leads to.
#[derive(Debug)]
pub(super) struct Place<'a> {
    /// Absolute, without symbolic links (but the last name may be one, if it was not to be followed).
    pub path: String,
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
        () if who.uid == 0 => return true,
        () if who.uid == meta.uid => 6,
        () if who.in_group(meta.gid) => 3,
        () => 0,
    };
    (meta.mode >> shift) & wanted == wanted
}

/// The directory part and the name of a normalised path; `None` for the root.
pub(super) fn split(path: &str) -> Option<(&str, &str)> {
    let (parent, name) = path.rsplit_once('/')?;
    (!name.is_empty()).then_some((if parent.is_empty() { "/" } else { parent }, name))
}

/// The names in a path.
pub(super) fn names(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|name| !name.is_empty())
}

/// `name` in the directory `parent`.
pub(super) fn join(parent: &str, name: &str) -> String {
    if parent == "/" { format!("/{name}") } else { format!("{parent}/{name}") }
}

impl Tree {
    /// Finds what `path` names for `who`. A symbolic link at its end is followed if `follow` is set (or a slash comes
    /// after it). Needs search permission on every directory on the way.
    pub(super) fn find<'a>(&'a self, path: &'a str, follow: bool, who: &Identity) -> Result<Place<'a>, Errno> {
        if path.is_empty() {
            return Err(Errno::NoEntry);
        }
        if path.len() >= MAX_PATH {
            return Err(Errno::NameTooLong);
        }
        let root = self.root();
        let mut above: Vec<(&str, &Directory)> = Vec::new();
        let mut pending: Vec<&str> = path.split('/').rev().collect();
        let mut followed = 0;
        while let Some(name) = pending.pop() {
            let directory = above.last().map_or(root, |(_, directory)| directory);
            if name.is_empty() || name == "." {
                continue;
            }
            if !allows(&directory.meta, who, EXECUTE) {
                return Err(Errno::Access);
            }
            if name == ".." {
                above.pop();
                continue;
            }
            if name.len() > MAX_NAME {
                return Err(Errno::NameTooLong);
            }
            let place = |found, trailing_slash| {
                let path = above
                    .iter()
                    .map(|(name, _)| *name)
                    .chain([name])
                    .fold(String::new(), |path, name| path + "/" + name);
                Place { path, parent: directory, found, trailing_slash }
            };
            match directory.entries.get(name) {
                None if pending.iter().all(|rest| rest.is_empty()) => return Ok(place(None, !pending.is_empty())),
                None => return Err(Errno::NoEntry),
                Some(Entry::Directory(directory)) => above.push((name, directory.get())),
                Some(Entry::Leaf(leaf)) => match &leaf.kind {
                    NodeKind::Symlink(target) if follow || !pending.is_empty() => {
                        followed += 1;
                        if followed > MAX_LINKS_FOLLOWED {
                            return Err(Errno::Loop);
                        }
                        if target.is_empty() {
                            return Err(Errno::NoEntry);
                        }
                        if target.starts_with('/') {
                            above.clear();
                        }
                        pending.extend(target.split('/').rev());
                    }
                    _ if pending.is_empty() => return Ok(place(Some(At::Leaf(leaf)), false)),
                    _ => return Err(Errno::NotDirectory),
                },
            }
        }
        let directory = above.last().map_or(root, |(_, directory)| directory);
        let parent = above.iter().rev().nth(1).map_or(root, |(_, directory)| directory);
        let path = above.iter().fold(String::new(), |path, (name, _)| path + "/" + name);
        let path = if path.is_empty() { "/".to_string() } else { path };
        Ok(Place { path, parent, found: Some(At::Directory(directory)), trailing_slash: true })
    }
}
