//! Packing: GNU headers as GNU tar writes them.

use std::collections::BTreeMap;

use tar::{EntryType, Header};

use super::{Job, Owner, accounts, excluded, misused, row};
use crate::content::Rope;
use crate::image::tar::Entry;
use crate::shell::absolute::absolute;
use crate::shell::programs::Bail;
use crate::shell::programs::gzip::Packer as Compressor;
use crate::shell::{Process, Stop, Stream};
use crate::vfs::{Errno, FileType, Meta, Node, NodeKind, Stat};

/// Files that one archive may have.
const MAX_FILES: usize = 200_000;
/// Bytes in a block.
const BLOCK: u64 = 512;
/// Blocks that GNU tar fills an archive up to a multiple of.
const BLOCKS: u64 = 20;

/// The archive that the job adds to, without its end. Where there is none, one begins.
pub(super) fn to_append(process: &mut Process<'_>, job: &Job) -> Result<Rope, Bail> {
    if job.packer.is_some() {
        return misused(process, 2, "Cannot update compressed archives");
    }
    let Some(file) = job.file.as_deref().filter(|file| *file != "-") else {
        return process.fail(2, "layercake does not simulate that an archive on standard input is added to");
    };
    let path = process.absolute(file);
    let archive = match process.system.files().read(&path) {
        Ok(archive) => archive,
        Err(Errno::NoEntry) => return Ok(Rope::default()),
        Err(errno) => return super::cannot_open(process, file, errno).map(|_| Rope::default()),
    };
    if Compressor::by_content(&archive).is_some() {
        process.complain("Cannot update compressed archives")?;
        return process.fail(2, "Error is not recoverable: exiting now");
    }
    let mut at = 0;
    while at < archive.len() {
        process.system.step()?;
        let bytes = archive.slice(at..at + BLOCK).to_bytes();
        if bytes.iter().all(|byte| *byte == 0) {
            break;
        }
        let mut header = Header::new_old();
        let whole = bytes.len() as u64 == BLOCK;
        if whole {
            header.as_mut_bytes().copy_from_slice(&bytes);
        }
        let sum: u32 = bytes
            .iter()
            .enumerate()
            .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) })
            .sum();
        let (true, Ok(size), Ok(true)) = (whole, header.entry_size(), header.cksum().map(|said| said == sum)) else {
            process.complain("This does not look like a tar archive")?;
            process.complain("Skipping to next header")?;
            return process.fail(2, "Exiting with failure status due to previous errors");
        };
        at = size.checked_next_multiple_of(BLOCK).and_then(|size| at.checked_add(BLOCK + size)).unwrap_or(u64::MAX);
    }
    Ok(archive.slice(0..at.min(archive.len())))
}

/// The archive behind what was there `before`, and whether a file could not be packed.
pub(super) fn create(process: &mut Process<'_>, job: &Job, before: Rope) -> Result<(Rope, bool), Bail> {
    let parts = vec![before];
    let mut packer = Packer { job, parts, failed: false, names: BTreeMap::new(), count: 0, told: false };
    for (directory, member) in &job.members {
        let name = packer.member_name(process, member)?;
        let mut open = vec![(name, absolute(directory, member))];
        while let Some((name, path)) = open.pop() {
            packer.pack(process, name, &path, &mut open)?;
        }
    }
    let Packer { mut parts, failed, .. } = packer;
    let length: u64 = parts.iter().map(Rope::len).sum();
    let record = job.blocks.unwrap_or(BLOCKS) * BLOCK;
    let end = if process.busybox() { length + 2 * BLOCK } else { (length + 2 * BLOCK).next_multiple_of(record) };
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
        if !self.job.absolute && (name.starts_with('/') || name.starts_with("../")) {
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
        let stat = match process.system.files().stat(path, self.job.follow) {
            Ok(mut stat) => {
                self.job.given.apply(&mut stat);
                stat
            }
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
        let owner = self.owner_of(process, &stat);
        self.parts.push(header(&owner, &name, &stat, &content, &link).into());
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
                Some(first) if stat.links > 1 || self.job.follow => inside.link = first.clone(),
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

    /// The names of a file's owners, as far as there are any and they are wanted.
    fn owner_of(&self, process: &mut Process<'_>, stat: &Stat) -> Owner {
        if self.job.numeric {
            return Owner { user: String::new(), group: String::new() };
        }
        let given = &self.job.given;
        let user = given.owner_name().or_else(|| accounts::user_name(process.system, stat.uid));
        let group = given.group_name().or_else(|| accounts::group_name(process.system, stat.gid));
        Owner { user: user.unwrap_or_default(), group: group.unwrap_or_default() }
    }

    /// With `-v`: the name, or a line as `tar tv` has it.
    fn show(&self, process: &mut Process<'_>, entry: &Entry, stat: &Stat) -> Result<(), Bail> {
        let name = &entry.path;
        let line = match self.job.verbose {
            0 => return Ok(()),
            1 => name.clone(),
            _ => {
                let owner = self.owner_of(process, stat);
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

fn header(owner: &Owner, name: &str, stat: &Stat, content: &Rope, link: &str) -> Vec<u8> {
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
            seal(&mut long);
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
    // A name that is too long is left out.
    let _ = header.set_username(&owner.user);
    let _ = header.set_groupname(&owner.group);
    seal(&mut header);
    bytes.extend_from_slice(header.as_bytes());
    bytes
}

/// Writes the sum of a header as tar programs do: six digits, a NUL, a blank.
fn seal(header: &mut Header) {
    header.set_cksum();
    let sum = header.cksum().unwrap_or_default();
    let field = header.as_mut_bytes().iter_mut().skip(148);
    field.zip(format!("{sum:06o}\0 ").bytes()).for_each(|(to, from)| *to = from);
}

/// Puts as much of `text` as has room into the 100 bytes at `at`.
fn set_text(header: &mut Header, at: usize, text: &str) {
    let bytes = text.as_bytes().iter().take(100);
    header.as_mut_bytes().iter_mut().skip(at).zip(bytes).for_each(|(to, from)| *to = *from);
}
