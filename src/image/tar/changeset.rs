//! A layer's changeset as tar entries and back (image-spec layer.md; containerd `pkg/archive/tar.go`).

use std::collections::{BTreeMap, BTreeSet};

use crate::content::Rope;
use crate::vfs::{Above, Change, Changes, Errno, Ground, Meta, Node, NodeKind, Path, Step, path_of, resolve};

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
    for (path, change) in &unpacked.changes {
        let change = match change {
            Change::Put(node) => {
                Change::Put(links.first_name_has_content(path, node, |path| unpacked.node(&Path::new(path))))
            }
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
                entries.push(mark(Path::new(path).child(OPAQUE)));
            }
            Change::Whiteout => {
                let path = Path::new(path);
                entries.push(mark(path.parent().child(&format!("{WHITEOUT}{}", path.name()))));
            }
        }
    }
    entries
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
    changes: BTreeMap<Path, Change>,
    /// The further names of files, by the name that holds the content.
    links: BTreeMap<Path, BTreeSet<Path>>,
    /// Parts of paths looked at to find symbolic links.
    steps: usize,
}

impl Unpacked {
    fn node(&self, path: &Path) -> Option<&Node> {
        match self.changes.get(path)? {
            Change::Put(node) | Change::PutOpaque(node) => Some(node),
            Change::Whiteout => None,
        }
    }

    fn is_directory(&self, path: &Path) -> bool {
        self.node(path).is_some_and(|node| node.kind == NodeKind::Directory)
    }

    fn put(&mut self, entry: Entry) -> Result<(), LayerError> {
        let given = Path::new(&entry.path);
        let name = given.name();
        if given.is_root() {
            return Ok(());
        }
        let parent = self.followed(given.parent(), Way::Made)?;
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
            self.hide(parent.child(hidden));
            return Ok(());
        }
        let path = parent.child(name);
        let mut node = entry.node;
        if let NodeKind::HardLink(target) = &node.kind {
            let given = Path::new(target);
            let directory = self.followed(given.parent(), Way::Looked)?;
            let target = self.origin(directory.child(given.name()));
            if target == path {
                return Ok(());
            }
            if self.is_directory(&target) {
                return Err(LayerError::Tar(format!("link {target} {path}: operation not permitted")));
            }
            node.kind = NodeKind::HardLink(target.into());
        }
        self.replace(path, node);
        Ok(())
    }

    /// The file that a hard link's target is another name of.
    fn origin(&self, target: Path) -> Path {
        match self.node(&target).map(|node| &node.kind) {
            Some(NodeKind::HardLink(origin)) => Path::new(origin),
            _ => target,
        }
    }

    fn replace(&mut self, path: Path, node: Node) {
        let directory = node.kind == NodeKind::Directory;
        let below = self.changes.get(&path);
        let hides = matches!(below, Some(Change::Whiteout | Change::PutOpaque(_)));
        if !directory {
            self.remove_below(&path);
        }
        self.remove(&path);
        if let NodeKind::HardLink(target) = &node.kind {
            self.links.entry(Path::new(target)).or_default().insert(path.clone());
        }
        self.changes.insert(path, if directory && hides { Change::PutOpaque(node) } else { Change::Put(node) });
    }

    /// Takes a path out again. If it held the content of a file with more names, the first of these takes it.
    fn remove(&mut self, path: &Path) {
        let Some(Change::Put(node) | Change::PutOpaque(node)) = self.changes.remove(path) else { return };
        if let NodeKind::HardLink(target) = &node.kind
            && let Some(names) = self.links.get_mut(&Path::new(target))
        {
            names.remove(path);
        }
        let mut names = self.links.remove(path).unwrap_or_default();
        let Some(heir) = names.pop_first() else { return };
        for name in &names {
            if let Some(Change::Put(link)) = self.changes.get_mut(name) {
                link.kind = NodeKind::HardLink(heir.to_string());
            }
        }
        self.changes.insert(heir.clone(), Change::Put(node));
        self.links.insert(heir, names);
    }

    fn remove_below(&mut self, path: &Path) {
        let doomed: Vec<Path> = self.below(path).cloned().collect();
        doomed.iter().for_each(|path| self.remove(path));
    }

    /// The paths below a path.
    fn below<'p>(&'p self, path: &'p Path) -> impl Iterator<Item = &'p Path> {
        let from = self.changes.range::<Path, _>(path..).map(|(key, _)| key);
        from.skip_while(move |key| *key == path).take_while(move |key| key.below(path).is_some())
    }

    /// A whiteout hides what lower layers have; what this layer itself puts there stays.
    fn hide(&mut self, path: Path) {
        let has_content = self.below(&path).next().is_some();
        match self.changes.get(&path) {
            Some(Change::Put(node)) if node.kind == NodeKind::Directory => {
                let node = node.clone();
                self.changes.insert(path, Change::PutOpaque(node));
            }
            Some(_) => {}
            None if has_content => self.make_opaque(&path),
            None => drop(self.changes.insert(path, Change::Whiteout)),
        }
    }

    fn make_opaque(&mut self, path: &Path) {
        let node = match self.node(path) {
            Some(node) if node.kind == NodeKind::Directory => node.clone(),
            _ => Node { meta: Meta { mode: 0o755, ..Meta::default() }, kind: NodeKind::Directory },
        };
        self.changes.insert(path.clone(), Change::PutOpaque(node));
    }

    /// The directory with the symbolic links of this layer followed, never out of the root.
    fn followed(&mut self, directory: Path, way: Way) -> Result<Path, LayerError> {
        if directory.is_root() || self.is_directory(&directory) {
            return Ok(directory);
        }
        let path = resolve(&mut Search { unpacked: self, way }, &directory, true)?.path();
        if path.len() > super::PATH_LIMIT { Err(Errno::NameTooLong.into()) } else { Ok(path) }
    }
}

/// Following the symbolic links of a layer; what it does not say is taken for a directory below.
struct Search<'u> {
    unpacked: &'u mut Unpacked,
    way: Way,
}

impl<'a> Ground<'a> for Search<'_> {
    type Directory = ();
    type Error = LayerError;
    const LINKS: usize = LINK_LIMIT;

    fn look(&mut self, above: &Above<'a, ()>, name: &str) -> Result<Step<'a, ()>, LayerError> {
        self.unpacked.steps += 1;
        if self.unpacked.steps > STEP_LIMIT {
            return Err(LayerError::Limit("failed to get root path: too many links".into()));
        }
        let path = path_of(above, Some(name));
        match self.unpacked.changes.get(&path) {
            Some(Change::Put(Node { kind: NodeKind::Symlink(target), .. })) => {
                return Ok(Step::Link(target.clone().into()));
            }
            Some(Change::Put(node)) if node.kind != NodeKind::Directory && self.way == Way::Made => {
                return Err(LayerError::Tar(format!("mkparent {path}: not a directory")));
            }
            Some(Change::Whiteout) if self.way == Way::Made => self.unpacked.make_opaque(&path),
            _ => {}
        }
        Ok(Step::Directory(()))
    }
}

/// Why a path of a layer leads nowhere, in the words of containerd's `RootPath`.
impl From<Errno> for LayerError {
    fn from(errno: Errno) -> LayerError {
        match errno {
            Errno::NameTooLong => LayerError::Limit("file name too long".into()),
            Errno::Loop => LayerError::Tar("failed to get root path: too many links".into()),
            other => LayerError::Tar(format!("failed to get root path: {}", other.to_string().to_lowercase())),
        }
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
fn mark(path: Path) -> Entry {
    Entry { path: path.into(), node: Node { meta: Meta::default(), kind: NodeKind::File(Rope::new()) } }
}
