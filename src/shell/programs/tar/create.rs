//! Packing: GNU headers as GNU tar writes them.

use std::collections::BTreeMap;

use tar::{EntryType, Header};

use super::{Job, accounts, excluded, row};
use crate::content::Rope;
use crate::image::tar::Entry;
use crate::shell::launch::absolute;
use crate::shell::programs::Bail;
use crate::shell::{Process, Stop, Stream};
use crate::vfs::{FileType, Meta, Node, NodeKind, Stat};

/// Files that one archive may have.
const MAX_FILES: usize = 200_000;
/// Bytes in a block.
const BLOCK: u64 = 512;
/// What GNU tar fills an archive up to a multiple of.
const RECORD: u64 = 10_240;

/// The archive, and whether a file could not be packed.
pub(super) fn create(process: &mut Process<'_>, job: &Job) -> Result<(Rope, bool), Bail> {
    let mut parts: Vec<Rope> = Vec::new();
    let mut failed = false;
    let mut names: BTreeMap<u64, String> = BTreeMap::new();
    let mut count = 0;
    let mut told = false;
    for (directory, member) in &job.members {
        let mut name = member.clone();
        if name.starts_with('/') || name.starts_with("../") {
            let stripped = name.trim_start_matches("../").trim_start_matches('/').to_string();
            let prefix = name.get(..name.len() - stripped.len()).unwrap_or("/").to_string();
            if !told {
                let words = if process.busybox() {
                    format!("removing leading '{prefix}' from member names")
                } else {
                    format!("Removing leading `{prefix}' from member names")
                };
                process.complain(&words)?;
            }
            told = true;
            name = if stripped.is_empty() { "./".into() } else { stripped };
        }
        let name = name.trim_end_matches('/').to_string();
        let mut open = vec![(name, absolute(directory, member))];
        while let Some((name, path)) = open.pop() {
            process.system.step()?;
            count += 1;
            if count > MAX_FILES {
                return Err(Stop::Limit(format!("an archive of more than {MAX_FILES} files")).into());
            }
            if excluded(&job.exclude, name.trim_start_matches("./")) {
                continue;
            }
            let files = process.system.files();
            let stat = match files.stat(&path, false) {
                Ok(stat) => stat,
                Err(errno) => {
                    let words = if process.busybox() {
                        format!("{name}: {errno}")
                    } else {
                        format!("{name}: Cannot stat: {errno}")
                    };
                    process.complain(&words)?;
                    failed = true;
                    continue;
                }
            };
            let mut content = Rope::new();
            let mut link = String::new();
            match stat.kind {
                FileType::Directory => {
                    let entries = match files.read_dir(&path) {
                        Ok(entries) => entries,
                        Err(errno) => {
                            process.complain(&format!("{name}: Cannot open: {errno}"))?;
                            failed = true;
                            continue;
                        }
                    };
                    let inside = |entry: &crate::vfs::DirEntry| {
                        (format!("{name}/{}", entry.name), format!("{}/{}", path.trim_end_matches('/'), entry.name))
                    };
                    open.extend(entries.iter().rev().map(inside));
                }
                FileType::Symlink => link = files.read_link(&path).unwrap_or_default(),
                FileType::File => match names.get(&stat.inode) {
                    Some(first) if stat.links > 1 => link = first.clone(),
                    _ => {
                        names.insert(stat.inode, name.clone());
                        match files.may(&path, 4).and_then(|()| files.read(&path)) {
                            Ok(read) => content = read,
                            Err(errno) => {
                                process.complain(&format!("{name}: Cannot open: {errno}"))?;
                                failed = true;
                                continue;
                            }
                        }
                    }
                },
                _ => {}
            }
            let slash = if stat.kind == FileType::Directory { "/" } else { "" };
            let name = format!("{name}{slash}");
            if job.verbose > 0 {
                let line = if job.verbose > 1 {
                    row(process, &entry_of(&name, &stat, &content, &link), &name)
                } else {
                    name.clone()
                };
                let stream = if job.file.as_deref().is_none_or(|file| file == "-") { Stream::Err } else { Stream::Out };
                process.output.write(stream, format!("{line}\n").as_bytes())?;
            }
            let header = header(process, &name, &stat, &content, &link);
            parts.push(header.into());
            let padding = (BLOCK - content.len() % BLOCK) % BLOCK;
            parts.push(content);
            parts.push(vec![0; padding as usize].into());
        }
    }
    let length: u64 = parts.iter().map(Rope::len).sum();
    let end = if process.busybox() { length + 2 * BLOCK } else { (length + 2 * BLOCK).next_multiple_of(RECORD) };
    parts.push(vec![0; (end - length) as usize].into());
    Ok((Rope::concat(parts), failed))
}

fn entry_of(name: &str, stat: &Stat, content: &Rope, link: &str) -> Entry {
    let kind = match stat.kind {
        FileType::Directory => NodeKind::Directory,
        FileType::Symlink => NodeKind::Symlink(link.into()),
        FileType::File if !link.is_empty() => NodeKind::HardLink(link.into()),
        _ => NodeKind::File(content.clone()),
    };
    let meta = Meta { mode: stat.mode, uid: stat.uid, gid: stat.gid, mtime: stat.mtime, ..Meta::default() };
    Entry { path: name.into(), node: Node { meta, kind } }
}

fn header(process: &mut Process<'_>, name: &str, stat: &Stat, content: &Rope, link: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (kind, text) in [(EntryType::GNULongLink, link), (EntryType::GNULongName, name)] {
        if text.len() > 100 {
            let mut long = Header::new_gnu();
            set_text(&mut long, 0, "././@LongLink");
            long.set_mode(0o644);
            long.set_uid(0);
            long.set_gid(0);
            long.set_mtime(0);
            long.set_entry_type(kind);
            long.set_size(text.len() as u64 + 1);
            long.set_cksum();
            bytes.extend_from_slice(long.as_bytes());
            bytes.extend_from_slice(text.as_bytes());
            let padding = BLOCK as usize - text.len() % BLOCK as usize;
            bytes.resize(bytes.len() + padding, 0);
        }
    }
    let mut header = Header::new_gnu();
    set_text(&mut header, 0, name);
    header.set_mode(stat.mode & 0o7777);
    header.set_uid(u64::from(stat.uid));
    header.set_gid(u64::from(stat.gid));
    header.set_size(content.len());
    header.set_mtime(u64::try_from(stat.mtime.seconds()).unwrap_or(0));
    header.set_entry_type(match stat.kind {
        FileType::Directory => EntryType::Directory,
        FileType::Symlink => EntryType::Symlink,
        FileType::File if !link.is_empty() => EntryType::Link,
        FileType::File => EntryType::Regular,
        FileType::CharDevice => EntryType::Char,
        FileType::BlockDevice => EntryType::Block,
        FileType::Fifo => EntryType::Fifo,
    });
    set_text(&mut header, 157, link);
    if matches!(stat.kind, FileType::CharDevice | FileType::BlockDevice) {
        // A GNU header has room for both numbers.
        let _ = header.set_device_major(stat.device.0);
        let _ = header.set_device_minor(stat.device.1);
    }
    let user = accounts::user_name(process.system, stat.uid).unwrap_or_default();
    let group = accounts::group_name(process.system, stat.gid).unwrap_or_default();
    // A name that is too long is left out.
    let _ = header.set_username(&user);
    let _ = header.set_groupname(&group);
    header.set_cksum();
    bytes.extend_from_slice(header.as_bytes());
    bytes
}

/// Puts as much of `text` as has room into the 100 bytes at `at`.
fn set_text(header: &mut Header, at: usize, text: &str) {
    let bytes = text.as_bytes().iter().take(100);
    header.as_mut_bytes().iter_mut().skip(at).zip(bytes).for_each(|(to, from)| *to = *from);
}
