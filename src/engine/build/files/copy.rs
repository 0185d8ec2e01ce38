//! COPY and ADD on trees: `cp -a` with Docker's rules about directories (fsutil `copy/copy.go`).

use std::collections::BTreeMap;

use super::select::{followed, named, root_path};
use super::unpack::unpack;
use super::{Scene, make_all, owner, put, touch};
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::graph::{CopyFiles, ModeChange};
use crate::engine::build::ignore::Ignore;
use crate::engine::build::{limits, path};
use crate::text::symbolic_mode;
use crate::vfs::{FileType, Files, Meta, Node, NodeKind, Tree};

/// The mode of directories that are made on the way.
const DIRECTORY_MODE: u32 = 0o755;

/// Copies from `source` into `target`. `has_files` says whether there was something to copy onto.
pub fn copy(source: &Tree, target: &mut Tree, copy: &CopyFiles, has_files: bool, scene: &Scene) -> Outcome<()> {
    let owner = owner(target, &copy.owner, has_files)?;
    let wanted = if copy.wildcards { named(source, &copy.source, copy.follow)? } else { vec![copy.source.clone()] };
    let pattern = |list: &[String]| if list.is_empty() { Ok(None) } else { Ignore::new(list).map(Some) };
    let (include, exclude) = (pattern(&copy.include)?, pattern(&copy.exclude)?);
    for place in wanted {
        if copy.unpack && unpack(source, &place, target, &copy.destination, owner, scene)? {
            continue;
        }
        let mut copier = Copier {
            source,
            target: &mut *target,
            owner,
            change: copy.mode.as_ref(),
            include: include.as_ref(),
            exclude: exclude.as_ref(),
            links: BTreeMap::new(),
            waiting: Vec::new(),
            files: 0,
            bytes: 0,
            scene,
        };
        copier.all(&place, &copy.destination, copy.follow, copy.contents_only)?;
    }
    Ok(())
}

struct Copier<'a> {
    source: &'a Tree,
    target: &'a mut Tree,
    owner: Option<(u32, u32)>,
    change: Option<&'a ModeChange>,
    include: Option<&'a Ignore>,
    exclude: Option<&'a Ignore>,
    /// Files with several names: the first copy, by inode.
    links: BTreeMap<u64, String>,
    /// Directories that are made when something in them is copied: source, target, done.
    waiting: Vec<(String, String, bool)>,
    files: usize,
    bytes: u64,
    scene: &'a Scene,
}

impl Copier<'_> {
    fn directory_mode(&self) -> u32 {
        match self.change {
            Some(ModeChange::Octal(mode)) => *mode & 0o7777,
            _ => DIRECTORY_MODE,
        }
    }

    /// One source (`Copy`).
    fn all(&mut self, place: &str, destination: &str, follow: bool, contents_only: bool) -> Outcome<()> {
        let (mode, owner) = (self.directory_mode(), self.owner);
        // What comes before the last slash must be there: `/a/b` needs `/a`, `/a/b/` and `/a/b/.` need `/a/b`.
        let ensured = match destination.rsplit_once('/') {
            Some((before, _)) if !before.is_empty() => before.to_string(),
            _ => "/".to_string(),
        };
        let ensured = root_path(self.target, &ensured)?;
        make_all(self.target, &ensured, mode, owner, None, self.scene)?;
        let mut target = root_path(self.target, &path::clean(destination))?;
        let real = followed(self.source, place, follow)?;
        let Some(node) = self.source.get(&real) else {
            return Err(Fault::new(format!("lstat {real}: no such file or directory")));
        };
        let existing = self.target.get(&target);
        let into = match (&existing, node.is_directory()) {
            (Some(_), true) => !contents_only,
            (Some(existing), false) => existing.is_directory(),
            (None, _) => false,
        };
        if into {
            target = path::join(&target, path::base(place));
        }
        let parent = match contents_only && node.is_directory() && existing.is_none() {
            true => target.clone(),
            false => path::parent(&target).to_string(),
        };
        make_all(self.target, &parent, mode, owner, None, self.scene)?;
        self.one(&real, "", &target, false)
    }

    /// One file or directory (`copy`). `overwrite` says whether an existing directory takes over mode and owner.
    fn one(&mut self, from: &str, relative: &str, to: &str, overwrite: bool) -> Outcome<()> {
        let mut taken = true;
        let mut excluded = false;
        if !relative.is_empty() {
            if let Some(include) = self.include {
                taken = include.matches(relative)?;
            }
            if let Some(exclude) = self.exclude
                && exclude.matches(relative)?
            {
                (taken, excluded) = (false, true);
            }
            let nothing_below = self.include.is_none() && self.exclude.is_none_or(|exclude| !exclude.has_exceptions());
            if !taken && nothing_below {
                return Ok(());
            }
        }
        let Some(node) = self.source.get(from) else {
            return Err(Fault::new(format!("failed to stat {from}: no such file or directory")));
        };
        if node.is_directory() {
            return self.directory(from, relative, to, node, Verdict { overwrite, taken, excluded });
        }
        if !taken {
            return Ok(());
        }
        self.make_waiting(overwrite)?;
        self.file(from, to, node)
    }

    fn file(&mut self, from: &str, to: &str, node: Node) -> Outcome<()> {
        if self.target.get(to).is_some_and(|node| node.is_directory()) {
            return Err(Fault::new(format!("cannot replace to directory {}{to} with file", self.scene.mounted)));
        }
        self.files += 1;
        if let NodeKind::File(content) = &node.kind {
            self.bytes = self.bytes.saturating_add(content.len());
        }
        if self.files > limits::COPIED_FILES {
            return Err(limit(format!("an instruction copies more than {} files", limits::COPIED_FILES)));
        }
        if self.bytes > limits::COPIED_BYTES {
            return Err(limit(format!("an instruction copies more than {} bytes", limits::COPIED_BYTES)));
        }
        let stat = self.source.stat(from, false).ok();
        let inode = stat.filter(|stat| stat.links > 1 && stat.kind == FileType::File).map(|stat| stat.inode);
        let meta = self.meta(&node, false);
        self.target.remove(to);
        let first = inode.and_then(|inode| self.links.get(&inode).cloned());
        match first.filter(|first| self.target.get(first).is_some()) {
            Some(first) => put(self.target, to, Node { meta, kind: NodeKind::HardLink(first) })?,
            None => put(self.target, to, Node { meta, kind: node.kind })?,
        }
        if let Some(inode) = inode {
            self.links.entry(inode).or_insert_with(|| to.to_string());
        }
        touch(self.target, path::parent(to), self.scene.now);
        Ok(())
    }

    fn directory(&mut self, from: &str, relative: &str, to: &str, node: Node, verdict: Verdict) -> Outcome<()> {
        let mut created = false;
        if verdict.taken {
            self.make_waiting(verdict.overwrite)?;
            created = self.directory_only(&node, to, verdict.overwrite)?;
        }
        self.waiting.push((from.to_string(), to.to_string(), verdict.taken));
        let nothing_below = self.exclude.is_none_or(|exclude| !exclude.has_exceptions());
        let mut outcome = Ok(());
        if !(verdict.excluded && nothing_below) {
            for entry in self.source.read_dir(from).unwrap_or_default() {
                let below = match relative {
                    "" => entry.name.clone(),
                    relative => format!("{relative}/{}", entry.name),
                };
                outcome = self.one(&path::join(from, &entry.name), &below, &path::join(to, &entry.name), true);
                if outcome.is_err() {
                    break;
                }
            }
        }
        self.waiting.pop();
        outcome?;
        if !verdict.taken {
            return Ok(());
        }
        let meta = self.meta(&node, true);
        if created || verdict.overwrite {
            return put(self.target, to, Node { meta, kind: NodeKind::Directory });
        }
        // An existing directory keeps all but its time.
        if let Some(old) = self.target.get(to) {
            let meta = Meta { mtime: meta.mtime, ..old.meta };
            put(self.target, to, Node { meta, kind: NodeKind::Directory })?;
        }
        Ok(())
    }

    /// Makes a directory if it is not there; says whether it did (`copyDirectoryOnly`).
    fn directory_only(&mut self, node: &Node, to: &str, overwrite: bool) -> Outcome<bool> {
        match self.target.get(to) {
            None => {
                let meta = Meta { mode: node.meta.mode, mtime: self.scene.now, ..Meta::default() };
                put(self.target, to, Node { meta, kind: NodeKind::Directory })?;
                touch(self.target, path::parent(to), self.scene.now);
                Ok(true)
            }
            Some(old) if !old.is_directory() => {
                Err(Fault::new(format!("cannot copy to non-directory: {}{to}", self.scene.mounted)))
            }
            Some(old) => {
                if overwrite {
                    let meta = Meta { mode: node.meta.mode, ..old.meta };
                    put(self.target, to, Node { meta, kind: NodeKind::Directory })?;
                }
                Ok(false)
            }
        }
    }

    /// Makes the directories that waited for something in them (`createParentDirs`).
    fn make_waiting(&mut self, overwrite: bool) -> Outcome<()> {
        for place in 0..self.waiting.len() {
            let Some((from, to, false)) = self.waiting.get(place).cloned() else { continue };
            if let Some(node) = self.source.get(&from)
                && self.directory_only(&node, &to, overwrite)?
            {
                let meta = self.meta(&node, true);
                put(self.target, &to, Node { meta, kind: NodeKind::Directory })?;
            }
            if let Some(waiting) = self.waiting.get_mut(place) {
                waiting.2 = true;
            }
        }
        Ok(())
    }

    /// Owner, mode and time of a copy (`copyFileInfo`).
    fn meta(&self, node: &Node, directory: bool) -> Meta {
        let (uid, gid) = self.owner.unwrap_or((node.meta.uid, node.meta.gid));
        let old = node.meta.mode;
        let mode = match self.change {
            _ if matches!(node.kind, NodeKind::Symlink(_)) => old,
            None => old,
            Some(ModeChange::Octal(mode)) => *mode & 0o7777,
            Some(ModeChange::Symbolic(text)) => symbolic_mode(text, old, directory, 0).unwrap_or(old),
        };
        Meta { mode, uid, gid, mtime: node.meta.mtime, xattrs: node.meta.xattrs.clone() }
    }
}

/// What becomes of a directory: whether one that is there is replaced, and whether the patterns take it.
#[derive(Clone, Copy)]
struct Verdict {
    overwrite: bool,
    taken: bool,
    excluded: bool,
}

fn limit(text: String) -> Fault {
    Fault::Stopped(crate::shell::Stop::Limit(text))
}
