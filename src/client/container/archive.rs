//! Tar archives of the learner's own files, for `docker cp`: made and unpacked through [`Files`], with contents as ropes.

use std::collections::BTreeMap;

use crate::client::failure::{Failure, Outcome};
use crate::client::invocation::go_words;
use crate::content::Rope;
use crate::image::Limits;
use crate::image::tar::{Entry, read, write};
use crate::text::clean;
use crate::vfs::{Errno, FileType, Files, Meta, Node, NodeKind};

/// Entries that one copy may have.
const MAX_ENTRIES: usize = 100_000;

/// A failed call on a path, as Go words it.
pub(super) fn fault(call: &str, path: &str, error: Errno) -> Failure {
    Failure::new(format!("{call} {path}: {}", go_words(error)))
}

/// The tar of `path`, whose entries begin with `name`; and the bytes of its regular files.
pub(super) fn pack(files: &dyn Files, path: &str, name: &str) -> Outcome<(Rope, u64)> {
    let mut entries = Vec::new();
    let mut bytes: u64 = 0;
    let mut todo = vec![(path.to_string(), name.to_string())];
    // The first names of files that have several.
    let mut linked: BTreeMap<u64, String> = BTreeMap::new();
    while let Some((path, name)) = todo.pop() {
        if entries.len() == MAX_ENTRIES {
            return Err(Failure::new(format!("more than {MAX_ENTRIES} files to copy")));
        }
        let stat = files.stat(&path, false).map_err(|error| fault("lstat", &path, error))?;
        let (major, minor) = stat.device;
        let kind = match stat.kind {
            FileType::Directory => {
                let inside = files.read_dir(&path).map_err(|error| fault("open", &path, error))?;
                // The last pushed comes first.
                todo.extend(inside.into_iter().rev().map(|entry| (join(&path, &entry.name), join(&name, &entry.name))));
                NodeKind::Directory
            }
            FileType::File => {
                bytes = bytes.saturating_add(stat.size);
                match linked.get(&stat.inode) {
                    Some(first) => NodeKind::HardLink(format!("/{first}")),
                    None => {
                        if stat.links > 1 {
                            linked.insert(stat.inode, name.clone());
                        }
                        NodeKind::File(files.read(&path).map_err(|error| fault("open", &path, error))?)
                    }
                }
            }
            FileType::Symlink => {
                NodeKind::Symlink(files.read_link(&path).map_err(|error| fault("readlink", &path, error))?)
            }
            FileType::Fifo => NodeKind::Fifo,
            FileType::CharDevice => NodeKind::CharDevice { major, minor },
            FileType::BlockDevice => NodeKind::BlockDevice { major, minor },
        };
        let meta = Meta { mode: stat.mode, uid: stat.uid, gid: stat.gid, mtime: stat.mtime, xattrs: None };
        entries.push(Entry { path: format!("/{name}"), node: Node { meta, kind } });
    }
    Ok((write(entries), bytes))
}

/// Unpacks an archive into `directory`, with new names for the entries (moby/go-archive `Unpack`).
pub(super) fn unpack(
    files: &mut dyn Files,
    archive: &Rope,
    directory: &str,
    rename: &dyn Fn(&str) -> String,
) -> Outcome<()> {
    let limits = Limits { entries: MAX_ENTRIES, ..Limits::default() };
    let entries = read(archive, limits).map_err(|error| Failure::new(error.to_string()))?;
    let local = |path: &str| match path.trim_start_matches('/') {
        "" => local_name(&rename(".")),
        name => local_name(&rename(name)),
    };
    let mut times = Vec::new();
    for Entry { path, node: Node { meta, kind } } in entries {
        let name = local(&path)?;
        if name == "." {
            continue;
        }
        let path = join(directory, &name);
        let failed = |error: Errno| fault("open", &path, error);
        make_room(files, &path, &name, directory, kind == NodeKind::Directory)?;
        match kind {
            NodeKind::Directory => {
                if files.stat(&path, false).is_err() {
                    files.make_dir(&path, meta.mode).map_err(failed)?;
                }
            }
            NodeKind::Symlink(target) => {
                files.symlink(&target, &path).map_err(failed)?;
                continue;
            }
            NodeKind::HardLink(target) => {
                files.hard_link(&join(directory, &local(&target)?), &path).map_err(failed)?;
                continue;
            }
            NodeKind::File(content) => {
                files.write(&path, content, meta.mode).map_err(failed)?;
                files.set_mode(&path, meta.mode).map_err(failed)?;
            }
            NodeKind::Fifo => files.make_node(&path, FileType::Fifo, meta.mode, (0, 0)).map_err(failed)?,
            // Devices are root's to make.
            NodeKind::CharDevice { .. } | NodeKind::BlockDevice { .. } => {
                return Err(fault("mknod", &path, Errno::NotPermitted));
            }
        }
        times.push((path, meta.mtime));
    }
    // Directories last: what is put into them changes their times.
    for (path, mtime) in times.into_iter().rev() {
        files.set_mtime(&path, mtime, true).map_err(|error| fault("chtimes", &path, error))?;
    }
    Ok(())
}

/// A name in a directory.
fn join(directory: &str, name: &str) -> String {
    format!("{}/{name}", directory.trim_end_matches('/'))
}

/// The clean, relative name of an entry; one that leads out of the directory is refused.
fn local_name(name: &str) -> Outcome<String> {
    let cleaned = clean(name.trim_start_matches('/'));
    if cleaned == ".." || cleaned.starts_with("../") {
        return Err(Failure::new(format!("invalid entry name {}", crate::text::quote(name))));
    }
    Ok(cleaned)
}

/// Removes what an entry replaces, and makes the directories above it.
fn make_room(files: &mut dyn Files, path: &str, name: &str, directory: &str, is_directory: bool) -> Outcome<()> {
    let parent = crate::vfs::Path::new(path).parent();
    match files.stat(path, false).ok().map(|stat| stat.kind == FileType::Directory) {
        Some(there) if there != is_directory => {
            let (old, new) = if there { ("directory", "non-directory") } else { ("non-directory", "directory") };
            let (name, directory) = (crate::text::quote(name), crate::text::quote(directory));
            Err(Failure::new(format!("cannot overwrite {old} {name} with {new} {directory}")))
        }
        Some(false) => files.remove_file(path).map_err(|error| fault("unlinkat", path, error)),
        Some(true) => Ok(()),
        None => files.make_dirs(&parent, 0o755).map_err(|error| fault("mkdir", &parent, error)),
    }
}
