//! A tree as [`Files`]: what Linux allows, changes and stamps with the time.

use std::collections::BTreeMap;

use crate::clock::{Timestamp, mix};
use crate::content::{Part, Rope};

use super::directory::{At, Directory, Entry, Leaf};
use super::find::{EXECUTE, Place, READ, WRITE, allows, join, split};
use super::{
    BLOCK, DirEntry, Errno, FileType, Files, Identity, MAX_DEPTH, MAX_FILE_BYTES, MAX_PATH, Meta, NodeKind, Stat, Tree,
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
                let inner = directory.entries.values().filter(|entry| matches!(entry, Entry::Directory(_))).count();
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
        if self.identity.uid == 0 || self.identity.uid == meta.uid { Ok(()) } else { Err(Errno::NotPermitted) }
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
        let kept = directory.mode & STICKY != 0 && uid != 0 && uid != directory.uid && uid != found.meta().uid;
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
        let keeps_bits = self.identity.uid == 0;
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
    pub(super) fn renamable(&self, from: &str, to: &str) -> Result<Option<(String, String)>, Errno> {
        let (source, moved) = self.existing(from, false)?;
        let target = self.place(to, false)?;
        let directory = matches!(moved, At::Directory(_));
        if source.path == "/" || target.path == "/" {
            return Err(Errno::Busy);
        }
        if directory && source.path != target.path && super::links::is_below(&target.path, &source.path) {
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
        if directory && split(&source.path).map(|(parent, _)| parent) != split(&target.path).map(|(parent, _)| parent) {
            self.allowed(moved.meta(), WRITE)?;
        }
        let depth = match moved {
            At::Directory(inner) => 1 + inner.entries.values().map(Entry::depth).max().unwrap_or(0),
            At::Leaf(_) => 0,
        };
        if target.path.len() >= MAX_PATH || super::find::names(&target.path).count() + depth > MAX_DEPTH {
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
            stat: self.stat_of(&join(&place.path, name), entry.at()),
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
        Ok(self.existing(path, true)?.0.path)
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
        self.insert(&path, Entry::Directory(Part::new(Directory { meta, entries: BTreeMap::new() })))?;
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
        if is_device && self.identity.uid != 0 {
            return Err(Errno::NotPermitted);
        }
        let mode = mode & !self.identity.umask;
        self.create(path, kind, mode)
    }

    fn remove_file(&mut self, path: &str) -> Result<(), Errno> {
        let (place, found) = self.existing(path, false)?;
        if place.path == "/" {
            return Err(Errno::IsDirectory);
        }
        self.removable(&place, found)?;
        if matches!(found, At::Directory(_)) {
            return Err(Errno::IsDirectory);
        }
        let path = place.path;
        self.take(&path);
        self.touch_parent(&path);
        Ok(())
    }

    fn remove_dir(&mut self, path: &str) -> Result<(), Errno> {
        if path.trim_end_matches('/').rsplit('/').next() == Some(".") {
            return Err(Errno::Invalid);
        }
        let (place, found) = self.existing(path, false)?;
        if place.path == "/" {
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
        let Some((from, to)) = self.renamable(from, to)? else { return Ok(()) };
        self.take(&to);
        self.shift(&from, &to);
        self.touch_parent(&from);
        self.touch_parent(&to);
        Ok(())
    }

    fn set_mode(&mut self, path: &str, mode: u32) -> Result<(), Errno> {
        let (place, found) = self.existing(path, true)?;
        self.owned(found.meta())?;
        let in_group = self.identity.uid == 0 || self.identity.in_group(found.meta().gid);
        let mode = if in_group { mode & 0o7777 } else { mode & 0o7777 & !SETGID };
        let path = place.path;
        self.change_meta(&path, |meta| meta.mode = mode);
        Ok(())
    }

    fn set_owner(&mut self, path: &str, uid: u32, gid: u32, follow: bool) -> Result<(), Errno> {
        let (place, found) = self.existing(path, follow)?;
        let old = found.meta();
        let who = &self.identity;
        let may = who.uid == 0 || (who.uid == old.uid && uid == old.uid && (gid == old.gid || who.in_group(gid)));
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
