//! Putting things aside: what cannot be read is renamed, so that nobody overwrites it.

use std::io;
use std::path::{Path, PathBuf};

/// Names that are tried.
const LIMIT: usize = 1000;

/// Renames a file or directory to its name with `.reason-N` behind it; gives the new name.
pub(super) fn put_aside(path: &Path, reason: &str) -> io::Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for number in 1..=LIMIT {
        let target = path.with_file_name(format!("{name}.{reason}-{number}"));
        if !target.exists() {
            std::fs::rename(path, &target)?;
            return Ok(target);
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{LIMIT} of {name} were put aside already")))
}
