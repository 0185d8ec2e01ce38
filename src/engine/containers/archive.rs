//! `HEAD`, `GET` and `PUT /containers/{id}/archive`: what `docker cp` does (moby `daemon/archive_unix.go`).

use std::collections::BTreeMap;

use crate::content::Rope;
use crate::image::tar::{self, Entry};
use crate::image::{Limits, gzip};
use crate::vfs::{Errno, FileType, Files, Meta, Node, NodeKind, Path, Stat};

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult, PathStat};
use super::super::execution::{Mounted, look_up};
use super::news::Actor;
use super::record::Container;
use super::settle::settle;
use super::share::take_over;
use super::{announce, files};

/// Symbolic links that a path may lead over.
const LINKS: usize = 255;
/// Nesting of directories that is copied.
const DEPTH: usize = 200;

/// See [`super::super::api::Containers::container_stat`].
pub fn stat(daemon: &mut Daemon<'_>, id: &str, path: &str) -> ApiResult<PathStat> {
    let (_, files) = opened(daemon, id, path)?;
    path_stat(&files, id, path).map(|(_, stat)| stat)
}

fn opened(daemon: &mut Daemon<'_>, id: &str, path: &str) -> ApiResult<(Container, Mounted)> {
    if path.is_empty() {
        return Err(ApiError::new(400, "bad parameter: path cannot be empty"));
    }
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?.clone();
    let now = daemon.clock.now();
    let files = files::files(daemon, &container, container.upper.clone(), now, container.state.is_running())?;
    Ok((container, files))
}

fn missing(path: &str, id: &str, errno: Errno) -> ApiError {
    match errno {
        Errno::NoEntry => ApiError::new(404, format!("Could not find the file {path} in container {id}")),
        errno => ApiError::new(500, format!("lstat {path}: {}", errno.to_string().to_lowercase())),
    }
}

/// The absolute path (a final `/.` or `/` means: the directory itself, links followed), and its stat.
fn path_stat(files: &Mounted, id: &str, path: &str) -> ApiResult<(Path, PathStat)> {
    let follow = path.ends_with('/') || path.ends_with("/.");
    let absolute = Path::new(path);
    let stat = files.stat(&absolute, follow).map_err(|errno| missing(path, id, errno))?;
    if follow && stat.kind != FileType::Directory {
        return Err(missing(path, id, Errno::NotDirectory));
    }
    let link_target = match stat.kind {
        FileType::Symlink => final_target(files, &absolute).map_err(|errno| missing(path, id, errno))?,
        _ => String::new(),
    };
    let name = if path.ends_with("/.") || path == "." {
        ".".to_string()
    } else {
        if absolute.is_root() { "/" } else { absolute.name() }.to_string()
    };
    let size = if stat.kind == FileType::Directory { 4096 } else { stat.size };
    Ok((absolute, PathStat { name, size, kind: stat.kind, link_target, mode: stat.mode, mtime: stat.mtime }))
}

/// Where a symbolic link leads, also if nothing is there (moby/sys/symlink `FollowSymlinkInScope`).
fn final_target(files: &Mounted, link: &Path) -> Result<String, Errno> {
    let mut path = link.clone();
    for _ in 0..LINKS {
        match files.stat(&path, false) {
            Ok(stat) if stat.kind == FileType::Symlink => path = path.parent().join(&files.read_link(&path)?),
            Ok(_) => return files.real_path(&path),
            Err(_) => return Ok(path.into()),
        }
    }
    Err(Errno::Loop)
}

/// See [`super::super::api::Containers::container_read`].
pub fn read(daemon: &mut Daemon<'_>, id: &str, path: &str) -> ApiResult<(Rope, PathStat)> {
    let (container, files) = opened(daemon, id, path)?;
    let (absolute, described) = path_stat(&files, id, path)?;
    let follow = path.ends_with('/') || path.ends_with("/.");
    let from =
        if follow { files.real_path(&absolute).map_err(|errno| missing(path, id, errno))? } else { absolute.into() };
    let top = if described.name == "/" { String::new() } else { described.name.clone() };
    let mut packing = Packing { files: &files, entries: Vec::new(), linked: BTreeMap::new() };
    packing.add(&from, &top, 0).map_err(|errno| missing(path, id, errno))?;
    let archive = tar::write(packing.entries);
    announce::tell(daemon, &container.id, "archive-path", []);
    Ok((archive, described))
}

/// What a copy out of a container holds.
struct Packing<'f> {
    files: &'f Mounted,
    entries: Vec<Entry>,
    /// The names of files that have several, by what is mounted where they lie and by inode.
    linked: BTreeMap<(String, u64), String>,
}

impl Packing<'_> {
    fn add(&mut self, from: &str, to: &str, depth: usize) -> Result<(), Errno> {
        if depth > DEPTH {
            return Err(Errno::NameTooLong);
        }
        let stat = self.files.stat(from, false)?;
        let mut node = node(self.files, from, &stat)?;
        if stat.kind == FileType::File && stat.links > 1 {
            let key = (self.files.mount_of(from).to_string(), stat.inode);
            if let Some(first) = self.linked.get(&key) {
                node.kind = NodeKind::HardLink(first.clone());
            } else {
                self.linked.insert(key, to.to_string());
            }
        }
        let path = if to.is_empty() { "/".to_string() } else { to.to_string() };
        self.entries.push(Entry { path, node });
        if stat.kind == FileType::Directory {
            for child in self.files.read_dir(from)? {
                let inner = Path::new(from).child(&child.name);
                self.add(&inner, &format!("{to}/{}", child.name), depth + 1)?;
            }
        }
        Ok(())
    }
}

fn node(files: &Mounted, path: &str, stat: &Stat) -> Result<Node, Errno> {
    let (major, minor) = stat.device;
    let kind = match stat.kind {
        FileType::File => NodeKind::File(files.read(path)?),
        FileType::Directory => NodeKind::Directory,
        FileType::Symlink => NodeKind::Symlink(files.read_link(path)?),
        FileType::CharDevice => NodeKind::CharDevice { major, minor },
        FileType::BlockDevice => NodeKind::BlockDevice { major, minor },
        FileType::Fifo => NodeKind::Fifo,
    };
    let meta = Meta { mode: stat.mode, uid: stat.uid, gid: stat.gid, mtime: stat.mtime, xattrs: None };
    Ok(Node { meta, kind })
}

/// See [`super::super::api::Containers::container_write`].
pub fn write(
    daemon: &mut Daemon<'_>,
    id: &str,
    path: &str,
    archive: Rope,
    no_overwrite_dir_non_dir: bool,
    copy_owner: bool,
) -> ApiResult<()> {
    let (container, mut files) = opened(daemon, id, path)?;
    let absolute = Path::new(path);
    let directory = Path::new(&files.real_path(&absolute).map_err(|errno| missing(path, id, errno))?);
    let stat = files.stat(&directory, false).map_err(|errno| missing(path, id, errno))?;
    if stat.kind != FileType::Directory {
        return Err(ApiError::new(400, "extraction point is not a directory"));
    }
    let holder = container.mounts.iter().rev().find(|mount| directory.below(&mount.destination).is_some());
    match holder {
        Some(mount) if !mount.writable => return Err(ApiError::new(400, "mounted volume is marked read-only")),
        None if !files.root_writable => return Err(ApiError::new(400, "container rootfs is marked read-only")),
        _ => {}
    }
    let damaged = |error: crate::image::LayerError| ApiError::new(500, error.to_string());
    let plain = gzip::decompress_archive(&archive, Limits::default()).map_err(damaged)?;
    let owner = if copy_owner { look_up(&files, &container.config.oci.user).ok() } else { None };
    let mut identity = files.identity().clone();
    identity.umask = 0;
    files.set_identity(identity);
    let mut directories = Vec::new();
    for mut entry in tar::read(&plain, Limits::default()).map_err(damaged)? {
        if let Some(owner) = &owner {
            (entry.node.meta.uid, entry.node.meta.gid) = (owner.uid, owner.gid);
        }
        if entry.path == "/" {
            continue;
        }
        let target = directory.within(&entry.path);
        if no_overwrite_dir_non_dir {
            refuse_replacing(&files, &target, &directory, &entry)?;
        }
        let failed = |errno: Errno| {
            // Go's `os.RemoveAll` says what it did to a mount point.
            let act = if errno == Errno::Busy { "unlinkat " } else { "" };
            ApiError::new(500, format!("{act}{target}: {}", errno.to_string().to_lowercase()))
        };
        unpack(&mut files, &target, &directory, &entry).map_err(failed)?;
        if matches!(entry.node.kind, NodeKind::Directory) {
            directories.push((target, entry.node.meta.mtime));
        }
    }
    for (path, mtime) in directories.into_iter().rev() {
        let _ = files.set_mtime(&path, mtime, false);
    }
    let now = daemon.clock.now();
    take_over(daemon, &container.id, Actor::Daemon, &mut files, now);
    announce::tell(daemon, &container.id, "extract-to-dir", []);
    Ok(())
}

fn refuse_replacing(files: &Mounted, target: &str, directory: &str, entry: &Entry) -> ApiResult<()> {
    let Ok(existing) = files.stat(target, false) else { return Ok(()) };
    let was_directory = existing.kind == FileType::Directory;
    let is_directory = matches!(entry.node.kind, NodeKind::Directory);
    if was_directory == is_directory {
        return Ok(());
    }
    let name = entry.path.trim_start_matches('/');
    let (there, new) = if was_directory { ("directory", "non-directory") } else { ("non-directory", "directory") };
    Err(ApiError::new(500, format!("cannot overwrite {there} {name:?} with {new} {directory:?}")))
}

fn unpack(files: &mut Mounted, target: &Path, directory: &Path, entry: &Entry) -> Result<(), Errno> {
    // What is in the way shows when the file is written.
    let _ = files.make_dirs(&target.parent(), 0o755);
    let meta = &entry.node.meta;
    let existing = files.stat(target, false).ok();
    let merges = existing.as_ref().is_some_and(|stat| stat.kind == FileType::Directory)
        && matches!(entry.node.kind, NodeKind::Directory);
    if let Some(stat) = existing.filter(|_| !merges) {
        if stat.kind == FileType::Directory { remove_all(files, target, 0)? } else { files.remove_file(target)? }
    }
    match &entry.node.kind {
        NodeKind::File(content) => files.write(target, content.clone(), meta.mode)?,
        NodeKind::Directory if merges => {}
        NodeKind::Directory => files.make_dir(target, meta.mode)?,
        NodeKind::Symlink(to) => files.symlink(to, target)?,
        NodeKind::HardLink(to) => {
            return files.hard_link(&directory.within(to), target);
        }
        NodeKind::CharDevice { major, minor } => {
            files.make_node(target, FileType::CharDevice, meta.mode, (*major, *minor))?;
        }
        NodeKind::BlockDevice { major, minor } => {
            files.make_node(target, FileType::BlockDevice, meta.mode, (*major, *minor))?;
        }
        NodeKind::Fifo => files.make_node(target, FileType::Fifo, meta.mode, (0, 0))?,
    }
    files.set_owner(target, meta.uid, meta.gid, false)?;
    if !matches!(entry.node.kind, NodeKind::Symlink(_)) {
        files.set_mode(target, meta.mode)?;
    }
    files.set_mtime(target, meta.mtime, false)
}

fn remove_all(files: &mut Mounted, path: &str, depth: usize) -> Result<(), Errno> {
    if depth > DEPTH {
        return Err(Errno::NameTooLong);
    }
    for child in files.read_dir(path)? {
        let inner = Path::new(path).child(&child.name);
        if child.stat.kind == FileType::Directory {
            remove_all(files, &inner, depth + 1)?;
        } else {
            files.remove_file(&inner)?;
        }
    }
    files.remove_dir(path)
}
