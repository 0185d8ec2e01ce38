//! Putting things aside: what cannot be read is renamed, so that nobody overwrites it.

use std::io;
use std::path::{Path, PathBuf};

/// Names that are tried.
const LIMIT: usize = 1000;

/// Copies a file to its name with `.reason-N` behind it; gives the new name.
pub(super) fn copy_aside(path: &Path, reason: &str) -> io::Result<PathBuf> {
    let target = free_name(path, reason)?;
    std::fs::copy(path, &target)?;
    Ok(target)
}

/// Renames a file or directory to its name with `.reason-N` behind it; gives the new name.
pub(super) fn put_aside(path: &Path, reason: &str) -> io::Result<PathBuf> {
    let target = free_name(path, reason)?;
    std::fs::rename(path, &target)?;
    Ok(target)
}

fn free_name(path: &Path, reason: &str) -> io::Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let targets = (1..=LIMIT).map(|number| path.with_file_name(format!("{name}.{reason}-{number}")));
    let free = targets.into_iter().find(|target| !target.exists());
    free.ok_or_else(|| {
        io::Error::new(io::ErrorKind::AlreadyExists, format!("{LIMIT} of {name} were put aside already"))
    })
}
