//! Tar archives of the learner's own files, for `docker cp`: made and unpacked through [`Files`], with contents as ropes.

use std::path::Path;

use crate::client::failure::{Failure, Outcome};
use crate::client::surroundings::go_words;
use crate::content::Rope;
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
            FileType::File => {
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

/// Unpacks an archive into `directory`, the entries' first `old` replaced by `new`.
pub(super) fn unpack(files: &mut dyn Files, archive: &Rope, directory: &str, old: &str, new: &str) -> Outcome<()> {
    let bad = |error: std::io::Error| Failure::new(format!("archive/tar: {error}"));
    let mut reader = tar::Archive::new(archive.reader());
    let mut times = Vec::new();
    for (count, entry) in reader.entries().map_err(bad)?.enumerate() {
        let entry = entry.map_err(bad)?;
        if count >= MAX_ENTRIES {
            return Err(Failure::new(format!("more than {MAX_ENTRIES} files to copy")));
        }
        let rename = |path: &Path| path.to_string_lossy().replacen(old, new, usize::from(!old.is_empty()));
        let name = rename(&entry.path().map_err(bad)?);
        let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if parts.contains(&"..") {
            return Err(Failure::new(format!(
                "{} is outside of {}",
                crate::text::quote(&name),
                crate::text::quote(directory)
            )));
        }
        let path = match parts.is_empty() {
            true => directory.to_string(),
            false => format!("{}/{}", directory.trim_end_matches('/'), parts.join("/")),
        };
        let header = entry.header();
        let mode = header.mode().unwrap_or(0o644) & 0o7777;
        let mtime = i64::try_from(header.mtime().unwrap_or(0)).unwrap_or(0).min(9_000_000_000);
        let failed = |error: Errno| fault("open", &path, error);
        let there = files.stat(&path, false).ok().map(|stat| stat.kind);
        match header.entry_type() {
            tar::EntryType::Directory => match there {
                Some(FileType::Directory) => {}
                Some(_) => {
                    return Err(Failure::new(format!(
                        "cannot overwrite non-directory {} with directory {}",
                        crate::text::quote(&path),
                        crate::text::quote(directory)
                    )));
                }
                None => files.make_dir(&path, mode).map_err(failed)?,
            },
            kind => {
                match there {
                    Some(FileType::Directory) => {
                        return Err(Failure::new(format!(
                            "cannot overwrite directory {} with non-directory {}",
                            crate::text::quote(&path),
                            crate::text::quote(directory)
                        )));
                    }
                    Some(_) => files.remove_file(&path).map_err(failed)?,
                    None => {}
                }
                match kind {
                    tar::EntryType::Symlink => {
                        let target = entry.link_name().map_err(bad)?.unwrap_or_default().to_string_lossy().into_owned();
                        files.symlink(&target, &path).map_err(failed)?;
                        continue;
                    }
                    tar::EntryType::Link => {
                        let target = entry.link_name().map_err(bad)?.unwrap_or_default();
                        let target =
                            format!("{}/{}", directory.trim_end_matches('/'), rename(&target).trim_start_matches('/'));
                        files.hard_link(&target, &path).map_err(failed)?;
                        continue;
                    }
                    tar::EntryType::Regular | tar::EntryType::Continuous => {
                        let from = entry.raw_file_position();
                        let content = archive.slice(from..from.saturating_add(entry.size()));
                        files.write(&path, content, mode).map_err(failed)?;
                        files.set_mode(&path, mode).map_err(failed)?;
                    }
                    // Devices and the like belong to root.
                    _ => continue,
                }
            }
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
