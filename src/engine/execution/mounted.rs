//! [`Mounted`]: a process's file system, the union of its layers with other trees mounted over it.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::allowance;
use crate::clock::{Clock, Timestamp};
use crate::content::Rope;
use crate::vfs::{
    Above, Changes, DirEntry, Errno, FileType, Files, Ground, Identity, Node, NodeKind, Overlay, Path, Stat, Step,
    Tree, path_of, resolve,
};

use super::external::{External, HOST};
use super::holder::Holder;
use super::moment::Moment;

/// Bytes of a page of memory.
const PAGE: u64 = 4096;
/// Work for a file whose size is looked at.
const TREE_WORK: u64 = 256;

/// A tree mounted somewhere.
#[derive(Clone, Debug)]
pub struct MountedTree {
    pub tree: Tree,
    /// The path inside `tree` that is mounted: `/` for a directory, a file for a single file.
    pub at: String,
    pub writable: bool,
    /// The volume that it is, if its changes are to be kept; a path of the learner's machine begins with a slash.
    pub volume: Option<String>,
}

/// Makes a tree.
type Make = Arc<dyn Fn() -> Tree + Send + Sync>;

/// What is mounted at a point. What the kernel shows is made when somebody looks at it, which few processes do.
#[derive(Clone)]
struct Mount {
    tree: OnceLock<Tree>,
    make: Option<Make>,
    at: String,
    writable: bool,
    volume: Option<String>,
    holder: Holder,
    /// Bytes that it holds at most.
    size: Option<u64>,
}

impl Mount {
    fn tree(&self, identity: &Identity) -> &Tree {
        self.tree.get_or_init(|| {
            let mut tree = self.make.as_ref().map_or_else(Tree::new, |make| make());
            tree.set_identity(identity.clone());
            tree
        })
    }

    fn tree_mut(&mut self, identity: &Identity) -> &mut Tree {
        self.tree(identity);
        self.tree.get_mut().expect("it is made")
    }

    fn set(&mut self, mut tree: Tree, identity: &Identity) {
        tree.set_identity(identity.clone());
        self.tree = OnceLock::from(tree);
    }

    fn is_directory(&self, identity: &Identity) -> bool {
        self.at == "/" || self.tree(identity).stat(&self.at, true).is_ok_and(|stat| stat.kind == FileType::Directory)
    }

    /// Whether a change of this name is one of its files.
    fn has(&self, name: &str) -> bool {
        self.volume.as_deref().is_some_and(|volume| volume == name || (name == HOST && volume.starts_with('/')))
    }
}

/// The file system of a process. Paths are resolved over all mounts.
#[derive(Clone)]
pub struct Mounted {
    pub root: Overlay,
    /// Whether the root takes writes (`--read-only`).
    pub root_writable: bool,
    mounts: BTreeMap<String, Mount>,
    /// Mount points that were made because they were missing, in the order made, and when what is above was changed.
    made: Vec<(Path, Timestamp)>,
    identity: Identity,
}

enum Place<'a> {
    Root,
    Mount(&'a str),
}

impl Mounted {
    /// The union alone.
    pub fn new(root: Overlay, identity: Identity) -> Self {
        let mut mounted = Mounted {
            root,
            root_writable: true,
            mounts: BTreeMap::new(),
            made: Vec::new(),
            identity: identity.clone(),
        };
        mounted.root.set_identity(identity);
        mounted
    }

    /// Mounts a tree over `path`.
    pub fn mount(&mut self, path: &str, mounted: MountedTree) {
        self.mount_held(path, mounted, Holder::Disk, None);
    }

    /// The same for one in memory, which may hold so many bytes at most.
    pub fn mount_in_memory(&mut self, path: &str, mounted: MountedTree, size: Option<u64>) {
        self.mount_held(path, mounted, Holder::Memory, size);
    }

    fn mount_held(&mut self, path: &str, mounted: MountedTree, holder: Holder, size: Option<u64>) {
        let MountedTree { tree, at, writable, volume } = mounted;
        let mut mount = Mount { tree: OnceLock::new(), make: None, at, writable, volume, holder, size };
        mount.set(tree, &self.identity);
        self.mounts.insert(path.to_string(), mount);
    }

    /// Makes all that is mounted so far read-only.
    pub fn close_mounts(&mut self) {
        for mount in self.mounts.values_mut() {
            mount.writable = false;
        }
    }

    /// Mounts a tree over `path` that is made when somebody looks at it first.
    pub fn mount_later(&mut self, path: &str, holder: Holder, make: impl Fn() -> Tree + Send + Sync + 'static) {
        let make: Option<Make> = Some(Arc::new(make));
        // What the kernel makes up nobody changes.
        let writable = holder == Holder::Devices;
        let at = "/".to_string();
        let mount = Mount { tree: OnceLock::new(), make, at, writable, volume: None, holder, size: None };
        self.mounts.insert(path.to_string(), mount);
    }

    /// Makes the mount points that are missing, and the directories above them, as runc does before a process starts.
    pub fn make_mount_points(&mut self) {
        let writable = std::mem::replace(&mut self.root_writable, true);
        let points: Vec<(String, bool)> =
            self.mounts.iter().map(|(point, mount)| (point.clone(), mount.is_directory(&self.identity))).collect();
        for (point, directory) in points {
            for so_far in Path::new(&point).steps() {
                let last = *so_far == *point;
                if !last && !matches!(self.stat(&so_far, true), Err(Errno::NoEntry))
                    || !matches!(self.root.stat(&so_far, true), Err(Errno::NoEntry))
                {
                    continue;
                }
                let before = self.root.stat(&so_far.parent(), true).map(|stat| stat.mtime).unwrap_or_default();
                let made = match directory || !last {
                    true => self.root.make_dir(&so_far, 0o755),
                    false => self.root.write(&so_far, Rope::new(), 0o755),
                };
                // A point below another mount lies in that mount's tree, and a file in the way stays there.
                if made.is_ok() {
                    self.made.push((so_far, before));
                }
            }
        }
        self.root_writable = writable;
    }

    /// Removes the mount points that were made, if nothing was put there: a build step leaves none.
    pub fn remove_mount_points(&mut self) {
        while let Some((path, before)) = self.made.pop() {
            let empty_file =
                self.root.stat(&path, false).is_ok_and(|stat| stat.kind == FileType::File && stat.size == 0);
            // What is not empty stays.
            let gone = if empty_file { self.root.remove_file(&path) } else { self.root.remove_dir(&path) };
            if gone.is_ok() {
                let _ = self.root.set_mtime(&path.parent(), before, true);
            }
        }
    }

    /// The state of everything that takes writes.
    pub fn moment(&self, clock: Clock) -> Moment {
        let writable = self.mounts.iter().filter(|(_, mount)| mount.writable);
        // What nobody has looked at nobody has changed.
        let mounts = writable.filter_map(|(point, mount)| Some((point.clone(), mount.tree.get()?.clone()))).collect();
        Moment { clock, upper: self.root.upper().clone(), mounts }
    }

    /// Goes back to a state.
    pub fn restore(&mut self, moment: &Moment) {
        self.set_upper(moment.upper.clone());
        for (point, mount) in &mut self.mounts {
            match moment.mounts.get(point) {
                Some(tree) => mount.set(tree.clone(), &self.identity),
                None if mount.make.is_some() => mount.tree = OnceLock::new(),
                None => {}
            }
        }
    }

    /// Somebody else changed something.
    pub fn change(&mut self, external: &External) {
        if !external.set.is_empty() || !external.unset.is_empty() {
            self.set_upper(external.on(self.root.upper()));
        }
        for (name, changes) in &external.volumes {
            for mount in self.mounts.values_mut().filter(|mount| mount.has(name)) {
                let changed = mount.tree(&self.identity).apply(changes);
                mount.set(changed, &self.identity);
            }
        }
    }

    fn set_upper(&mut self, upper: Changes) {
        let root = &self.root;
        let mut changed = Overlay::with_upper(root.lowers().into(), root.merged().clone(), upper);
        changed.set_identity(self.identity.clone());
        self.root = changed;
    }

    /// The trees that are volumes, by name.
    pub fn volumes(&self) -> impl Iterator<Item = (&str, &Tree)> {
        self.mounts.values().filter_map(|mount| Some((mount.volume.as_deref()?, mount.tree(&self.identity))))
    }

    /// The mount points, sorted.
    pub fn mount_points(&self) -> impl Iterator<Item = &str> {
        self.mounts.keys().map(String::as_str)
    }

    /// Whether what is mounted there can be changed.
    pub fn is_writable(&self, mount_point: &str) -> bool {
        self.mounts.get(mount_point).is_some_and(|mount| mount.writable)
    }

    /// The mount point that a path without symbolic links lies in; `/` for the root.
    pub fn mount_of(&self, path: &str) -> &str {
        match self.locate(path).0 {
            Place::Mount(point) => point,
            Place::Root => "/",
        }
    }

    fn locate<'a>(&'a self, path: &str) -> (Place<'a>, String) {
        // The longest of the paths above it that is a mount point.
        let mut above = Some(path);
        while let Some(point) = above {
            if let Some((point, mount)) = self.mounts.get_key_value(point) {
                let inner = path.get(point.len()..).unwrap_or("");
                let inside = if mount.at == "/" { inner.to_string() } else { format!("{}{inner}", mount.at) };
                return (Place::Mount(point), if inside.is_empty() { "/".to_string() } else { inside });
            }
            above = point.rsplit_once('/').map(|(above, _)| above).filter(|above| !above.is_empty());
        }
        (Place::Root, path.to_string())
    }

    fn at(&self, path: &str) -> (&dyn Files, String) {
        let (place, inner) = self.locate(path);
        match place {
            Place::Mount(point) => match self.mounts.get(point) {
                Some(mount) => (mount.tree(&self.identity), inner),
                None => (&self.root, path.to_string()),
            },
            Place::Root => (&self.root, inner),
        }
    }

    fn at_mut(&mut self, path: &str) -> Result<(&mut dyn Files, String), Errno> {
        let (place, inner) = self.locate(path);
        let point = match place {
            Place::Mount(point) => Some(point.to_string()),
            Place::Root => None,
        };
        match point {
            Some(point) => match self.mounts.get_mut(&point) {
                Some(mount) if mount.writable => Ok((mount.tree_mut(&self.identity), inner)),
                // Nobody makes files in procfs; what is there stands still.
                Some(mount) if point == "/proc" && mount.tree(&self.identity).stat(&inner, false).is_err() => {
                    Err(Errno::NoEntry)
                }
                _ => Err(Errno::ReadOnly),
            },
            None if self.root_writable => Ok((&mut self.root, inner)),
            None => Err(Errno::ReadOnly),
        }
    }

    fn lstat(&self, path: &str) -> Result<Stat, Errno> {
        let (files, inner) = self.at(path);
        Ok(self.measured(path, files.stat(&inner, false)?))
    }

    /// What is known of the node at `path`, as what holds it says.
    fn measured(&self, path: &str, stat: Stat) -> Stat {
        let (Place::Mount(point), inner) = self.locate(path) else { return stat };
        match self.mounts.get(point) {
            Some(mount) => mount.holder.measured(mount.tree(&self.identity), &inner, stat),
            None => stat,
        }
    }

    /// The path without symbolic links (but for its last part, unless `follow`); its last part need not exist, and keeps
    /// its slash then.
    fn resolve(&self, path: &str, follow: bool) -> Result<String, Errno> {
        if self.is_straight(path) {
            return Ok(path.into());
        }
        let resolved = resolve(&mut Search(self), path, follow)?;
        let missing_directory = resolved.last.is_some() && resolved.trailing_slash;
        Ok(String::from(resolved.path()) + if missing_directory { "/" } else { "" })
    }

    /// Whether a path leads straight to its place in the root, over no mount and no link: the usual case, found in a walk
    /// or two where [`Search`] takes one for each name.
    fn is_straight(&self, path: &str) -> bool {
        let clean = Path::new(path);
        let real = |path: &str| self.root.real_path(path).is_ok_and(|real| real == *path);
        *clean == *path
            && matches!(self.locate(path).0, Place::Root)
            && (real(path) || real(&clean.parent()) && self.root.stat(path, false) == Err(Errno::NoEntry))
    }

    fn is_mount_point(&self, path: &str) -> bool {
        self.mounts.contains_key(path)
    }
}

/// Finding something over all mounts.
struct Search<'m>(&'m Mounted);

impl<'a> Ground<'a> for Search<'_> {
    type Directory = ();
    type Error = Errno;

    fn look(&mut self, above: &Above<'a, ()>, name: &str) -> Result<Step<'a, ()>, Errno> {
        let path = path_of(above, Some(name));
        allowance::insist(path.len() as u64);
        let (files, inner) = self.0.at(&path);
        match files.stat(&inner, false).map(|stat| stat.kind) {
            Ok(FileType::Directory) => Ok(Step::Directory(())),
            Ok(FileType::Symlink) => Ok(Step::Link(files.read_link(&inner)?.into())),
            Ok(_) => Ok(Step::Leaf),
            Err(Errno::NoEntry) => Ok(Step::Missing),
            Err(errno) => Err(errno),
        }
    }
}

impl Files for Mounted {
    fn set_identity(&mut self, identity: Identity) {
        self.root.set_identity(identity.clone());
        for tree in self.mounts.values_mut().filter_map(|mount| mount.tree.get_mut()) {
            tree.set_identity(identity.clone());
        }
        self.identity = identity;
    }
    fn identity(&self) -> &Identity {
        &self.identity
    }
    fn stat(&self, path: &str, follow: bool) -> Result<Stat, Errno> {
        let path = self.resolve(path, follow)?;
        self.lstat(&path)
    }
    fn read_dir(&self, path: &str) -> Result<Vec<DirEntry>, Errno> {
        let path = self.resolve(path, true)?;
        let (files, inner) = self.at(&path);
        let mut entries = files.read_dir(&inner)?;
        let on_disk = match self.locate(&path).0 {
            Place::Mount(point) => self.mounts.get(point).is_none_or(|mount| mount.holder == Holder::Disk),
            Place::Root => true,
        };
        for entry in &mut entries {
            let child = Path::new(&path).child(&entry.name);
            if self.is_mount_point(&child) {
                entry.stat = self.lstat(&child)?;
            } else if !on_disk {
                entry.stat = self.measured(&child, entry.stat.clone());
            }
        }
        Ok(entries)
    }
    fn read(&self, path: &str) -> Result<Rope, Errno> {
        let path = self.resolve(path, true)?;
        let (files, inner) = self.at(&path);
        files.read(&inner)
    }
    fn read_link(&self, path: &str) -> Result<String, Errno> {
        let path = self.resolve(path, false)?;
        let (files, inner) = self.at(&path);
        files.read_link(&inner)
    }
    fn real_path(&self, path: &str) -> Result<String, Errno> {
        let path = self.resolve(path, true)?;
        self.lstat(&path)?;
        Ok(path)
    }
    fn write(&mut self, path: &str, content: Rope, mode: u32) -> Result<(), Errno> {
        let path = self.resolve(path, true)?;
        let room = self.room(&path).unwrap_or(u64::MAX);
        let (files, inner) = self.at_mut(&path)?;
        if content.len() <= room {
            return files.write(&inner, content, mode);
        }
        files.write(&inner, content.slice(0..room), mode)?;
        Err(Errno::NoSpace)
    }
    fn append(&mut self, path: &str, content: Rope, mode: u32) -> Result<(), Errno> {
        let path = self.resolve(path, true)?;
        let room = self.room(&path).unwrap_or(u64::MAX);
        let (files, inner) = self.at_mut(&path)?;
        let room = room.saturating_sub(files.stat(&inner, true).map_or(0, |stat| stat.size));
        if content.len() <= room {
            return files.append(&inner, content, mode);
        }
        files.append(&inner, content.slice(0..room), mode)?;
        Err(Errno::NoSpace)
    }
    fn make_dir(&mut self, path: &str, mode: u32) -> Result<(), Errno> {
        let path = self.resolve(path, false)?;
        let (files, inner) = self.at_mut(&path)?;
        files.make_dir(&inner, mode)
    }
    fn symlink(&mut self, target: &str, path: &str) -> Result<(), Errno> {
        let path = self.resolve(path, false)?;
        let (files, inner) = self.at_mut(&path)?;
        files.symlink(target, &inner)
    }
    fn hard_link(&mut self, existing: &str, path: &str) -> Result<(), Errno> {
        let existing = self.resolve(existing, false)?;
        let path = self.resolve(path, false)?;
        if !self.same_tree(&existing, &path) {
            return Err(Errno::CrossDevice);
        }
        let (_, from) = self.locate(&existing);
        let (files, inner) = self.at_mut(&path)?;
        files.hard_link(&from, &inner)
    }
    fn make_node(&mut self, path: &str, kind: FileType, mode: u32, device: (u32, u32)) -> Result<(), Errno> {
        let path = self.resolve(path, false)?;
        let (files, inner) = self.at_mut(&path)?;
        files.make_node(&inner, kind, mode, device)
    }
    fn remove_file(&mut self, path: &str) -> Result<(), Errno> {
        let path = self.resolve(path, false)?;
        if self.is_mount_point(&path) {
            return Err(Errno::Busy);
        }
        let (files, inner) = self.at_mut(&path)?;
        files.remove_file(&inner)
    }
    fn remove_dir(&mut self, path: &str) -> Result<(), Errno> {
        let path = self.resolve(path, false)?;
        if self.is_mount_point(&path) {
            return Err(Errno::Busy);
        }
        let (files, inner) = self.at_mut(&path)?;
        files.remove_dir(&inner)
    }
    fn rename(&mut self, from: &str, to: &str) -> Result<(), Errno> {
        let from = self.resolve(from, false)?;
        let to = self.resolve(to, false)?;
        if self.is_mount_point(&from) || self.is_mount_point(&to) {
            return Err(Errno::Busy);
        }
        if !self.same_tree(&from, &to) {
            return Err(Errno::CrossDevice);
        }
        let (_, from) = self.locate(&from);
        let (files, to) = self.at_mut(&to)?;
        files.rename(&from, &to)
    }
    fn set_mode(&mut self, path: &str, mode: u32) -> Result<(), Errno> {
        let path = self.resolve(path, true)?;
        let (files, inner) = self.at_mut(&path)?;
        files.set_mode(&inner, mode)
    }
    fn set_owner(&mut self, path: &str, uid: u32, gid: u32, follow: bool) -> Result<(), Errno> {
        let path = self.resolve(path, follow)?;
        let (files, inner) = self.at_mut(&path)?;
        files.set_owner(&inner, uid, gid, false)
    }
    fn set_mtime(&mut self, path: &str, mtime: Timestamp, follow: bool) -> Result<(), Errno> {
        let path = self.resolve(path, follow)?;
        let (files, inner) = self.at_mut(&path)?;
        files.set_mtime(&inner, mtime, false)
    }
    fn may(&self, path: &str, wanted: u32) -> Result<(), Errno> {
        let path = self.resolve(path, true)?;
        let (files, inner) = self.at(&path);
        let stands_still = || match self.locate(&path).0 {
            Place::Root => !self.root_writable,
            Place::Mount(point) => !self.is_writable(point),
        };
        // access(2): a device is not of the file system that it stands in.
        if wanted & 2 != 0 && stands_still() {
            match files.stat(&inner, true)?.kind {
                FileType::File | FileType::Directory | FileType::Symlink => return Err(Errno::ReadOnly),
                _ => {}
            }
        }
        files.may(&inner, wanted)
    }
}

impl Mounted {
    /// How long a file can be where it is mounted, if that is bounded: pages that no other file takes (tmpfs(5)).
    fn room(&self, path: &str) -> Option<u64> {
        let (Place::Mount(point), inner) = self.locate(path) else { return None };
        let mount = self.mounts.get(point)?;
        let size = mount.size?;
        let tree = mount.tree(&self.identity);
        allowance::insist(tree.len().saturating_mul(TREE_WORK));
        let file = |(path, node): (String, Node)| match node.kind {
            NodeKind::File(content) if path != inner => content.len().div_ceil(PAGE) * PAGE,
            _ => 0,
        };
        let others: u64 = tree.walk().map(file).sum();
        Some(size.saturating_sub(others) / PAGE * PAGE)
    }

    fn same_tree(&self, one: &str, other: &str) -> bool {
        self.mount_of(one) == self.mount_of(other)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::vfs::Meta;

    fn mounted() -> Mounted {
        let mut lower = Tree::new();
        let node = |kind, mode| Node { meta: Meta { mode, ..Meta::default() }, kind };
        for path in ["/etc", "/data", "/proc"] {
            lower.put(path, node(NodeKind::Directory, 0o755)).unwrap();
        }
        lower.put("/etc/hosts", node(NodeKind::File(Rope::new()), 0o644)).unwrap();
        lower.put("/link", node(NodeKind::Symlink("data/inner".into()), 0o777)).unwrap();
        lower.put("/loop", node(NodeKind::Symlink("loop".into()), 0o777)).unwrap();
        let identity = Identity { uid: 0, gid: 0, groups: vec![], now: Timestamp(1), umask: 0o022, lacks: 0 };
        let mut files = Mounted::new(Overlay::new(Arc::from([]), lower), identity);
        let mut volume = Tree::new();
        volume.put("/inner", node(NodeKind::Directory, 0o755)).unwrap();
        volume.put("/up", node(NodeKind::Symlink("/etc/hosts".into()), 0o777)).unwrap();
        let mut hosts = Tree::new();
        hosts.put("/file", node(NodeKind::File("mounted\n".into()), 0o644)).unwrap();
        let mount = |tree, at: &str, writable| MountedTree { tree, at: at.into(), writable, volume: None };
        files.mount("/data", mount(volume, "/", true));
        files.mount("/etc/hosts", mount(hosts, "/file", true));
        files.mount("/proc", mount(Tree::new(), "/", false));
        files
    }

    #[test]
    fn links_lead_across_mounts_in_both_directions() {
        let mut files = mounted();
        files.write("/link/new", "x".into(), 0o644).unwrap();
        assert_eq!(files.real_path("/link/../inner/new").unwrap(), "/data/inner/new");
        assert_eq!(files.read("/data/up").unwrap().to_bytes(), "mounted\n");
        assert!(files.root.upper().is_empty());
        assert_eq!(files.stat("/loop", true), Err(Errno::Loop));
        assert_eq!(files.stat("/etc/hosts/x", true), Err(Errno::NotDirectory));
    }

    #[test]
    fn mount_points_are_listed_with_what_is_mounted_and_cannot_go() {
        let mut files = mounted();
        let entries = files.read_dir("/etc").unwrap();
        assert_eq!(entries.iter().map(|entry| entry.stat.size).collect::<Vec<_>>(), [8]);
        assert_eq!(files.remove_file("/etc/hosts"), Err(Errno::Busy));
        assert_eq!(files.rename("/data/inner", "/inner"), Err(Errno::CrossDevice));
        assert_eq!(files.write("/proc/x", Rope::new(), 0o644), Err(Errno::NoEntry));
        files.root_writable = false;
        assert_eq!(files.write("/x", Rope::new(), 0o644), Err(Errno::ReadOnly));
        assert_eq!((files.may("/", 2), files.may("/", 4)), (Err(Errno::ReadOnly), Ok(())));
    }
}
