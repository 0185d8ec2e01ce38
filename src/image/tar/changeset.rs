//! A layer's changeset as tar entries and back (image-spec layer.md; containerd `pkg/archive/tar.go`).

use std::collections::{BTreeMap, BTreeSet};

use crate::content::Rope;
use crate::vfs::{Change, Changes, Meta, Node, NodeKind};

use super::super::LayerError;
use super::Entry;

/// What the name of a whiteout begins with.
const WHITEOUT: &str = ".wh.";
/// What the name of a mark begins with that is no whiteout.
const MARK: &str = ".wh..wh.";
/// The name of the mark that hides what lower layers have in a directory.
const OPAQUE: &str = ".wh..wh..opq";
/// Symbolic links on the way to one entry (containerd continuity `fs/path.go`).
const LINK_LIMIT: usize = 255;
/// Parts of paths that are looked at for one layer.
const STEP_LIMIT: usize = 50_000_000;

/// A changeset from a layer's entries (`.wh.` names become whiteouts).
///
/// As when unpacking, later entries replace earlier ones, a directory keeps what is in it, and a parent that is a
/// symbolic link of the same layer is followed inside the root. Of a file with several names, the first in the
/// changeset's order has the content.
pub fn to_changes(entries: Vec<Entry>) -> Result<Changes, LayerError> {
    let mut unpacked = Unpacked::default();
    for entry in entries {
        unpacked.put(entry)?;
    }
    let mut changes = Changes::new();
    let mut links = Links::default();
    for (Key(path), change) in &unpacked.changes {
        let change = match change {
            Change::Put(node) => Change::Put(links.first_name_has_content(path, node, |path| unpacked.node(path))),
            other => other.clone(),
        };
        changes.set(path, change);
    }
    Ok(changes)
}

/// A changeset as a layer's entries.
pub fn from_changes(changes: &Changes) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut links = Links::default();
    let lookup = |path: &str| match changes.get(path) {
        Some(Change::Put(node)) => Some(node),
        _ => None,
    };
    for (path, change) in changes.iter() {
        match change {
            Change::Put(_) if path == "/" => {}
            Change::Put(node) => {
                entries.push(Entry { path: path.into(), node: links.first_name_has_content(path, node, lookup) });
            }
            Change::PutOpaque(node) => {
                if path != "/" {
                    entries.push(Entry { path: path.into(), node: node.clone() });
                }
                entries.push(mark(join(path, OPAQUE)));
            }
            Change::Whiteout => {
                let (parent, name) = split(path);
                entries.push(mark(join(parent, &format!("{WHITEOUT}{name}"))));
            }
        }
    }
    entries
}

/// A path that is ordered as one walks a tree: a directory, then what is in it, then its next sibling.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key(String);

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.split('/').cmp(other.0.split('/'))
    }
}
impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// What becomes of the directories on the way to an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// They are made: a whiteout becomes a directory that hides the lower one, another file is an error.
    Made,
    /// They are only looked at; a hard link to nothing is left to whoever applies the changes.
    Looked,
}

/// The layer as far as it has been read.
#[derive(Default)]
struct Unpacked {
    changes: BTreeMap<Key, Change>,
    /// The further names of files, by the name that holds the content.
    links: BTreeMap<String, BTreeSet<String>>,
    /// Parts of paths looked at to find symbolic links.
    steps: usize,
}

impl Unpacked {
    fn node(&self, path: &str) -> Option<&Node> {
        match self.changes.get(&Key(path.into()))? {
            Change::Put(node) | Change::PutOpaque(node) => Some(node),
            Change::Whiteout => None,
        }
    }

    fn is_directory(&self, path: &str) -> bool {
        self.node(path).is_some_and(|node| node.kind == NodeKind::Directory)
    }

    fn put(&mut self, entry: Entry) -> Result<(), LayerError> {
        let (parent, name) = split(&entry.path);
        if name.is_empty() {
            return Ok(());
        }
        let parent = self.followed(parent, Way::Made)?;
        if name == OPAQUE {
            self.make_opaque(&parent);
            return Ok(());
        }
        if name.starts_with(MARK) {
            return Ok(());
        }
        if let Some(hidden) = name.strip_prefix(WHITEOUT) {
            if matches!(hidden, "" | "." | "..") {
                return Err(LayerError::Tar(format!("invalid whiteout name: {name}: invalid archive")));
            }
            self.hide(join(&parent, hidden));
            return Ok(());
        }
        let path = join(&parent, name);
        let mut node = entry.node;
        if let NodeKind::HardLink(target) = &node.kind {
            let (directory, name) = split(target);
            let directory = self.followed(directory, Way::Looked)?;
            let target = self.origin(join(&directory, name));
            if target == path {
                return Ok(());
            }
            if self.is_directory(&target) {
                return Err(LayerError::Tar(format!("link {target} {path}: operation not permitted")));
            }
            node.kind = NodeKind::HardLink(target);
        }
        self.replace(path, node);
        Ok(())
    }

    /// The file that a hard link's target is another name of.
    fn origin(&self, target: String) -> String {
        match self.node(&target).map(|node| &node.kind) {
            Some(NodeKind::HardLink(origin)) => origin.clone(),
            _ => target,
        }
    }

    fn replace(&mut self, path: String, node: Node) {
        let directory = node.kind == NodeKind::Directory;
        let below = self.changes.get(&Key(path.clone()));
        let hides = matches!(below, Some(Change::Whiteout | Change::PutOpaque(_)));
        if !directory {
            self.remove_below(&path);
        }
        self.remove(&path);
        if let NodeKind::HardLink(target) = &node.kind {
            self.links.entry(target.clone()).or_default().insert(path.clone());
        }
        self.changes.insert(Key(path), if directory && hides { Change::PutOpaque(node) } else { Change::Put(node) });
    }

    /// Takes a path out again. If it held the content of a file with more names, the first of these takes it.
    fn remove(&mut self, path: &str) {
        let Some(Change::Put(node) | Change::PutOpaque(node)) = self.changes.remove(&Key(path.into())) else { return };
        if let NodeKind::HardLink(target) = &node.kind
            && let Some(names) = self.links.get_mut(target)
        {
            names.remove(path);
        }
        let mut names = self.links.remove(path).unwrap_or_default();
        let Some(heir) = names.pop_first() else { return };
        for name in &names {
            if let Some(Change::Put(link)) = self.changes.get_mut(&Key(name.clone())) {
                link.kind = NodeKind::HardLink(heir.clone());
            }
        }
        self.changes.insert(Key(heir.clone()), Change::Put(node));
        self.links.insert(heir, names);
    }

    fn remove_below(&mut self, path: &str) {
        let below = format!("{path}/");
        let doomed = self.changes.range(Key(path.into())..).skip_while(|(key, _)| key.0 == path);
        let doomed: Vec<Key> =
            doomed.take_while(|(key, _)| key.0.starts_with(&below)).map(|(key, _)| key.clone()).collect();
        for Key(path) in doomed {
            self.remove(&path);
        }
    }

    /// A whiteout hides what lower layers have; what this layer itself puts there stays.
    fn hide(&mut self, path: String) {
        let below = format!("{path}/");
        let key = Key(path);
        let next = self.changes.range(key.clone()..).find(|(other, _)| **other != key).map(|(other, _)| &other.0);
        let has_content = next.is_some_and(|next| next.starts_with(&below));
        match self.changes.get(&key) {
            Some(Change::Put(node)) if node.kind == NodeKind::Directory => {
                let node = node.clone();
                self.changes.insert(key, Change::PutOpaque(node));
            }
            Some(_) => {}
            None if has_content => self.make_opaque(&key.0),
            None => drop(self.changes.insert(key, Change::Whiteout)),
        }
    }

    fn make_opaque(&mut self, path: &str) {
        let node = match self.node(path) {
            Some(node) if node.kind == NodeKind::Directory => node.clone(),
            _ => Node { meta: Meta { mode: 0o755, ..Meta::default() }, kind: NodeKind::Directory },
        };
        self.changes.insert(Key(path.into()), Change::PutOpaque(node));
    }

    /// The directory with the symbolic links of this layer followed, never out of the root.
    fn followed(&mut self, directory: &str, way: Way) -> Result<String, LayerError> {
        if directory == "/" || self.is_directory(directory) {
            return Ok(directory.into());
        }
        let mut rest: Vec<String> = parts(directory);
        let mut path = String::new();
        let mut links = 0;
        while let Some(part) = rest.pop() {
            self.steps += 1;
            if self.steps > STEP_LIMIT {
                return Err(LayerError::Limit("failed to get root path: too many links".into()));
            }
            match part.as_str() {
                "" | "." => continue,
                ".." => {
                    path.truncate(path.rfind('/').unwrap_or(0));
                    continue;
                }
                _ => {}
            }
            let next = format!("{path}/{part}");
            match self.changes.get(&Key(next.clone())) {
                Some(Change::Put(Node { kind: NodeKind::Symlink(target), .. })) => {
                    links += 1;
                    if links > LINK_LIMIT || rest.len() > super::PATH_LIMIT {
                        return Err(LayerError::Tar("failed to get root path: too many links".into()));
                    }
                    if target.starts_with('/') {
                        path.clear();
                    }
                    rest.extend(parts(target));
                    continue;
                }
                Some(Change::Put(node)) if node.kind != NodeKind::Directory && way == Way::Made => {
                    return Err(LayerError::Tar(format!("mkparent {next}: not a directory")));
                }
                Some(Change::Whiteout) if way == Way::Made => self.make_opaque(&next),
                _ => {}
            }
            path = next;
        }
        if path.len() > super::PATH_LIMIT {
            return Err(LayerError::Limit("file name too long".into()));
        }
        Ok(if path.is_empty() { "/".into() } else { path })
    }
}

/// Which name of each file has been the first.
#[derive(Default)]
struct Links {
    first: BTreeMap<String, String>,
}

impl Links {
    /// The node as it is to be put at `path`, in order: the first name of a file has the content, the others link to it.
    fn first_name_has_content<'a>(
        &mut self,
        path: &str,
        node: &'a Node,
        lookup: impl Fn(&str) -> Option<&'a Node>,
    ) -> Node {
        let (origin, content) = match &node.kind {
            NodeKind::HardLink(target) => match lookup(target) {
                Some(content) => (target.as_str(), content),
                // In a layer below.
                None => return node.clone(),
            },
            NodeKind::Directory => return node.clone(),
            _ => (path, node),
        };
        match self.first.get(origin) {
            None => {
                self.first.insert(origin.into(), path.into());
                content.clone()
            }
            Some(first) => Node { meta: content.meta.clone(), kind: NodeKind::HardLink(first.clone()) },
        }
    }
}

/// An empty file with mode and time 0, as containerd writes whiteouts.
fn mark(path: String) -> Entry {
    Entry { path, node: Node { meta: Meta::default(), kind: NodeKind::File(Rope::new()) } }
}

fn split(path: &str) -> (&str, &str) {
    match path.rsplit_once('/') {
        Some(("", name)) => ("/", name),
        Some((parent, name)) => (parent, name),
        None => ("/", path),
    }
}

fn join(parent: &str, name: &str) -> String {
    if parent == "/" { format!("/{name}") } else { format!("{parent}/{name}") }
}

/// The parts of a path, last first.
fn parts(path: &str) -> Vec<String> {
    path.split('/').rev().map(String::from).collect()
}
