//! [`Tree`]: a whole file system as a value.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::allowance;
use crate::content::Part;

use super::directory::{At, Directory, Entries, Entry, Leaf};
use super::links::Links;
use super::path::{join, names, split};
use super::watch::Watched;
use super::{Errno, Identity, MAX_DEPTH, MAX_FILE_BYTES, MAX_NAME, MAX_NODES, MAX_PATH, Meta, Node, NodeKind};

/// Units of work that a node on the way costs.
const NODE_WORK: u64 = 512;

/// A persistent file system: clones are free, a change copies the directories on its path.
///
/// Two trees are equal if they show the same files; who acts on them does not matter.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) root: Part<Directory>,
    pub(super) links: Part<Links>,
    /// Nodes without the root.
    pub(super) nodes: u64,
    pub(super) identity: Identity,
    pub(super) watched: Watched,
}

impl Default for Tree {
    fn default() -> Self {
        Self::new()
    }
}

impl Tree {
    /// An empty root directory (mode 0755, root, epoch).
    pub fn new() -> Self {
        let root = Directory { meta: Meta::of_mode(0o755), entries: Entries::default() };
        Tree {
            root: Part::new(root),
            links: Part::default(),
            nodes: 0,
            identity: Identity::default(),
            watched: Watched::default(),
        }
    }

    /// Watches these paths from now on, and no others.
    pub fn watch(&mut self, paths: impl IntoIterator<Item = String>) {
        self.watched = Watched::new(paths);
    }

    /// The watched paths at which there is another file since, or none.
    pub fn replaced(&self) -> impl Iterator<Item = &str> {
        self.watched.replaced()
    }

    /// How many files, directories and other nodes it has, without the root.
    pub fn len(&self) -> u64 {
        self.nodes
    }

    /// How many names are in the directory at `path` (absolute, normalised); none where there is no directory.
    pub fn entries(&self, path: &str) -> u64 {
        match self.at(path) {
            Some(At::Directory(directory)) => directory.entries.iter().count() as u64,
            _ => 0,
        }
    }

    /// Whether the root directory is empty.
    pub fn is_empty(&self) -> bool {
        self.nodes == 0
    }

    /// The node at `path` (absolute, normalised; symbolic links are not followed). Of a file with several names each
    /// is given as the file; [`Tree::walk`] tells them apart.
    pub fn get(&self, path: &str) -> Option<Node> {
        self.at(path).map(At::node)
    }

    /// Puts a node at `path` (parents are created with mode 0755), replacing what is there; no permission checks. A
    /// directory put onto a directory keeps what is in it. Symbolic links on the way are followed.
    pub fn put(&mut self, path: &str, node: Node) -> Result<(), Errno> {
        let path = self.make_parents(path)?;
        if let NodeKind::HardLink(target) = &node.kind {
            return self.add_link(target, &path);
        }
        if path == "/" {
            return match node.kind {
                NodeKind::Directory => {
                    self.root.get_mut().meta = node.meta;
                    Ok(())
                }
                _ => Err(Errno::IsDirectory),
            };
        }
        match node.kind {
            NodeKind::Directory => match self.directory_mut(&path) {
                Some(directory) => directory.meta = node.meta,
                None => {
                    let new = Directory { meta: node.meta, entries: Entries::default() };
                    self.insert(&path, Entry::Directory(Part::new(new)))?;
                }
            },
            NodeKind::File(content) if content.len() > MAX_FILE_BYTES => return Err(Errno::TooLarge),
            kind => self.insert(&path, Entry::Leaf(Leaf { meta: node.meta, kind, link: None }))?,
        }
        Ok(())
    }

    /// Removes `path` (absolute, normalised) and everything below it; no permission checks. Says whether it was there.
    pub fn remove(&mut self, path: &str) -> bool {
        self.take(path).is_some()
    }

    /// All paths with their nodes, parents first, siblings sorted by name; a further name of a file is a hard link. The
    /// root itself is not among them.
    pub fn walk(&self) -> Box<dyn Iterator<Item = (String, Node)> + '_> {
        let mut first_names: BTreeMap<u64, String> = BTreeMap::new();
        Box::new(self.nodes_below("/").map(move |(path, at)| {
            let At::Leaf(leaf @ Leaf { link: Some(group), .. }) = at else { return (path, at.node()) };
            let first = first_names.entry(*group).or_insert_with(|| path.clone());
            let linked = *first != path;
            let node = match linked {
                true => Node { meta: leaf.meta.clone(), kind: NodeKind::HardLink(first.clone()) },
                false => leaf.node(),
            };
            (path, node)
        }))
    }

    /// Everything below `path`, parents first, siblings sorted by name.
    pub(super) fn nodes_below(&self, path: &str) -> impl Iterator<Item = (String, At<'_>)> {
        let mut stack = Vec::new();
        if let Some(At::Directory(directory)) = self.at(path) {
            stack.push((path.to_string(), directory.entries.iter()));
        }
        std::iter::from_fn(move || {
            loop {
                let (parent, entries) = stack.last_mut()?;
                let Some((name, entry)) = entries.next() else {
                    stack.pop();
                    continue;
                };
                let path = join(parent, name);
                allowance::insist(NODE_WORK);
                if let Entry::Directory(directory) = entry {
                    stack.push((path.clone(), directory.get().entries.iter()));
                }
                return Some((path, entry.at()));
            }
        })
    }

    pub(super) fn root(&self) -> &Directory {
        self.root.get()
    }

    /// The node at a normalised path, no symbolic link followed.
    pub(super) fn at(&self, path: &str) -> Option<At<'_>> {
        names(path).try_fold(At::Directory(self.root()), |at, name| match at {
            At::Directory(directory) => directory.entries.get(name).map(Entry::at),
            At::Leaf(_) => None,
        })
    }

    pub(super) fn leaf(&self, path: &str) -> Option<&Leaf> {
        match self.at(path)? {
            At::Leaf(leaf) => Some(leaf),
            At::Directory(_) => None,
        }
    }

    pub(super) fn directory_mut(&mut self, path: &str) -> Option<&mut Directory> {
        if !matches!(self.at(path), Some(At::Directory(_))) {
            return None;
        }
        names(path).try_fold(self.root.get_mut(), |directory, name| match directory.entries.get_mut(name)? {
            Entry::Directory(directory) => Some(directory.get_mut()),
            Entry::Leaf(_) => None,
        })
    }

    fn leaf_mut(&mut self, path: &str) -> Option<&mut Leaf> {
        let (parent, name) = split(path)?;
        match self.directory_mut(parent)?.entries.get_mut(name)? {
            Entry::Leaf(leaf) => Some(leaf),
            Entry::Directory(_) => None,
        }
    }

    /// Changes a leaf under all its names.
    pub(super) fn change_leaf(&mut self, path: &str, change: impl Fn(&mut Leaf)) {
        for name in self.names_of(path) {
            if let Some(leaf) = self.leaf_mut(&name) {
                change(leaf);
            }
        }
    }

    /// Changes what every node has.
    pub(super) fn change_meta(&mut self, path: &str, change: impl Fn(&mut Meta)) {
        match self.directory_mut(path) {
            Some(directory) => change(&mut directory.meta),
            None => self.change_leaf(path, |leaf| change(&mut leaf.meta)),
        }
    }

    /// All names of the file at `path`, itself included.
    pub(super) fn names_of(&self, path: &str) -> Vec<Arc<str>> {
        match self.leaf(path).and_then(|leaf| leaf.link) {
            Some(group) => self.links.get().names(group).cloned().collect(),
            None => vec![path.into()],
        }
    }

    /// Puts an entry into an existing directory, in place of what is there.
    pub(super) fn insert(&mut self, path: &str, entry: Entry) -> Result<(), Errno> {
        let (parent, name) = split(path).ok_or(Errno::Busy)?;
        allowance::insist(NODE_WORK);
        self.check_room(path)?;
        if !matches!(self.at(parent), Some(At::Directory(_))) {
            return Err(Errno::NotDirectory);
        }
        self.take(path);
        self.nodes += entry.count();
        if let Some(directory) = self.directory_mut(parent) {
            directory.entries.insert(name.into(), entry);
        }
        Ok(())
    }

    /// Whether a node may be added at a normalised path.
    pub(super) fn check_room(&self, path: &str) -> Result<(), Errno> {
        let name_too_long = split(path).is_some_and(|(_, name)| name.len() > MAX_NAME);
        if path.len() >= MAX_PATH || name_too_long || names(path).count() > MAX_DEPTH {
            return Err(Errno::NameTooLong);
        }
        if self.nodes >= MAX_NODES { Err(Errno::NoSpace) } else { Ok(()) }
    }

    /// Takes an entry out of its directory, and its names out of the links.
    pub(super) fn take(&mut self, path: &str) -> Option<Entry> {
        let (parent, name) = split(path)?;
        let alone = match self.at(path)? {
            At::Leaf(Leaf { link: None, .. }) => vec![],
            At::Leaf(Leaf { link: Some(group), .. }) => {
                let group = *group;
                self.links.get_mut().remove(group, path).into_iter().collect()
            }
            At::Directory(directory) if directory.entries.is_empty() || self.links.get().is_empty() => vec![],
            At::Directory(_) => self.links.get_mut().remove_below(path),
        };
        let entry = self.directory_mut(parent)?.entries.remove(name)?;
        self.nodes = self.nodes.saturating_sub(entry.count());
        self.unlink(alone);
        Some(entry)
    }

    /// Leaves that have just one name left.
    fn unlink(&mut self, alone: impl IntoIterator<Item = Arc<str>>) {
        for name in alone {
            if let Some(leaf) = self.leaf_mut(&name) {
                leaf.link = None;
            }
        }
    }

    /// Makes the name a file of its own, equal to the one that it was a name of.
    pub(super) fn detach(&mut self, path: &str) {
        let Some(group) = self.leaf(path).and_then(|leaf| leaf.link) else { return };
        let alone = self.links.get_mut().remove(group, path);
        self.unlink(alone.into_iter().chain([path.into()]));
    }

    /// Gives the leaf at `target` another name; replaces what is there.
    pub(super) fn add_link(&mut self, target: &str, path: &str) -> Result<(), Errno> {
        let leaf = self.leaf(target).ok_or(Errno::NoEntry)?;
        let same = |other: &Leaf| leaf.link.is_some() && other.link == leaf.link;
        if target == path || self.leaf(path).is_some_and(same) {
            return Ok(());
        }
        self.insert(path, Entry::Leaf(Leaf { link: None, ..leaf.clone() }))?;
        // What was replaced may have been the last other name of the target.
        let group = self.leaf(target).ok_or(Errno::NoEntry)?.link;
        let links = self.links.get_mut();
        let group = group.unwrap_or_else(|| links.start(target));
        links.add(group, path);
        for name in [target, path] {
            if let Some(leaf) = self.leaf_mut(name) {
                leaf.link = Some(group);
            }
        }
        Ok(())
    }

    /// Moves an entry; nothing is at `to`, and its directory exists.
    pub(super) fn shift(&mut self, from: &str, to: &str) -> Option<()> {
        let (old, old_name) = split(from)?;
        let (new, new_name) = split(to)?;
        self.directory_mut(new)?;
        let entry = self.directory_mut(old)?.entries.remove(old_name)?;
        self.directory_mut(new)?.entries.insert(new_name.into(), entry);
        if !self.links.get().is_empty() {
            self.links.get_mut().rename(from, to);
        }
        Some(())
    }

    /// The path with the symbolic links on the way to its last name resolved, as far as that works.
    pub(super) fn settled(&self, path: &str) -> String {
        let Some((parent, name)) = split(path) else { return path.to_string() };
        match self.at(parent) {
            Some(At::Directory(_)) => path.to_string(),
            _ => match self.find(parent, true, &Identity::default()) {
                Ok(place) if matches!(place.found, Some(At::Directory(_))) => join(&place.path, name),
                _ => path.to_string(),
            },
        }
    }

    /// Creates the directories that lead to `path`. Returns the path with the symbolic links on the way resolved.
    fn make_parents(&mut self, path: &str) -> Result<String, Errno> {
        let Some(name) = names(path).next_back() else { return Ok("/".to_string()) };
        if name == "." || name == ".." {
            return Err(Errno::Invalid);
        }
        let wanted = path.trim_end_matches('/');
        let parent = split(wanted).map_or("/", |(parent, _)| parent);
        if matches!(self.at(parent), Some(At::Directory(_))) && !parent.contains("//") {
            return Ok(join(parent, name));
        }
        let root = Identity::default();
        let mut made = "/".to_string();
        for name in names(parent) {
            let next = join(&made, name);
            let place = self.find(&next, true, &root)?;
            made = match place.found {
                Some(At::Directory(_)) => place.path.into(),
                Some(At::Leaf(_)) => return Err(Errno::NotDirectory),
                None => {
                    let new = Directory { meta: Meta::of_mode(0o755), entries: Entries::default() };
                    let path = place.path;
                    self.insert(&path, Entry::Directory(Part::new(new)))?;
                    path.into()
                }
            };
        }
        Ok(join(&made, name))
    }
}
