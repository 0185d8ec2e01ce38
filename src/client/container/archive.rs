//! Tar archives of the learner's own files, for `docker cp`: made and unpacked through [`Files`], with contents as ropes.

use std::collections::BTreeMap;

use crate::client::failure::{Failure, Outcome};
use crate::client::invocation::go_words;
use crate::content::Rope;
use crate::text::clean;
use crate::vfs::{Errno, FileType, Files};

/// Bytes of a tar block.
const BLOCK: u64 = 512;
/// Entries that one copy may have.
const MAX_ENTRIES: usize = 100_000;
/// Names longer than this need an entry of their own.
const SHORT_NAME: usize = 100;

/// A failed call on a path, as Go words it.
pub(super) fn fault(call: &str, path: &str, error: Errno) -> Failure {
    Failure::new(format!("{call} {path}: {}", go_words(error)))
}

/// The tar of `path`, whose entries begin with `name`; and the bytes of its regular files.
pub(super) fn pack(files: &dyn Files, path: &str, name: &str) -> Outcome<(Rope, u64)> {
    let mut parts = Vec::new();
    let mut bytes: u64 = 0;
    let mut todo = vec![(path.to_string(), name.to_string())];
    // The first names of files that have several.
    let mut linked: BTreeMap<u64, String> = BTreeMap::new();
    let mut count = 0;
    while let Some((path, name)) = todo.pop() {
        count += 1;
        if count > MAX_ENTRIES {
            return Err(Failure::new(format!("more than {MAX_ENTRIES} files to copy")));
        }
        let stat = files.stat(&path, false).map_err(|error| fault("lstat", &path, error))?;
        let mut header = tar::Header::new_gnu();
        header.set_mode(stat.mode);
        header.set_uid(stat.uid.into());
        header.set_gid(stat.gid.into());
        header.set_mtime(u64::try_from(stat.mtime.seconds()).unwrap_or(0));
        header.set_size(0);
        let mut content = Rope::new();
        let mut shown = name.clone();
        match stat.kind {
            FileType::Directory => {
                header.set_entry_type(tar::EntryType::Directory);
                shown.push('/');
                let inside = files.read_dir(&path).map_err(|error| fault("open", &path, error))?;
                // The last pushed comes first.
                for entry in inside.into_iter().rev() {
                    todo.push((
                        format!("{}/{}", path.trim_end_matches('/'), entry.name),
                        format!("{name}/{}", entry.name),
                    ));
                }
            }
            FileType::File if linked.contains_key(&stat.inode) => {
                header.set_entry_type(tar::EntryType::Link);
                bytes = bytes.saturating_add(stat.size);
                let first = linked.get(&stat.inode).map_or("", String::as_str);
                if first.len() > SHORT_NAME || header.set_link_name_literal(first).is_err() {
                    parts.push(long_name(tar::EntryType::GNULongLink, first));
                }
            }
            FileType::File => {
                if stat.links > 1 {
                    linked.insert(stat.inode, name.clone());
                }
                header.set_entry_type(tar::EntryType::Regular);
                content = files.read(&path).map_err(|error| fault("open", &path, error))?;
                header.set_size(content.len());
                bytes = bytes.saturating_add(content.len());
            }
            FileType::Symlink => {
                header.set_entry_type(tar::EntryType::Symlink);
                let target = files.read_link(&path).map_err(|error| fault("readlink", &path, error))?;
                if target.len() > SHORT_NAME || header.set_link_name_literal(&target).is_err() {
                    parts.push(long_name(tar::EntryType::GNULongLink, &target));
                }
            }
            FileType::Fifo => header.set_entry_type(tar::EntryType::Fifo),
            FileType::CharDevice | FileType::BlockDevice => {
                let kind = match stat.kind {
                    FileType::CharDevice => tar::EntryType::Char,
                    _ => tar::EntryType::Block,
                };
                header.set_entry_type(kind);
                let device =
                    header.set_device_major(stat.device.0).and_then(|()| header.set_device_minor(stat.device.1));
                device.map_err(|error| Failure::new(error.to_string()))?;
            }
        }
        if shown.len() > SHORT_NAME {
            parts.push(long_name(tar::EntryType::GNULongName, &shown));
        }
        put_name(&mut header, &shown);
        header.set_cksum();
        parts.push(Rope::from(header.as_bytes().to_vec()));
        let rest = (BLOCK - content.len() % BLOCK) % BLOCK;
        parts.push(content);
        parts.push(Rope::from(vec![0; rest as usize]));
    }
    parts.push(Rope::from(vec![0; 2 * BLOCK as usize]));
    Ok((Rope::concat(parts), bytes))
}

/// Puts the name's first bytes into the header.
fn put_name(header: &mut tar::Header, name: &str) {
    let field = &mut header.as_old_mut().name;
    for (byte, from) in field.iter_mut().zip(name.bytes()) {
        *byte = from;
    }
}

fn long_name(kind: tar::EntryType, name: &str) -> Rope {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(name.len() as u64 + 1);
    header.set_mode(0);
    put_name(&mut header, "././@LongLink");
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend_from_slice(name.as_bytes());
    bytes.resize(bytes.len() + BLOCK as usize - name.len() % BLOCK as usize, 0);
    Rope::from(bytes)
}

/// Unpacks an archive into `directory`, with new names for the entries (moby/go-archive `Unpack`).
pub(super) fn unpack(
    files: &mut dyn Files,
    archive: &Rope,
    directory: &str,
    rename: &dyn Fn(&str) -> String,
) -> Outcome<()> {
    let bad = |error: std::io::Error| Failure::new(format!("archive/tar: {error}"));
    let mut reader = tar::Archive::new(archive.reader());
    let mut times = Vec::new();
    for (count, entry) in reader.entries().map_err(bad)?.enumerate() {
        let entry = entry.map_err(bad)?;
        if count >= MAX_ENTRIES {
            return Err(Failure::new(format!("more than {MAX_ENTRIES} files to copy")));
        }
        let name = local_name(&rename(&entry.path().map_err(bad)?.to_string_lossy()))?;
        if name == "." {
            continue;
        }
        let path = format!("{}/{name}", directory.trim_end_matches('/'));
        let header = entry.header();
        let mode = header.mode().unwrap_or(0o644) & 0o7777;
        let mtime = i64::try_from(header.mtime().unwrap_or(0)).unwrap_or(0).min(9_000_000_000);
        let failed = |error: Errno| fault("open", &path, error);
        make_room(files, &path, &name, directory, header.entry_type() == tar::EntryType::Directory)?;
        match header.entry_type() {
            tar::EntryType::Directory => {
                if files.stat(&path, false).is_err() {
                    files.make_dir(&path, mode).map_err(failed)?;
                }
            }
            tar::EntryType::Symlink => {
                let target = entry.link_name().map_err(bad)?.unwrap_or_default().to_string_lossy().into_owned();
                files.symlink(&target, &path).map_err(failed)?;
                continue;
            }
            tar::EntryType::Link => {
                let target = entry.link_name().map_err(bad)?.unwrap_or_default();
                let target = local_name(&rename(&target.to_string_lossy()))?;
                let target = format!("{}/{target}", directory.trim_end_matches('/'));
                files.hard_link(&target, &path).map_err(failed)?;
                continue;
            }
            tar::EntryType::Regular | tar::EntryType::Continuous => {
                let from = entry.raw_file_position();
                let content = archive.slice(from..from.saturating_add(entry.size()));
                files.write(&path, content, mode).map_err(failed)?;
                files.set_mode(&path, mode).map_err(failed)?;
            }
            tar::EntryType::Fifo => files.make_node(&path, FileType::Fifo, mode, (0, 0)).map_err(failed)?,
            // Devices are root's to make.
            _ => return Err(fault("mknod", &path, Errno::NotPermitted)),
        }
        times.push((path, mtime));
    }
    // Directories last: what is put into them changes their times.
    for (path, mtime) in times.into_iter().rev() {
        let at = crate::clock::Timestamp::from_seconds(mtime);
        files.set_mtime(&path, at, true).map_err(|error| fault("chtimes", &path, error))?;
    }
    Ok(())
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
