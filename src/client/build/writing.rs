//! Writing what exporters leave to the client: files and directories (tonistiigi/fsutil `diskwriter.go`).

use super::outputs::{Destination, Wanted};
use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::client::invocation::go_words;
use crate::content::Rope;
use crate::engine::api::{BuildOutput, CacheOptions, OutputContent};
use crate::shell::Stream;
use crate::vfs::{FileType, NodeKind, Path, Tree};

impl Client<'_> {
    /// Writes what exporters gave, and the caches that are kept in directories.
    pub(super) fn write_outputs(
        &mut self,
        outputs: &[BuildOutput],
        wanted: &[Wanted],
        caches: &[CacheOptions],
    ) -> Outcome<()> {
        for output in outputs {
            let to = match output.of_cache {
                false => wanted.get(output.index).map(|wanted| wanted.to.clone()),
                true => caches
                    .get(output.index)
                    .and_then(|cache| cache.attributes.get("dest"))
                    .cloned()
                    .map(Destination::Directory),
            };
            match (&to, &output.content) {
                (Some(Destination::StandardOutput), OutputContent::File(content)) => {
                    self.output.write_rope(Stream::Out, content)?;
                }
                (Some(Destination::File(path)), OutputContent::File(content)) => {
                    self.write_file(path, content.clone())?;
                }
                (Some(Destination::Directory(path)), OutputContent::Files(files)) => {
                    self.write_files(path, files)?;
                    if wanted.get(output.index).map(Wanted::deletes) == Some(Ok(true)) {
                        self.remove_others(path, files)?;
                    }
                }
                (Some(Destination::Directory(path)), OutputContent::Layout(layout)) => {
                    self.write_layout(path, layout)?
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn write_file(&mut self, path: &str, content: Rope) -> Outcome<()> {
        let absolute = self.path(path);
        let parent = absolute.rsplit_once('/').map_or("", |(parent, _)| parent).to_string();
        self.make_directories(&parent)?;
        let failed = |error| Failure::new(format!("open {path}: {}", go_words(error)));
        self.files.write(&absolute, content, 0o644).map_err(failed)
    }

    /// Writes a tree into a directory, over what is there. Times are set last, as directories change with their files.
    fn write_files(&mut self, path: &str, files: &Tree) -> Outcome<()> {
        let root = self.path(path);
        self.make_directories(&root)?;
        let mut times = Vec::new();
        for (place, node) in files.walk() {
            let absolute = format!("{}{place}", root.trim_end_matches('/'));
            let failed = |error| Failure::new(format!("open {absolute}: {}", go_words(error)));
            let there = self.files.stat(&absolute, false).ok().map(|stat| stat.kind);
            if there.is_some_and(|kind| kind != FileType::Directory) {
                self.files.remove_file(&absolute).map_err(failed)?;
            }
            match &node.kind {
                NodeKind::Directory if place == "/" || there == Some(FileType::Directory) => {}
                NodeKind::Directory => self.files.make_dir(&absolute, node.meta.mode).map_err(failed)?,
                NodeKind::File(content) => {
                    self.files.write(&absolute, content.clone(), node.meta.mode).map_err(failed)?;
                }
                NodeKind::Symlink(target) => self.files.symlink(target, &absolute).map_err(failed)?,
                NodeKind::HardLink(first) => {
                    let first = format!("{}{first}", root.trim_end_matches('/'));
                    self.files.hard_link(&first, &absolute).map_err(failed)?;
                }
                // Nobody but root makes devices.
                NodeKind::CharDevice { .. } | NodeKind::BlockDevice { .. } | NodeKind::Fifo => continue,
            }
            if !matches!(node.kind, NodeKind::Symlink(_)) && place != "/" {
                times.push((absolute, node.meta.mtime));
            }
        }
        for (path, time) in times.into_iter().rev() {
            let failed = |error| Failure::new(format!("chtimes {path}: {}", go_words(error)));
            self.files.set_mtime(&path, time, false).map_err(failed)?;
        }
        Ok(())
    }

    /// Removes what is in a directory and not in the tree.
    fn remove_others(&mut self, path: &str, files: &Tree) -> Outcome<()> {
        let root = self.path(path);
        let failed = |path: &str, error| Failure::new(format!("open {path}: {}", go_words(error)));
        let (mut left, mut gone) = (vec![String::new()], Vec::new());
        while let Some(place) = left.pop() {
            let directory = format!("{root}{place}");
            for entry in self.files.read_dir(&directory).map_err(|error| failed(&directory, error))? {
                let inside = format!("{place}/{}", entry.name);
                if files.get(&inside).is_none() {
                    gone.push((format!("{root}{inside}"), entry.stat.kind));
                }
                if entry.stat.kind == FileType::Directory {
                    left.push(inside);
                }
            }
        }
        // What is in a directory was found after it.
        for (path, kind) in gone.into_iter().rev() {
            let removed = match kind {
                FileType::Directory => self.files.remove_dir(&path),
                _ => self.files.remove_file(&path),
            };
            removed.map_err(|error| failed(&path, error))?;
        }
        Ok(())
    }

    pub(super) fn make_directories(&mut self, path: &str) -> Outcome<()> {
        for step in Path::new(path).steps() {
            if self.files.stat(&step, true).is_err() {
                let failed = |error| Failure::new(format!("mkdir {step}: {}", go_words(error)));
                self.files.make_dir(&step, 0o755).map_err(failed)?;
            }
        }
        Ok(())
    }
}
