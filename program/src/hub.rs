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
/// The same of a file that describes images.
const FORM_LIMIT: u64 = 8 << 20;
/// Files that a folder may have, besides blobs.
const FILES: usize = 20_000;

/// The built-in Hub, or the one in `directory`.
pub(super) fn open(directory: Option<&Path>) -> Result<Arc<dyn Hub>> {
    let Some(directory) = directory else { return Ok(builtin_hub()) };
    if !directory.is_dir() {
        bail!("{}: no such directory", directory.display());
    }
    open_hub(Arc::new(Folder(directory.to_path_buf()))).with_context(|| directory.display().to_string())
}

/// A directory of the machine, read when asked for.
#[derive(Debug)]
pub(super) struct Folder(pub PathBuf);

impl HubFiles for Folder {
    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        list(&self.0, "", 0, &mut files);
        files.sort();
        files
    }
    fn read(&self, path: &str) -> Option<Bytes> {
        if layercake::Path::new(path).relative() != path || path.is_empty() {
            return None;
        }
        let limit = if path.ends_with(".toml") { FORM_LIMIT } else { FILE_LIMIT };
        read_file(&self.0.join(path), limit).ok().map(Bytes::from)
    }
}

/// The files below a directory, but for the blobs of image layouts: there may be many, and they are found by digest.
fn list(directory: &Path, inside: &str, depth: usize, files: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let Some(name) = entry.file_name().to_str().map(String::from) else { continue };
        let path = if inside.is_empty() { name.clone() } else { format!("{inside}/{name}") };
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && name != "blobs" && depth < 16 => list(&entry.path(), &path, depth + 1, files),
            Ok(kind) if kind.is_file() && files.len() < FILES => files.push(path),
            _ => {}
        }
    }
}
