//! A tree as [`Files`]: what Linux allows, changes and stamps with the time.

use crate::clock::{Timestamp, mix};
use crate::content::{Part, Rope};

use super::directory::{At, Directory, Entries, Entry, Leaf};
use super::files::Right;
use super::find::{EXECUTE, Place, READ, WRITE, allows};
use super::path::{names, split};
use super::{
    BLOCK, DirEntry, Errno, FileType, Files, Identity, MAX_DEPTH, MAX_FILE_BYTES, MAX_PATH, Meta, NodeKind, Path, Stat,
    Tree,
};

/// Set-user-ID.
const SETUID: u32 = 0o4000;
/// Set-group-ID; on a directory: what is made in it gets its group.
const SETGID: u32 = 0o2000;
/// On a directory: only the owner of a name may remove it.
const STICKY: u32 = 0o1000;

/// The number of what is at `path`, or of a group of names: 48 bits.
fn inode(path: &str, link: Option<u64>) -> u64 {
    let number = match link {
        Some(group) => mix(!group),
        None => path.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| mix(hash ^ u64::from(byte))),
    };
    number >> 16
}

impl Tree {
    fn stat_of(&self, path: &str, at: At) -> Stat {
        let meta = at.meta();
        let (kind, size, links, device, link) = match at {
            At::Directory(directory) => {
                let inner = directory.entries.directories();
                (FileType::Directory, BLOCK, u32::try_from(inner + 2).unwrap_or(u32::MAX), (0, 0), None)
            }
            At::Leaf(leaf) => {
                let links = leaf.link.map_or(1, |group| self.links.get().count(group));
                let (kind, size, device) = match &leaf.kind {
                    NodeKind::File(content) => (FileType::File, content.len(), (0, 0)),
                    NodeKind::Symlink(target) => (FileType::Symlink, target.len() as u64, (0, 0)),
                    NodeKind::CharDevice { major, minor } => (FileType::CharDevice, 0, (*major, *minor)),
                    NodeKind::BlockDevice { major, minor } => (FileType::BlockDevice, 0, (*major, *minor)),
                    NodeKind::Fifo | NodeKind::Directory | NodeKind::HardLink(_) => (FileType::Fifo, 0, (0, 0)),
                };
                (kind, size, links, device, leaf.link)
            }
        };
        let &Meta { mode, uid, gid, mtime, .. } = meta;
        Stat { kind, mode, uid, gid, size, mtime, links, inode: inode(path, link), device }
    }

    fn place<'a>(&'a self, path: &'a str, follow: bool) -> Result<Place<'a>, Errno> {
        self.find(path, follow, &self.identity)
    }

    fn existing<'a>(&'a self, path: &'a str, follow: bool) -> Result<(Place<'a>, At<'a>), Errno> {
        let place = self.place(path, follow)?;
        let found = place.found.ok_or(Errno::NoEntry)?;
        Ok((place, found))
    }

    fn allowed(&self, meta: &Meta, wanted: u32) -> Result<(), Errno> {
        if allows(meta, &self.identity, wanted) { Ok(()) } else { Err(Errno::Access) }
    }

    /// Root, or the owner of the node.
    fn owned(&self, meta: &Meta) -> Result<(), Errno> {
        let who = &self.identity;
        if who.has(Right::Fowner) || who.uid == meta.uid { Ok(()) } else { Err(Errno::NotPermitted) }
    }

    /// Whether a new name may be made at `place`, where nothing is.
    fn creatable(&self, place: &Place) -> Result<(), Errno> {
        self.allowed(&place.parent.meta, WRITE | EXECUTE)?;
        self.check_room(&place.path)
    }

    /// Whether the name at `place` may be removed.
    fn removable(&self, place: &Place, found: At) -> Result<(), Errno> {
        let directory = &place.parent.meta;
        self.allowed(directory, WRITE | EXECUTE)?;
        let uid = self.identity.uid;
        let bound = directory.mode & STICKY != 0 && !self.identity.has(Right::Fowner);
        let kept = bound && uid != directory.uid && uid != found.meta().uid;
        if kept { Err(Errno::NotPermitted) } else { Ok(()) }
    }

    /// The meta of what the identity makes in a directory.
    fn new_meta(&self, parent: &Meta, mode: u32) -> Meta {
        let &Identity { uid, gid, now, .. } = &self.identity;
        let gid = if parent.mode & SETGID != 0 { parent.gid } else { gid };
        Meta { mode: mode & 0o7777, uid, gid, mtime: now, xattrs: None }
    }

    /// The directory of `path` has changed.
    fn touch_parent(&mut self, path: &str) {
        let now = self.identity.now;
        if let Some(directory) = split(path).and_then(|(parent, _)| self.directory_mut(parent)) {
            directory.meta.mtime = now;
        }
    }

    /// Makes a leaf where nothing is.
    fn create(&mut self, path: &str, kind: NodeKind, mode: u32) -> Result<(), Errno> {
        let place = self.place(path, false)?;
        if place.found.is_some() {
            return Err(Errno::Exists);
        }
        if place.trailing_slash {
            return Err(Errno::NoEntry);
        }
        self.creatable(&place)?;
        let meta = self.new_meta(&place.parent.meta, mode);
        let path = place.path;
        self.insert(&path, Entry::Leaf(Leaf { meta, kind, link: None }))?;
        self.touch_parent(&path);
        Ok(())
    }

    /// Opens for writing and gives the file new content, made from the old one.
    fn rewrite(&mut self, path: &str, mode: u32, new: impl FnOnce(&Rope) -> Rope, addition: u64) -> Result<(), Errno> {
        let place = self.place(path, true)?;
        let Some(found) = place.found else {
            if place.trailing_slash {
                return Err(Errno::IsDirectory);
            }
            self.creatable(&place)?;
            if addition > MAX_FILE_BYTES {
                return Err(Errno::TooLarge);
            }
            let meta = self.new_meta(&place.parent.meta, mode & !self.identity.umask);
            let path = place.path;
            let kind = NodeKind::File(new(&Rope::new()));
            self.insert(&path, Entry::Leaf(Leaf { meta, kind, link: None }))?;
            self.touch_parent(&path);
            return Ok(());
        };
        let At::Leaf(leaf) = found else { return Err(Errno::IsDirectory) };
        self.allowed(&leaf.meta, WRITE)?;
        let content = match &leaf.kind {
            NodeKind::File(content) => new(content),
            // /dev/full takes nothing; other devices take everything and keep none of it.
            NodeKind::CharDevice { major: 1, minor: 7 } if addition > 0 => return Err(Errno::NoSpace),
            _ => return Ok(()),
        };
        if content.len() > MAX_FILE_BYTES {
            return Err(Errno::TooLarge);
        }
        let now = self.identity.now;
        let keeps_bits = self.identity.has(Right::Fsetid);
        let path = place.path;
        self.change_leaf(&path, |leaf| {
            leaf.kind = NodeKind::File(content.clone());
            leaf.meta.mtime = now;
            if !keeps_bits {
                leaf.meta.mode &= !(SETUID | SETGID);
            }
        });
        Ok(())
    }

    /// The checks of `rename(2)`. Returns both paths; `None` if there is nothing to do.
    pub(super) fn renamable(&self, from: &str, to: &str) -> Result<Option<(Path, Path)>, Errno> {
        let (source, moved) = self.existing(from, false)?;
        let target = self.place(to, false)?;
        let directory = matches!(moved, At::Directory(_));
        if source.path.is_root() || target.path.is_root() {
            return Err(Errno::Busy);
        }
        if directory && source.path != target.path && target.path.below(&source.path).is_some() {
            return Err(Errno::Invalid);
        }
        if !directory && target.found.is_none() && target.trailing_slash {
            return Err(Errno::NotDirectory);
        }
        if source.path == target.path {
            return Ok(None);
        }
        self.removable(&source, moved)?;
        match (moved, target.found) {
            (_, None) => self.allowed(&target.parent.meta, WRITE | EXECUTE)?,
            (_, Some(found)) => {
                self.removable(&target, found)?;
                match (moved, found) {
                    (At::Directory(_), At::Leaf(_)) => return Err(Errno::NotDirectory),
                    (At::Leaf(_), At::Directory(_)) => return Err(Errno::IsDirectory),
                    (At::Directory(_), At::Directory(found)) if !found.entries.is_empty() => {
                        return Err(Errno::NotEmpty);
                    }
                    (At::Leaf(a), At::Leaf(b)) if a.link.is_some() && a.link == b.link => return Ok(None),
                    _ => {}
                }
            }
        }
        if directory && source.path.parent() != target.path.parent() {
            self.allowed(moved.meta(), WRITE)?;
        }
        let depth = match moved {
            At::Directory(inner) => 1 + inner.entries.values().map(Entry::depth).max().unwrap_or(0),
            At::Leaf(_) => 0,
        };
        if target.path.len() >= MAX_PATH || target.path.names().count() + depth > MAX_DEPTH {
            return Err(Errno::NameTooLong);
        }
        Ok(Some((source.path, target.path)))
    }
}

impl Files for Tree {
    fn set_identity(&mut self, identity: Identity) {
        self.identity = identity;
    }

    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn stat(&self, path: &str, follow: bool) -> Result<Stat, Errno> {
        let (place, found) = self.existing(path, follow)?;
        Ok(self.stat_of(&place.path, found))
    }

    fn read_dir(&self, path: &str) -> Result<Vec<DirEntry>, Errno> {
        let (place, found) = self.existing(path, true)?;
        let At::Directory(directory) = found else { return Err(Errno::NotDirectory) };
        self.allowed(&directory.meta, READ)?;
        let entry = |(name, entry): (&std::sync::Arc<str>, &Entry)| DirEntry {
            name: name.to_string(),
            stat: self.stat_of(&place.path.child(name), entry.at()),
        };
        Ok(directory.entries.iter().map(entry).collect())
    }

    fn read(&self, path: &str) -> Result<Rope, Errno> {
        let (_, found) = self.existing(path, true)?;
        self.allowed(found.meta(), READ)?;
        match found {
            At::Directory(_) => Err(Errno::IsDirectory),
            At::Leaf(Leaf { kind: NodeKind::File(content), .. }) => Ok(content.clone()),
            At::Leaf(_) => Ok(Rope::new()),
        }
    }

    fn read_link(&self, path: &str) -> Result<String, Errno> {
        match self.existing(path, false)?.1 {
            At::Leaf(Leaf { kind: NodeKind::Symlink(target), .. }) => Ok(target.clone()),
            _ => Err(Errno::Invalid),
        }
    }

    fn real_path(&self, path: &str) -> Result<String, Errno> {
        Ok(self.existing(path, true)?.0.path.into())
    }

    fn write(&mut self, path: &str, content: Rope, mode: u32) -> Result<(), Errno> {
        let len = content.len();
        self.rewrite(path, mode, |_| content, len)
    }

    fn append(&mut self, path: &str, content: Rope, mode: u32) -> Result<(), Errno> {
        if content.is_empty()
            && let Ok(Place { found: Some(At::Leaf(leaf)), .. }) = self.place(path, true)
        {
            return self.allowed(&leaf.meta, WRITE);
        }
        let len = content.len();
        self.rewrite(path, mode, |old| Rope::concat([old.clone(), content]), len)
    }

    fn make_dir(&mut self, path: &str, mode: u32) -> Result<(), Errno> {
        let place = self.place(path, false)?;
        if place.found.is_some() {
            return Err(Errno::Exists);
        }
        self.creatable(&place)?;
        let inherited = place.parent.meta.mode & SETGID;
        let mut meta = self.new_meta(&place.parent.meta, mode & 0o1777 & !self.identity.umask);
        meta.mode |= inherited;
        let path = place.path;
        self.insert(&path, Entry::Directory(Part::new(Directory { meta, entries: Entries::default() })))?;
        self.touch_parent(&path);
        Ok(())
    }

    fn symlink(&mut self, target: &str, path: &str) -> Result<(), Errno> {
        match target.len() {
            0 => Err(Errno::NoEntry),
            len if len >= MAX_PATH => Err(Errno::NameTooLong),
            _ => self.create(path, NodeKind::Symlink(target.to_string()), 0o777),
        }
    }

    fn hard_link(&mut self, existing: &str, path: &str) -> Result<(), Errno> {
        let (source, found) = self.existing(existing, false)?;
        let target = self.place(path, false)?;
        if target.found.is_some() {
            return Err(Errno::Exists);
        }
        if target.trailing_slash {
            return Err(Errno::NoEntry);
        }
        self.creatable(&target)?;
        if matches!(found, At::Directory(_)) {
            return Err(Errno::NotPermitted);
        }
        let (source, target) = (source.path, target.path);
        self.add_link(&source, &target)?;
        self.touch_parent(&target);
        Ok(())
    }

    fn make_node(&mut self, path: &str, kind: FileType, mode: u32, device: (u32, u32)) -> Result<(), Errno> {
        let (major, minor) = device;
        let kind = match kind {
            FileType::File => NodeKind::File(Rope::new()),
            FileType::Fifo => NodeKind::Fifo,
            FileType::CharDevice => NodeKind::CharDevice { major, minor },
            FileType::BlockDevice => NodeKind::BlockDevice { major, minor },
            FileType::Directory => return Err(Errno::NotPermitted),
            FileType::Symlink => return Err(Errno::Invalid),
        };
        let is_device = matches!(kind, NodeKind::CharDevice { .. } | NodeKind::BlockDevice { .. });
        if is_device && !self.identity.has(Right::Mknod) {
            return Err(Errno::NotPermitted);
        }
        let mode = mode & !self.identity.umask;
        self.create(path, kind, mode)
    }

    fn remove_file(&mut self, path: &str) -> Result<(), Errno> {
        let (place, found) = self.existing(path, false)?;
        if place.path.is_root() {
            return Err(Errno::IsDirectory);
        }
        self.removable(&place, found)?;
        if matches!(found, At::Directory(_)) {
            return Err(Errno::IsDirectory);
        }
        let path = place.path;
        self.take(&path);
        self.watched.let_go(&path);
        self.touch_parent(&path);
        Ok(())
    }

    fn remove_dir(&mut self, path: &str) -> Result<(), Errno> {
        if names(path).next_back() == Some(".") {
            return Err(Errno::Invalid);
        }
        let (place, found) = self.existing(path, false)?;
        if place.path.is_root() {
            return Err(Errno::Busy);
        }
        self.removable(&place, found)?;
        match found {
            At::Leaf(_) => return Err(Errno::NotDirectory),
            At::Directory(directory) if !directory.entries.is_empty() => return Err(Errno::NotEmpty),
            At::Directory(_) => {}
        }
        let path = place.path;
        self.take(&path);
        self.touch_parent(&path);
        Ok(())
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Errno> {
        let Some((from, to)) = self.renamable(from, to)? else {
            self.watched.let_go(from);
            return Ok(());
        };
        self.watched.let_go(&from);
        self.watched.let_go(&to);
        self.take(&to);
        self.shift(&from, &to);
        self.touch_parent(&from);
        self.touch_parent(&to);
        Ok(())
    }

    fn set_mode(&mut self, path: &str, mode: u32) -> Result<(), Errno> {
        let (place, found) = self.existing(path, true)?;
        self.owned(found.meta())?;
        let in_group = self.identity.has(Right::Fsetid) || self.identity.in_group(found.meta().gid);
        let mode = if in_group { mode & 0o7777 } else { mode & 0o7777 & !SETGID };
        let path = place.path;
        self.change_meta(&path, |meta| meta.mode = mode);
        Ok(())
    }

    fn set_owner(&mut self, path: &str, uid: u32, gid: u32, follow: bool) -> Result<(), Errno> {
        let (place, found) = self.existing(path, follow)?;
        let old = found.meta();
        let who = &self.identity;
        let may =
            who.has(Right::Chown) || (who.uid == old.uid && uid == old.uid && (gid == old.gid || who.in_group(gid)));
        if !may {
            return Err(Errno::NotPermitted);
        }
        let is_file = matches!(found, At::Leaf(Leaf { kind: NodeKind::File(_), .. }));
        let path = place.path;
        self.change_meta(&path, |meta| {
            (meta.uid, meta.gid) = (uid, gid);
            if is_file && meta.mode & 0o111 != 0 {
                meta.mode &= !(SETUID | SETGID);
            }
        });
        Ok(())
    }

    fn set_mtime(&mut self, path: &str, mtime: Timestamp, follow: bool) -> Result<(), Errno> {
        let (place, found) = self.existing(path, follow)?;
        let to_now = mtime == self.identity.now && allows(found.meta(), &self.identity, WRITE);
        if !to_now {
            self.owned(found.meta())?;
        }
        let path = place.path;
        self.change_meta(&path, |meta| meta.mtime = mtime);
        Ok(())
    }

    fn may(&self, path: &str, wanted: u32) -> Result<(), Errno> {
        let meta = self.existing(path, true)?.1;
        // Not even root executes a file that nobody may execute.
        let no_program = wanted & EXECUTE != 0 && matches!(meta, At::Leaf(_)) && meta.meta().mode & 0o111 == 0;
        if no_program { Err(Errno::Access) } else { self.allowed(meta.meta(), wanted & 7) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(uid: u32, now: i64) -> Identity {
        Identity { uid, gid: uid, groups: vec![], now: Timestamp(now), umask: 0o022, lacks: 0 }
    }

    fn tree() -> Tree {
        let mut tree = Tree::new();
        tree.make_dir("/etc", 0o755).unwrap();
        tree.write("/etc/passwd", "root".into(), 0o666).unwrap();
        tree.make_dir("/tmp", 0o777).unwrap();
        tree.set_mode("/tmp", 0o1777).unwrap();
        tree
    }

    #[test]
    fn writing_stamps_the_file_and_a_new_name_its_directory() {
        let mut tree = tree();
        tree.set_identity(who(0, 5));
        tree.write("/etc/passwd", "x".into(), 0).unwrap();
        let mtime = |tree: &Tree, path| tree.stat(path, true).unwrap().mtime.0;
        assert_eq!((mtime(&tree, "/etc/passwd"), mtime(&tree, "/etc")), (5, 0));
        tree.append("/etc/new", "x".into(), 0o666).unwrap();
        assert_eq!((mtime(&tree, "/etc"), mtime(&tree, "/")), (5, 0));
        assert_eq!(tree.stat("/etc/new", true).unwrap().mode, 0o644);
        tree.set_identity(who(0, 6));
        tree.rename("/etc/new", "/tmp/new").unwrap();
        assert_eq!((mtime(&tree, "/etc"), mtime(&tree, "/tmp"), mtime(&tree, "/tmp/new")), (6, 6, 5));
        tree.set_mode("/tmp/new", 0o600).unwrap();
        assert_eq!(mtime(&tree, "/tmp/new"), 5);
    }

    #[test]
    fn names_of_one_file_change_together() {
        let mut tree = tree();
        tree.hard_link("/etc/passwd", "/tmp/p").unwrap();
        tree.write("/tmp/p", "new".into(), 0).unwrap();
        assert_eq!(tree.read("/etc/passwd").unwrap(), "new".into());
        let (a, b) = (tree.stat("/etc/passwd", true).unwrap(), tree.stat("/tmp/p", true).unwrap());
        assert_eq!((a.inode, a.links), (b.inode, 2));
        tree.rename("/etc", "/etc2").unwrap();
        tree.set_mode("/etc2/passwd", 0o600).unwrap();
        assert_eq!(tree.stat("/tmp/p", true).unwrap().mode, 0o600);
        tree.remove_file("/etc2/passwd").unwrap();
        assert_eq!(tree.stat("/tmp/p", true).unwrap().links, 1);
        assert_eq!(tree.hard_link("/etc2", "/tmp/d"), Err(Errno::NotPermitted));
    }

    #[test]
    fn symbolic_links_stay_inside_the_root() {
        let mut tree = tree();
        tree.symlink("../../../etc", "/tmp/up").unwrap();
        tree.symlink("/etc/passwd", "/tmp/absolute").unwrap();
        tree.symlink("loop", "/tmp/loop").unwrap();
        tree.symlink("made", "/tmp/dangling").unwrap();
        assert_eq!(tree.real_path("/tmp/up/./passwd").unwrap(), "/etc/passwd");
        assert_eq!(tree.real_path("/../tmp/up/../tmp/absolute").unwrap(), "/etc/passwd");
        assert_eq!(tree.stat("/tmp/up", false).unwrap().kind, FileType::Symlink);
        assert_eq!(tree.stat("/tmp/up/", false).unwrap().kind, FileType::Directory);
        assert_eq!(tree.read("/tmp/loop").unwrap_err(), Errno::Loop);
        assert_eq!(tree.read("/tmp/dangling").unwrap_err(), Errno::NoEntry);
        tree.write("/tmp/dangling", "x".into(), 0o644).unwrap();
        assert_eq!(tree.read("/tmp/made").unwrap(), "x".into());
        assert_eq!(tree.read("/etc/passwd/").unwrap_err(), Errno::NotDirectory);
        assert_eq!(tree.read("/etc/passwd/..").unwrap_err(), Errno::NotDirectory);
        for steps in [40, 41] {
            let mut tree = Tree::new();
            tree.write("/0", "end".into(), 0o644).unwrap();
            (0..steps).for_each(|step| tree.symlink(&step.to_string(), &format!("/{}", step + 1)).unwrap());
            assert_eq!(tree.read(&format!("/{steps}")).is_ok(), steps == 40);
        }
    }

    #[test]
    fn permissions_are_those_of_the_identity() {
        let mut tree = tree();
        tree.write("/etc/shadow", "secret".into(), 0o600).unwrap();
        tree.write("/tmp/root", "".into(), 0o666).unwrap();
        tree.set_identity(who(7, 1));
        assert_eq!(tree.read("/etc/shadow"), Err(Errno::Access));
        assert_eq!(tree.write("/etc/passwd", "".into(), 0), Err(Errno::Access));
        assert_eq!(tree.write("/etc/new", "".into(), 0), Err(Errno::Access));
        assert_eq!(tree.remove_file("/tmp/root"), Err(Errno::NotPermitted));
        assert_eq!(tree.rename("/tmp/root", "/tmp/mine"), Err(Errno::NotPermitted));
        assert_eq!(tree.set_mode("/tmp/root", 0o777), Err(Errno::NotPermitted));
        tree.write("/tmp/mine", "".into(), 0o666).unwrap();
        assert_eq!(tree.stat("/tmp/mine", true).unwrap().uid, 7);
        assert_eq!(tree.set_owner("/tmp/mine", 0, 0, true), Err(Errno::NotPermitted));
        assert_eq!(tree.set_mtime("/tmp/root", Timestamp(1), true), Err(Errno::NotPermitted));
        tree.make_dir("/tmp/closed", 0o000).unwrap();
        assert_eq!(tree.read_dir("/tmp/closed").unwrap_err(), Errno::Access);
        assert_eq!(tree.stat("/tmp/closed/x", true).unwrap_err(), Errno::Access);
        assert_eq!(tree.make_node("/tmp/null", FileType::CharDevice, 0o666, (1, 3)), Err(Errno::NotPermitted));
        tree.set_identity(who(0, 2));
        assert_eq!(tree.stat("/tmp/closed/x", true).unwrap_err(), Errno::NoEntry);
        assert_eq!((tree.may("/tmp/mine", 6), tree.may("/tmp/mine", 1)), (Ok(()), Err(Errno::Access)));
        let without = |right: Right| Identity { lacks: 1 << right as u32, ..who(0, 3) };
        tree.set_identity(without(Right::DacOverride));
        assert_eq!(tree.read_dir("/tmp/closed").unwrap_err(), Errno::Access);
        tree.set_identity(without(Right::Chown));
        assert_eq!(tree.set_owner("/tmp/mine", 0, 0, true), Err(Errno::NotPermitted));
        tree.set_identity(without(Right::Mknod));
        assert_eq!(tree.make_node("/tmp/null", FileType::CharDevice, 0o666, (1, 3)), Err(Errno::NotPermitted));
        assert_eq!(tree.read("/etc/shadow"), Ok("secret".into()));
    }

    #[test]
    fn errors_are_those_of_linux() {
        let mut tree = tree();
        let cases: [(Result<(), Errno>, Errno); 15] = [
            (tree.write("/etc", "".into(), 0), Errno::IsDirectory),
            (tree.write("/no/where", "".into(), 0), Errno::NoEntry),
            (tree.write("/etc/new/", "".into(), 0), Errno::IsDirectory),
            (tree.write("/etc/passwd/x", "".into(), 0), Errno::NotDirectory),
            (tree.make_dir("/etc", 0), Errno::Exists),
            (tree.make_dir("/a/b", 0), Errno::NoEntry),
            (tree.remove_file("/etc"), Errno::IsDirectory),
            (tree.remove_dir("/etc"), Errno::NotEmpty),
            (tree.remove_dir("/tmp/."), Errno::Invalid),
            (tree.remove_dir("/etc/passwd"), Errno::NotDirectory),
            (tree.remove_dir("/"), Errno::Busy),
            (tree.rename("/etc", "/etc/sub"), Errno::Invalid),
            (tree.rename("/tmp", "/etc"), Errno::NotEmpty),
            (tree.rename("/etc/passwd", "/tmp"), Errno::IsDirectory),
            (tree.write(&format!("/{}", "x".repeat(256)), "".into(), 0), Errno::NameTooLong),
        ];
        for (number, (result, expected)) in cases.into_iter().enumerate() {
            assert_eq!(result, Err(expected), "case {number}");
        }
        assert_eq!(tree.stat(&"/x".repeat(2048), true).unwrap_err(), Errno::NameTooLong);
        assert_eq!(tree.stat("", true).unwrap_err(), Errno::NoEntry);
        tree.make_dir("/made/", 0o755).unwrap();
    }

    #[test]
    fn limits_are_errors() {
        let mut tree = tree();
        let huge = Rope::filler(crate::content::Filler { seed: 1, dense: 0 }, MAX_FILE_BYTES);
        tree.write("/huge", huge.clone(), 0o644).unwrap();
        assert_eq!(tree.append("/huge", "x".into(), 0), Err(Errno::TooLarge));
        assert_eq!(
            tree.put("/h", super::super::Node::file(Meta::default(), Rope::concat([huge, "x".into()]))),
            Err(Errno::TooLarge)
        );
        let deep = "/d".repeat(MAX_DEPTH);
        tree.put(&deep, super::super::Node::directory(Meta::of_mode(0o755))).unwrap();
        assert_eq!(tree.make_dir(&format!("{deep}/d"), 0o755), Err(Errno::NameTooLong));
        tree.make_dir("/e", 0o755).unwrap();
        assert_eq!(tree.rename("/d", "/e/d"), Err(Errno::NameTooLong));
        tree.nodes = super::super::MAX_NODES;
        assert_eq!(tree.symlink("x", "/s"), Err(Errno::NoSpace));
    }

    #[test]
    fn devices_take_writes_and_keep_nothing() {
        let mut tree = tree();
        tree.make_node("/null", FileType::CharDevice, 0o666, (1, 3)).unwrap();
        tree.make_node("/full", FileType::CharDevice, 0o666, (1, 7)).unwrap();
        tree.write("/null", "gone".into(), 0).unwrap();
        assert!(tree.read("/null").unwrap().is_empty());
        assert_eq!(tree.append("/full", "x".into(), 0), Err(Errno::NoSpace));
        assert_eq!(tree.stat("/null", true).unwrap().device, (1, 3));
    }

    #[test]
    fn thousands_of_files_fit_a_directory() {
        let mut tree = Tree::new();
        for number in 0..20_000 {
            tree.write(&format!("/{number}"), "x".into(), 0o644).unwrap();
        }
        assert_eq!((tree.len(), tree.read_dir("/").unwrap().len()), (20_000, 20_000));
        let before = tree.clone();
        tree.remove_file("/77").unwrap();
        assert_eq!(tree.changed_paths(&before), [(super::super::ChangeKind::Deleted, "/77".to_string())]);
    }
}
