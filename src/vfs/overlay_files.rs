//! An overlay as [`Files`]: the view does the work, the upper changeset follows, and what comes from below is copied up.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::content::Rope;

use super::directory::{At, Leaf};
use super::{Change, DirEntry, Errno, FileType, Files, Identity, NodeKind, Overlay, Stat, Tree};

/// What one operation is about to change.
struct Target {
    path: String,
    /// It has to be copied up: so many bytes.
    copy: Option<u64>,
    /// It is one of several names of a file of the lower layers. Copying it up makes it a file of its own.
    lower_link: bool,
    /// Its other names in the upper changeset (bringing one of them in step does so for all).
    partners: Vec<Arc<str>>,
}

impl Overlay {
    /// Whether `path` is a device or a fifo: writing to it changes no file.
    fn is_special(&self, path: &str) -> bool {
        let kind = self.view.stat(path, true).map(|stat| stat.kind);
        matches!(kind, Ok(FileType::CharDevice | FileType::BlockDevice | FileType::Fifo))
    }

    /// The target of an operation; `None` if the operation cannot work.
    fn target(&self, path: &str, follow: bool) -> Option<Target> {
        let place = self.view.find(path, follow, &self.view.identity).ok()?;
        let upper = self.in_upper(&place.path);
        let (copy, link) = match place.found {
            Some(At::Leaf(Leaf { kind: NodeKind::File(content), link, .. })) => (Some(content.len()), link.is_some()),
            Some(At::Leaf(leaf)) => (Some(0), leaf.link.is_some()),
            Some(At::Directory(_)) | None => (None, false),
        };
        let names = || self.view.names_of(&place.path).into_iter().filter(|name| **name != *place.path).collect();
        let partners = if upper && link { names() } else { vec![] };
        let (copy, lower_link) = if upper { (None, false) } else { (copy, link) };
        Some(Target { path: place.path.into(), copy, lower_link, partners })
    }

    /// Does `operation`, which copies up what `target` is.
    fn copying<T>(
        &mut self,
        target: Target,
        copied: impl FnOnce(u64) -> u64,
        operation: impl FnOnce(&mut Tree) -> Result<T, Errno>,
    ) -> Result<T, Errno> {
        let before = target.lower_link.then(|| self.view.clone());
        if target.lower_link {
            self.view.detach(&target.path);
        }
        match operation(&mut self.view) {
            Err(error) => {
                if let Some(before) = before {
                    self.view = before;
                }
                Err(error)
            }
            Ok(value) => {
                if let Some(bytes) = target.copy {
                    self.copied_up.push((target.path.clone(), copied(bytes)));
                }
                self.sync(&target.path);
                target.partners.first().into_iter().for_each(|name| self.sync(name));
                Ok(value)
            }
        }
    }

    /// Changes what is at `path`, or makes it.
    fn modify(
        &mut self,
        path: &str,
        follow: bool,
        copied: impl FnOnce(u64) -> u64,
        operation: impl FnOnce(&mut Tree) -> Result<(), Errno>,
    ) -> Result<(), Errno> {
        match self.target(path, follow) {
            Some(target) => self.copying(target, copied, operation),
            None => operation(&mut self.view),
        }
    }

    /// Makes or removes a name; nothing is copied up but the directories on the way.
    fn name_or_unname(
        &mut self,
        path: &str,
        operation: impl FnOnce(&mut Tree) -> Result<(), Errno>,
    ) -> Result<(), Errno> {
        let target = self.target(path, false);
        operation(&mut self.view)?;
        if let Some(target) = target {
            self.sync(&target.path);
            target.partners.first().into_iter().for_each(|name| self.sync(name));
        }
        Ok(())
    }

    /// Moves a directory that only the upper changeset has.
    fn rename_directory(&mut self, from: &str, to: &str) -> Result<(), Errno> {
        let opaque = matches!(self.upper.get(from), Some(Change::PutOpaque(_)));
        if !opaque && matches!(self.below_upper(from), Some(At::Directory(_))) {
            // Without redirect_dir overlayfs leaves it to the program to copy the directory.
            return Err(Errno::CrossDevice);
        }
        self.view.rename(from, to)?;
        self.upper.forget(from);
        self.sync(from);
        self.upper.forget(to);
        if self.below_upper(to).is_some() {
            self.upper.set(to, Change::Whiteout);
        }
        self.sync(to);
        let inside: Vec<String> = self.view.nodes_below(to).map(|(path, _)| path).collect();
        inside.iter().for_each(|path| self.sync(path));
        Ok(())
    }
}

impl Files for Overlay {
    fn set_identity(&mut self, identity: Identity) {
        self.view.set_identity(identity);
    }

    fn identity(&self) -> &Identity {
        self.view.identity()
    }

    fn stat(&self, path: &str, follow: bool) -> Result<Stat, Errno> {
        self.view.stat(path, follow)
    }

    fn read_dir(&self, path: &str) -> Result<Vec<DirEntry>, Errno> {
        self.view.read_dir(path)
    }

    fn read(&self, path: &str) -> Result<Rope, Errno> {
        self.view.read(path)
    }

    fn read_link(&self, path: &str) -> Result<String, Errno> {
        self.view.read_link(path)
    }

    fn real_path(&self, path: &str) -> Result<String, Errno> {
        self.view.real_path(path)
    }

    fn write(&mut self, path: &str, content: Rope, mode: u32) -> Result<(), Errno> {
        if self.is_special(path) {
            return self.view.write(path, content, mode);
        }
        // Opening with O_TRUNC copies up an empty file.
        self.modify(path, true, |_| 0, |view| view.write(path, content, mode))
    }

    fn append(&mut self, path: &str, content: Rope, mode: u32) -> Result<(), Errno> {
        if self.is_special(path) {
            return self.view.append(path, content, mode);
        }
        self.modify(path, true, |bytes| bytes, |view| view.append(path, content, mode))
    }

    fn make_dir(&mut self, path: &str, mode: u32) -> Result<(), Errno> {
        self.name_or_unname(path, |view| view.make_dir(path, mode))
    }

    fn symlink(&mut self, target: &str, path: &str) -> Result<(), Errno> {
        self.name_or_unname(path, |view| view.symlink(target, path))
    }

    fn hard_link(&mut self, existing: &str, path: &str) -> Result<(), Errno> {
        let new = self.target(path, false).map(|target| target.path);
        self.modify(existing, false, |bytes| bytes, |view| view.hard_link(existing, path))?;
        new.iter().for_each(|path| self.sync(path));
        Ok(())
    }

    fn make_node(&mut self, path: &str, kind: FileType, mode: u32, device: (u32, u32)) -> Result<(), Errno> {
        self.name_or_unname(path, |view| view.make_node(path, kind, mode, device))
    }

    fn remove_file(&mut self, path: &str) -> Result<(), Errno> {
        self.name_or_unname(path, |view| view.remove_file(path))
    }

    fn remove_dir(&mut self, path: &str) -> Result<(), Errno> {
        self.name_or_unname(path, |view| view.remove_dir(path))
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Errno> {
        let Some((from, to)) = self.view.renamable(from, to)? else { return Ok(()) };
        if matches!(self.view.at(&from), Some(At::Directory(_))) {
            return self.rename_directory(&from, &to);
        }
        let replaced = self.target(&to, false);
        self.modify(&from, false, |bytes| bytes, |view| view.rename(&from, &to))?;
        self.sync(&to);
        replaced.iter().filter_map(|target| target.partners.first()).for_each(|name| self.sync(name));
        Ok(())
    }

    fn set_mode(&mut self, path: &str, mode: u32) -> Result<(), Errno> {
        self.modify(path, true, |bytes| bytes, |view| view.set_mode(path, mode))
    }

    fn set_owner(&mut self, path: &str, uid: u32, gid: u32, follow: bool) -> Result<(), Errno> {
        self.modify(path, follow, |bytes| bytes, |view| view.set_owner(path, uid, gid, follow))
    }

    fn set_mtime(&mut self, path: &str, mtime: Timestamp, follow: bool) -> Result<(), Errno> {
        self.modify(path, follow, |bytes| bytes, |view| view.set_mtime(path, mtime, follow))
    }

    fn may(&self, path: &str, wanted: u32) -> Result<(), Errno> {
        self.view.may(path, wanted)
    }
}
