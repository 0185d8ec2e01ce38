//! [`Files`]: what a program can do with a file system.

use crate::clock::Timestamp;
use crate::content::Rope;

use super::{BLOCK, Errno, Path};

/// What a directory entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileType {
    File,
    Directory,
    Symlink,
    CharDevice,
    BlockDevice,
    Fifo,
}

impl FileType {
    /// Whether it is a device.
    pub fn is_device(self) -> bool {
        matches!(self, FileType::CharDevice | FileType::BlockDevice)
    }
}

/// `stat(2)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    pub kind: FileType,
    /// Permission bits with setuid, setgid and sticky: 0 to 0o7777.
    pub mode: u32,
    pub uid: u32,
    pub gid: u32,
    /// Bytes.
    pub size: u64,
    pub mtime: Timestamp,
    /// Names of this file.
    pub links: u32,
    /// The same for all names of one file, different for different files of one tree.
    pub inode: u64,
    /// Major and minor number of a device.
    pub device: (u32, u32),
}

impl Stat {
    /// Bytes that it takes on the disk, in whole blocks: none for a directory that is not there, whose size is no block's.
    pub fn taken(&self) -> u64 {
        match self.kind {
            FileType::File => self.size.div_ceil(BLOCK).saturating_mul(BLOCK),
            FileType::Directory => self.size / BLOCK * BLOCK,
            _ => 0,
        }
    }
}

/// One name in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirEntry {
    pub name: String,
    pub stat: Stat,
}

/// Who acts, and when: the owner and time of what is created or changed. User 0 may do everything but what it lacks the
/// right for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub uid: u32,
    pub gid: u32,
    pub groups: Vec<u32>,
    pub now: Timestamp,
    pub umask: u32,
    /// Rights of user 0 that it lacks (capabilities(7)), one bit each.
    pub lacks: u64,
}

/// A file system. Paths are absolute; `.`, `..` and symbolic links are resolved as POSIX does, never out of the root.
/// A failed call changes nothing.
pub trait Files {
    /// Who acts from now on.
    fn set_identity(&mut self, identity: Identity);
    /// Who acts.
    fn identity(&self) -> &Identity;
    /// `stat` (`follow`) or `lstat`.
    fn stat(&self, path: &str, follow: bool) -> Result<Stat, Errno>;
    /// The names in a directory, sorted, without `.` and `..`.
    fn read_dir(&self, path: &str) -> Result<Vec<DirEntry>, Errno>;
    /// A file's content.
    fn read(&self, path: &str) -> Result<Rope, Errno>;
    /// A symbolic link's target.
    fn read_link(&self, path: &str) -> Result<String, Errno>;
    /// The path with all symbolic links resolved; it must exist.
    fn real_path(&self, path: &str) -> Result<String, Errno>;
    /// Replaces a file's content, or creates it with `mode` less the umask.
    fn write(&mut self, path: &str, content: Rope, mode: u32) -> Result<(), Errno>;
    /// Adds to a file's end, or creates it.
    fn append(&mut self, path: &str, content: Rope, mode: u32) -> Result<(), Errno>;
    /// Creates a directory.
    fn make_dir(&mut self, path: &str, mode: u32) -> Result<(), Errno>;
    /// Creates a directory and those above it, as far as they are missing (`path` by its text alone).
    fn make_dirs(&mut self, path: &str, mode: u32) -> Result<(), Errno> {
        if self.stat(path, true).is_ok() {
            return Ok(());
        }
        for step in Path::new(path).steps() {
            if self.stat(&step, true).is_err() {
                self.make_dir(&step, mode)?;
            }
        }
        Ok(())
    }
    /// Creates a symbolic link at `path`.
    fn symlink(&mut self, target: &str, path: &str) -> Result<(), Errno>;
    /// Gives the file `existing` (not followed) a second name.
    fn hard_link(&mut self, existing: &str, path: &str) -> Result<(), Errno>;
    /// Creates a device or fifo.
    fn make_node(&mut self, path: &str, kind: FileType, mode: u32, device: (u32, u32)) -> Result<(), Errno>;
    /// Removes a name that is no directory.
    fn remove_file(&mut self, path: &str) -> Result<(), Errno>;
    /// Removes an empty directory.
    fn remove_dir(&mut self, path: &str) -> Result<(), Errno>;
    /// `rename(2)`.
    fn rename(&mut self, from: &str, to: &str) -> Result<(), Errno>;
    /// Changes permission bits.
    fn set_mode(&mut self, path: &str, mode: u32) -> Result<(), Errno>;
    /// Changes the owner (`follow` symbolic links or not).
    fn set_owner(&mut self, path: &str, uid: u32, gid: u32, follow: bool) -> Result<(), Errno>;
    /// Changes the time of last change.
    fn set_mtime(&mut self, path: &str, mtime: Timestamp, follow: bool) -> Result<(), Errno>;
    /// Whether the identity may read (4), write (2) or execute (1) the file.
    fn may(&self, path: &str, wanted: u32) -> Result<(), Errno>;
}

impl Default for Identity {
    /// User 0 at the epoch, umask 022.
    fn default() -> Self {
        Identity { uid: 0, gid: 0, groups: Vec::new(), now: Timestamp(0), umask: 0o022, lacks: 0 }
    }
}

/// A right of user 0, by the number of its bit (capabilities(7)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    Chown = 0,
    /// To read, write and search whatever the permission bits say.
    DacOverride = 1,
    /// To act as the owner of any file.
    Fowner = 3,
    /// To keep set-user-ID bits.
    Fsetid = 4,
    NetAdmin = 12,
    SysChroot = 18,
    SysAdmin = 21,
    Mknod = 27,
}

impl Identity {
    /// Whether it is user 0 and has the right.
    pub fn has(&self, right: Right) -> bool {
        self.uid == 0 && self.lacks >> (right as u32) & 1 == 0
    }
    /// Whether it is in the group.
    pub fn in_group(&self, gid: u32) -> bool {
        self.gid == gid || self.groups.contains(&gid)
    }
}
