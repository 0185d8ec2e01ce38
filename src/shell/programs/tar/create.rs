//! Packing: GNU headers as GNU tar writes them.

use std::collections::BTreeMap;

use tar::{EntryType, Header};

use super::{Job, Owner, accounts, excluded, row};
use crate::content::Rope;
use crate::image::tar::Entry;
use crate::shell::absolute::absolute;
use crate::shell::programs::Bail;
use crate::shell::{Process, Stop, Stream};
use crate::vfs::{Errno, FileType, Meta, Node, NodeKind, Stat};

/// Files that one archive may have.
const MAX_FILES: usize = 200_000;
/// Bytes in a block.
const BLOCK: u64 = 512;
/// What GNU tar fills an archive up to a multiple of.
const RECORD: u64 = 10_240;

/// The archive, and whether a file could not be packed.
pub(super) fn create(process: &mut Process<'_>, job: &Job) -> Result<(Rope, bool), Bail> {
    let mut packer = Packer { job, parts: Vec::new(), failed: false, names: BTreeMap::new(), count: 0, told: false };
    for (directory, member) in &job.members {
        let name = packer.member_name(process, member)?;
        let mut open = vec![(name, absolute(directory, member))];
        while let Some((name, path)) = open.pop() {
            packer.pack(process, name, &path, &mut open)?;
        }
    }
    let Packer { mut parts, failed, .. } = packer;
    let length: u64 = parts.iter().map(Rope::len).sum();
    let end = if process.busybox() { length + 2 * BLOCK } else { (length + 2 * BLOCK).next_multiple_of(RECORD) };
    parts.push(vec![0; (end - length) as usize].into());
    Ok((Rope::concat(parts), failed))
}

/// An archive that is being made.
struct Packer<'j> {
    job: &'j Job,
    parts: Vec<Rope>,
    /// Whether a file could not be packed.
    failed: bool,
    /// The first names of files by their inodes.
    names: BTreeMap<u64, String>,
    count: usize,
    /// Whether it was said that names lose their beginning.
    told: bool,
}

/// What a file has besides what `stat` says.
#[derive(Default)]
struct Inside {
    content: Rope,
    /// Where a symbolic link leads, or the first name of a file that has several.
    link: String,
    /// The names in a directory.
    names: Vec<String>,
}

impl Packer<'_> {
    /// How an operand is called in the archive: relative, and not above where one unpacks.
    fn member_name(&mut self, process: &mut Process<'_>, member: &str) -> Result<String, Bail> {
        let mut name = member.to_string();
        if name.starts_with('/') || name.starts_with("../") {
            let stripped = name.trim_start_matches("../").trim_start_matches('/').to_string();
            let prefix = name.get(..name.len() - stripped.len()).unwrap_or("/");
            if !self.told {
                let words = match process.busybox() {
                    true => format!("removing leading '{prefix}' from member names"),
                    false => format!("Removing leading `{prefix}' from member names"),
                };
                process.complain(&words)?;
            }
            self.told = true;
            name = if stripped.is_empty() { "./".into() } else { stripped };
        }
        Ok(name.trim_end_matches('/').to_string())
    }

    /// Packs one file; what is in a directory is left `open`.
    fn pack(
        &mut self,
        process: &mut Process<'_>,
        name: String,
        path: &str,
        open: &mut Vec<(String, String)>,
    ) -> Result<(), Bail> {
        process.system.step()?;
        self.count += 1;
        if self.count > MAX_FILES {
            return Err(Stop::Limit(format!("an archive of more than {MAX_FILES} files")).into());
        }
        if excluded(&self.job.exclude, name.trim_start_matches("./")) {
            return Ok(());
        }
        let stat = match process.system.files().stat(path, false) {
            Ok(stat) => stat,
            Err(errno) => {
                let why = if process.busybox() { "" } else { "Cannot stat: " };
                return self.leave_out(process, &format!("{name}: {why}{errno}"));
            }
        };
        let Inside { content, link, names } = match self.inside(process, &name, path, &stat) {
            Ok(inside) => inside,
            Err(errno) => return self.leave_out(process, &format!("{name}: Cannot open: {errno}")),
        };
        let below = |inner: &String| (format!("{name}/{inner}"), format!("{}/{inner}", path.trim_end_matches('/')));
        open.extend(names.iter().rev().map(below));
        let slash = if stat.kind == FileType::Directory { "/" } else { "" };
        let name = format!("{name}{slash}");
        self.show(process, &entry_of(&name, &stat, &content, &link), &stat)?;
        self.parts.push(header(process, &name, &stat, &content, &link).into());
        let padding = (BLOCK - content.len() % BLOCK) % BLOCK;
        self.parts.push(content);
        self.parts.push(vec![0; padding as usize].into());
        Ok(())
    }

    fn leave_out(&mut self, process: &mut Process<'_>, words: &str) -> Result<(), Bail> {
        process.complain(words)?;
        self.failed = true;
        Ok(())
    }

    fn inside(&mut self, process: &mut Process<'_>, name: &str, path: &str, stat: &Stat) -> Result<Inside, Errno> {
        let files = process.system.files();
        let mut inside = Inside::default();
        match stat.kind {
            FileType::Directory => {
                inside.names = files.read_dir(path)?.into_iter().map(|entry| entry.name).collect();
            }
            FileType::Symlink => inside.link = files.read_link(path).unwrap_or_default(),
            FileType::File => match self.names.get(&stat.inode) {
                Some(first) if stat.links > 1 => inside.link = first.clone(),
                _ => {
                    self.names.insert(stat.inode, name.to_string());
                    files.may(path, 4)?;
                    inside.content = files.read(path)?;
                }
            },
            _ => {}
        }
        Ok(inside)
    }

    /// With `-v`: the name, or a line as `tar tv` has it.
    fn show(&self, process: &mut Process<'_>, entry: &Entry, stat: &Stat) -> Result<(), Bail> {
        let name = &entry.path;
        let line = match self.job.verbose {
            0 => return Ok(()),
            1 => name.clone(),
            _ => {
                let owner = owner_of(process, stat);
                row(process, entry, name, Some(&owner), self.job.numeric)
            }
        };
        let to_file = self.job.file.as_deref().is_some_and(|file| file != "-");
        let stream = if to_file { Stream::Out } else { Stream::Err };
        Ok(process.output.write(stream, format!("{line}\n").as_bytes())?)
    }
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
    let Owner { user, group } = owner_of(process, stat);
    // A name that is too long is left out.
    let _ = header.set_username(&user);
    let _ = header.set_groupname(&group);
    header.set_cksum();
    bytes.extend_from_slice(header.as_bytes());
    bytes
}

/// The names of a file's owners, as far as there are any.
fn owner_of(process: &mut Process<'_>, stat: &Stat) -> Owner {
    Owner {
        user: accounts::user_name(process.system, stat.uid).unwrap_or_default(),
        group: accounts::group_name(process.system, stat.gid).unwrap_or_default(),
    }
}

/// Puts as much of `text` as has room into the 100 bytes at `at`.
fn set_text(header: &mut Header, at: usize, text: &str) {
    let bytes = text.as_bytes().iter().take(100);
    header.as_mut_bytes().iter_mut().skip(at).zip(bytes).for_each(|(to, from)| *to = *from);
}
