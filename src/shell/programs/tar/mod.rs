//! `tar`: c, t, x with f z v C O p and some long options. Contents are shared with the archive, never copied.

mod create;
mod extract;
mod given;
mod parse;
#[cfg(test)]
mod tests;

use given::Given;

use super::banner::banner_version;
use super::gzip::Packer;
use super::{Applet, Bail, Ended, accounts, ls};
use crate::content::Rope;
use crate::image::gzip::decompress_archive;
use crate::image::tar::{Entry, Owner, owners};
use crate::image::{LayerError, Limits};
use crate::shell::pattern::Pattern;
use crate::shell::{Process, Stream};
use crate::vfs::{Errno, FileType, NodeKind};

pub(super) static PROGRAM: Applet = Applet {
    names: &["tar"],
    about: "packs files into an archive, lists and unpacks them",
    usage: "c|x|t [-zjJavOp] [-f TARFILE] [-C DIR] [--strip-components N] [--exclude PATTERN] [FILE]...",
    run,
};

/// What the command line asks for.
#[derive(Default)]
struct Job {
    /// `c`, `t`, `x`, `r`
    mode: Option<char>,
    file: Option<String>,
    packer: Option<Packer>,
    /// Whether the archive's name says how it is compressed.
    by_name: bool,
    verbose: usize,
    /// Numbers for owners.
    numeric: bool,
    /// Whether the names of files come from a file.
    listed: bool,
    to_stdout: bool,
    strip: usize,
    keep_owner: bool,
    keep_newer: bool,
    /// Whether what symbolic links lead to is packed.
    follow: bool,
    /// Whether names keep their beginning.
    absolute: bool,
    /// Whether what is unpacked is as old as this moment.
    touch: bool,
    /// Blocks of 512 bytes that an archive's length is a multiple of.
    blocks: Option<u64>,
    /// What is said of every file that is packed.
    given: Given,
    exclude: Vec<String>,
    /// Files to pack, or members to take; each with the directory that it is seen from.
    members: Vec<(String, String)>,
    directory: String,
}

fn run(process: &mut Process<'_>) -> Ended {
    if process.busybox() && process.arguments.get(1).is_some_and(|word| word == "--version") {
        let version = banner_version(process.system);
        process.print(&format!("tar (busybox) {version}\n"))?;
        return Ok(0);
    }
    let mut job = parse::parse(process)?;
    let Some(mode) = job.mode else {
        return if process.busybox() {
            process.missing_operand()
        } else {
            misused(process, 2, "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options")
        };
    };
    match mode {
        'c' | 'r' => {
            if job.members.is_empty() && !job.listed {
                return misused(process, 2, "Cowardly refusing to create an empty archive");
            }
            let before = if mode == 'r' { create::to_append(process, &job)? } else { Rope::default() };
            let (archive, failed) = create::create(process, &job, before)?;
            let by_name = job.file.as_deref().filter(|_| job.by_name).and_then(Packer::by_name);
            let archive = match job.packer.or(by_name) {
                None => archive,
                Some(packer) => {
                    if let Some(status) = lacks(process, packer)? {
                        return Ok(status);
                    }
                    match packer.pack(&archive) {
                        Ok(packed) => packed,
                        Err(error) => return process.fail(2, &error.to_string()),
                    }
                }
            };
            match job.file.take().filter(|file| file != "-") {
                None => process.output.write_rope(Stream::Out, &archive)?,
                Some(file) => {
                    let path = process.absolute(&file);
                    if let Err(errno) = process.system.files().write(&path, archive, 0o666) {
                        return cannot_open(process, &file, errno);
                    }
                }
            }
            if failed { failure(process) } else { Ok(0) }
        }
        _ => {
            let archive = match job.file.clone() {
                None => process.rest_of_stdin()?,
                Some(file) => match process.open(&file)? {
                    Ok(content) => content,
                    Err(errno) => return cannot_open(process, &file, errno),
                },
            };
            let (plain, entries) = match read(process, &job, &archive)? {
                Ok(read) => read,
                Err(status) => return Ok(status),
            };
            let dotted = is_dotted(&plain);
            if mode == 't' {
                list(process, &job, &entries, &owners(&plain), dotted)
            } else {
                extract::extract(process, &job, &entries, dotted)
            }
        }
    }
}

/// Whether the archive's names begin with `./`, as those of `tar c .` do. The reader leaves that out.
fn is_dotted(plain: &Rope) -> bool {
    // The header of a GNU long name is followed by the name.
    let long = plain.slice(0..13).to_bytes().as_ref() == b"././@LongLink";
    let at = if long { 512 } else { 0 };
    plain.slice(at..at + 2).to_bytes().as_ref() == b"./"
}

/// GNU tar starts the compressor: if it is not installed, says so and gives the exit code. BusyBox has all of them inside.
fn lacks(process: &mut Process<'_>, packer: Packer) -> Result<Option<i32>, Bail> {
    let path = process.environment.get("PATH").cloned();
    let program = packer.program();
    let found = crate::shell::find(process.system.files(), program, "/", path.as_deref());
    if process.busybox() || found.is_ok() {
        return Ok(None);
    }
    let text = format!(
        "tar (child): {program}: Cannot exec: No such file or directory\n\
         tar (child): Error is not recoverable: exiting now\n\
         tar: Child returned status 2\n\
         tar: Error is not recoverable: exiting now\n"
    );
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(Some(2))
}

/// Complains about how it was called.
fn misused<T>(process: &mut Process<'_>, status: i32, text: &str) -> Result<T, Bail> {
    if process.busybox() {
        return process.misused(1, text);
    }
    process.complain(text)?;
    let hint = "Try 'tar --help' or 'tar --usage' for more information.\n";
    process.output.write(Stream::Err, hint.as_bytes())?;
    Err(Bail::Status(status))
}

fn cannot_open(process: &mut Process<'_>, file: &str, errno: Errno) -> Ended {
    if process.busybox() {
        return process.fail(1, &format!("can't open '{file}': {errno}"));
    }
    process.complain(&format!("{file}: Cannot open: {errno}"))?;
    process.fail(2, "Error is not recoverable: exiting now")
}

fn failure(process: &mut Process<'_>) -> Ended {
    if process.busybox() {
        return process.fail(1, "error exit delayed from previous errors");
    }
    process.fail(2, "Exiting with failure status due to previous errors")
}

/// The archive without its compression, and its entries; or the exit code of somebody who cannot read it.
fn read(process: &mut Process<'_>, job: &Job, archive: &Rope) -> Result<Result<(Rope, Vec<Entry>), i32>, Bail> {
    let packed = Packer::by_content(archive);
    if let Some(packer) = packed.or(job.packer)
        && let Some(status) = lacks(process, packer)?
    {
        return Ok(Err(status));
    }
    if job.packer.is_some() && packed != job.packer {
        if process.busybox() {
            process.complain("invalid magic")?;
            process.complain("short read")?;
            return Ok(Err(1));
        }
        let words = job.packer.map(|packer| packer.refusal(if packer == Packer::Gzip { "stdin" } else { "(stdin)" }));
        process.output.write(Stream::Err, words.unwrap_or_default().as_bytes())?;
        process.complain("Child returned status 1")?;
        process.complain("Error is not recoverable: exiting now")?;
        return Ok(Err(2));
    }
    let entries = decompress_archive(archive, Limits::default())
        .and_then(|plain| if plain.is_empty() { Err(LayerError::Tar(String::new())) } else { Ok(plain) })
        .and_then(|plain| crate::image::tar::read(&plain, Limits::default()).map(|entries| (plain, entries)));
    match entries {
        Ok(read) => Ok(Ok(read)),
        Err(LayerError::Limit(words)) => Err(crate::shell::Stop::Limit(words).into()),
        Err(_) if process.busybox() => {
            process.complain(if archive.is_empty() { "short read" } else { "invalid tar magic" })?;
            Ok(Err(1))
        }
        Err(_) => {
            process.complain("This does not look like a tar archive")?;
            process.complain("Exiting with failure status due to previous errors")?;
            Ok(Err(2))
        }
    }
}

/// An entry's name as it is shown: relative, a directory's with a slash at its end.
fn shown(entry: &Entry, dotted: bool) -> String {
    let name = entry.path.trim_start_matches('/');
    let slash = if entry.node.kind == NodeKind::Directory && !(name.is_empty() && dotted) { "/" } else { "" };
    let dot = if dotted { "./" } else { "" };
    format!("{dot}{name}{slash}")
}

/// Which entries are asked for, and whether each member was found.
struct Selection<'j> {
    job: &'j Job,
    found: Vec<bool>,
}

impl<'j> Selection<'j> {
    fn new(job: &'j Job) -> Self {
        Selection { job, found: vec![false; job.members.len()] }
    }

    fn takes(&mut self, entry: &Entry) -> bool {
        let name = entry.path.trim_start_matches('/');
        if excluded(&self.job.exclude, name) {
            return false;
        }
        if self.job.members.is_empty() {
            return true;
        }
        let mut taken = false;
        for ((_, member), found) in self.job.members.iter().zip(&mut self.found) {
            let wanted = member.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
            let inside = name.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if inside
                || wanted.is_empty()
                || wanted == "."
                || (Pattern::is_special(wanted) && Pattern::new(wanted).matches(name))
            {
                *found = true;
                taken = true;
            }
        }
        taken
    }

    /// Complains about members that were not there; returns the exit code.
    fn finish(self, process: &mut Process<'_>) -> Ended {
        let missing: Vec<&String> =
            self.job.members.iter().zip(&self.found).filter(|(_, found)| !**found).map(|((_, name), _)| name).collect();
        if missing.is_empty() {
            return Ok(0);
        }
        for name in missing {
            let words = if process.busybox() {
                format!("{name}: not found in archive")
            } else {
                format!("{name}: Not found in archive")
            };
            process.complain(&words)?;
        }
        if process.busybox() { Ok(1) } else { failure(process) }
    }
}

fn excluded(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| {
        let pattern = Pattern::new(pattern.trim_start_matches("./"));
        pattern.matches(name)
            || name.match_indices('/').any(|(at, _)| {
                name.get(at + 1..).is_some_and(|rest| pattern.matches(rest))
                    || name.get(..at).is_some_and(|rest| pattern.matches(rest))
            })
    })
}

/// A name with its control characters as GNU tar shows them: `\\t`, `\\001`; a backslash twice.
fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\u{7}' => out.push_str("\\a"),
            '\u{b}' => out.push_str("\\v"),
            letter if letter.is_ascii_control() => out.push_str(&format!("\\{:03o}", letter as u32)),
            letter => out.push(letter),
        }
    }
    out
}

/// A row of `tar tv`. Where the archive names no owner, and where numbers are asked for, the numbers stand.
fn row(process: &Process<'_>, entry: &Entry, name: &str, owner: Option<&Owner>, numeric: bool) -> String {
    let meta = &entry.node.meta;
    let named = |name: Option<&String>, number: u32| match name {
        Some(name) if !name.is_empty() && !numeric => name.clone(),
        _ => number.to_string(),
    };
    let user = named(owner.map(|owner| &owner.user), meta.uid);
    let group = named(owner.map(|owner| &owner.group), meta.gid);
    let empty = || "0".to_string();
    let (kind, size, link) = match &entry.node.kind {
        NodeKind::File(content) => (FileType::File, content.len().to_string(), String::new()),
        NodeKind::Directory => (FileType::Directory, empty(), String::new()),
        NodeKind::Symlink(target) => (FileType::Symlink, empty(), format!(" -> {target}")),
        NodeKind::HardLink(target) => (FileType::File, empty(), format!(" link to {}", target.trim_start_matches('/'))),
        NodeKind::CharDevice { major, minor } => (FileType::CharDevice, format!("{major},{minor}"), String::new()),
        NodeKind::BlockDevice { major, minor } => (FileType::BlockDevice, format!("{major},{minor}"), String::new()),
        NodeKind::Fifo => (FileType::Fifo, empty(), String::new()),
    };
    let mut mode = ls::permissions(kind, meta.mode);
    if matches!(entry.node.kind, NodeKind::HardLink(_)) {
        mode.replace_range(..1, "h");
    }
    if process.busybox() {
        let time = meta.mtime.in_utc("%Y-%m-%d %H:%M:%S");
        return format!("{mode} {user}/{group} {size:>9} {time} {name}{link}");
    }
    let owner = format!("{user}/{group}");
    let width = 19usize.saturating_sub(owner.len() + 1).max(size.len());
    format!("{mode} {owner} {size:>width$} {} {name}{link}", meta.mtime.in_utc("%Y-%m-%d %H:%M"))
}

fn list(process: &mut Process<'_>, job: &Job, entries: &[Entry], owners: &[Owner], dotted: bool) -> Ended {
    let mut selection = Selection::new(job);
    for (at, entry) in entries.iter().enumerate() {
        process.system.step()?;
        if !selection.takes(entry) {
            continue;
        }
        let name = shown(entry, dotted);
        let name = if process.busybox() { name } else { escaped(&name) };
        let line = if job.verbose > 0 { row(process, entry, &name, owners.get(at), job.numeric) } else { name };
        process.print(&format!("{line}\n"))?;
    }
    selection.finish(process)
}
