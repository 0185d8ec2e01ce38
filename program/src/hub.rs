//! The Hub of a sandbox: the built-in catalogue, or a folder of the machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use bytes::Bytes;

use super::reading::read_file;
use layercake::{Hub, HubFiles, builtin_hub, open_hub};

/// Bytes of one file that are read into memory.
const FILE_LIMIT: u64 = 256 << 20;
/// Files that a folder may have, besides blobs.
const FILES: usize = 20_000;
/// Directories in each other.
const DEPTH: usize = 16;

/// The built-in Hub, or the one in `directory`.
pub(super) fn open(directory: Option<&Path>) -> Result<Arc<dyn Hub>> {
    let Some(directory) = directory else { return Ok(builtin_hub()) };
    if !directory.is_dir() {
        bail!("{}: no such directory", directory.display());
    }
    open_hub(Arc::new(Folder::of(directory)?)).with_context(|| directory.display().to_string())
}

/// A directory of the machine, whose files are read when asked for.
#[derive(Debug)]
pub(super) struct Folder {
    directory: PathBuf,
    files: Vec<String>,
}

impl Folder {
    /// Lists what is there.
    pub(super) fn of(directory: &Path) -> Result<Folder> {
        let mut files = Vec::new();
        list(directory, "", 0, &mut files)?;
        files.sort();
        Ok(Folder { directory: directory.to_path_buf(), files })
    }

    /// Where a file is, if the path leads nowhere else.
    fn place(&self, path: &str) -> Option<PathBuf> {
        let leads_there = layercake::Path::new(path).relative() == path && !path.is_empty();
        leads_there.then(|| self.directory.join(path))
    }
}

impl HubFiles for Folder {
    fn files(&self) -> Vec<String> {
        self.files.clone()
    }
    fn read(&self, path: &str) -> Option<Bytes> {
        read_file(&self.place(path)?, FILE_LIMIT).ok().map(Bytes::from)
    }
    fn size(&self, path: &str) -> Option<u64> {
        fs::metadata(self.place(path)?).ok().filter(fs::Metadata::is_file).map(|found| found.len())
    }
}

/// The files below a directory, but for the blobs of image layouts: there may be many, and they are found by digest.
fn list(directory: &Path, inside: &str, depth: usize, files: &mut Vec<String>) -> Result<()> {
    let shown = || directory.display().to_string();
    if depth > DEPTH {
        bail!("{}: more than {DEPTH} directories in each other", shown());
    }
    for entry in fs::read_dir(directory).with_context(shown)? {
        let entry = entry.with_context(shown)?;
        let Some(name) = entry.file_name().to_str().map(String::from) else { continue };
        let path = if inside.is_empty() { name.clone() } else { format!("{inside}/{name}") };
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && name != "blobs" => list(&entry.path(), &path, depth + 1, files)?,
            Ok(kind) if kind.is_file() && files.len() == FILES => {
                bail!("{}: with this file the Hub has more than {FILES} files", entry.path().display())
            }
            Ok(kind) if kind.is_file() => files.push(path),
            _ => {}
        }
    }
    Ok(())
}
