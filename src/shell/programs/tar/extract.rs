//! Unpacking.

use super::{Job, Selection, failure, row, shown};
use crate::image::tar::Entry;
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stream};
use crate::vfs::{Errno, FileType, NodeKind, Path};

/// Unpacks what the job asks for below its directory, or prints it.
pub(super) fn extract(process: &mut Process<'_>, job: &Job, entries: &[Entry], dotted: bool) -> Ended {
    let mut selection = Selection::new(job);
    let mut failed = false;
    // A directory's time changes with what is put into it: it is set in the end.
    let mut directories = Vec::new();
    for entry in entries {
        process.system.step()?;
        if !selection.takes(entry) {
            continue;
        }
        if job.to_stdout {
            if let Some(content) = content_of(entry, entries) {
                process.output.write_rope(Stream::Out, &content)?;
            }
            continue;
        }
        let Some(name) = stripped(entry.path.trim_start_matches('/'), job.strip) else { continue };
        if job.verbose > 0 {
            let name = shown(entry, dotted);
            let line = if job.verbose > 1 { row(process, entry, &name, None, job.numeric) } else { name };
            process.print(&format!("{line}\n"))?;
        }
        let path = format!("{}/{name}", job.directory.trim_end_matches('/'));
        if name.is_empty() {
            continue;
        }
        if let Err(errno) = put(process, job, &path, entry)? {
            let words = if process.busybox() {
                format!("can't create '{name}': {errno}")
            } else {
                format!("{}: Cannot open: {errno}", shown(entry, dotted).trim_end_matches('/'))
            };
            process.complain(&words)?;
            failed = true;
        } else if entry.node.kind == NodeKind::Directory && !job.touch {
            directories.push((path, entry.node.meta.mtime));
        }
    }
    for (path, mtime) in directories.into_iter().rev() {
        let _ = process.system.files().set_mtime(&path, mtime, true);
    }
    if failed {
        return failure(process);
    }
    selection.finish(process)
}

fn content_of(entry: &Entry, entries: &[Entry]) -> Option<crate::content::Rope> {
    match &entry.node.kind {
        NodeKind::File(content) => Some(content.clone()),
        NodeKind::HardLink(target) => entries.iter().find_map(|other| match &other.node.kind {
            NodeKind::File(content) if other.path == *target => Some(content.clone()),
            _ => None,
        }),
        _ => None,
    }
}

fn stripped(name: &str, parts: usize) -> Option<String> {
    if parts == 0 {
        return Some(name.to_string());
    }
    let rest: Vec<&str> = name.split('/').skip(parts).collect();
    (!rest.is_empty()).then(|| rest.join("/")).filter(|rest| !rest.is_empty())
}

/// Puts one entry; the outer result is for what ends the program.
fn put(process: &mut Process<'_>, job: &Job, path: &str, entry: &Entry) -> Result<Result<(), Errno>, Bail> {
    let files = process.system.files();
    let superuser = files.identity().uid == 0;
    if let Err(errno) = files.make_dirs(&Path::new(path).parent(), 0o777) {
        return Ok(Err(errno));
    }
    let there = files.stat(path, false).ok();
    let directory = entry.node.kind == NodeKind::Directory;
    if let Some(stat) = &there {
        if job.keep_newer && !directory {
            return Ok(Ok(()));
        }
        if stat.kind != FileType::Directory {
            if let Err(errno) = files.remove_file(path) {
                return Ok(Err(errno));
            }
        } else if !directory && let Err(errno) = files.remove_dir(path) {
            return Ok(Err(errno));
        }
    }
    let meta = &entry.node.meta;
    let mode = meta.mode & 0o7777;
    let made = match &entry.node.kind {
        NodeKind::Directory if there.as_ref().is_some_and(|stat| stat.kind == FileType::Directory) => Ok(()),
        NodeKind::Directory => files.make_dir(path, mode),
        NodeKind::File(content) => files.write(path, content.clone(), mode),
        NodeKind::Symlink(target) => files.symlink(target, path),
        NodeKind::HardLink(target) => {
            files.hard_link(&format!("{}{target}", job.directory.trim_end_matches('/')), path)
        }
        NodeKind::CharDevice { major, minor } => files.make_node(path, FileType::CharDevice, mode, (*major, *minor)),
        NodeKind::BlockDevice { major, minor } => files.make_node(path, FileType::BlockDevice, mode, (*major, *minor)),
        NodeKind::Fifo => files.make_node(path, FileType::Fifo, mode, (0, 0)),
    };
    if made.is_err() || matches!(entry.node.kind, NodeKind::HardLink(_)) {
        return Ok(made);
    }
    let finished = (|| {
        if superuser {
            files.set_owner(path, meta.uid, meta.gid, false)?;
        }
        if (superuser || job.keep_owner) && !matches!(entry.node.kind, NodeKind::Symlink(_)) {
            files.set_mode(path, mode)?;
        }
        if job.touch { Ok(()) } else { files.set_mtime(path, meta.mtime, false) }
    })();
    Ok(finished)
}
