//! Reading a file of the learner's: an ordinary one, with a limit.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The bytes of a file, if it is an ordinary one (no pipe or device, which may have no end) of at most `limit` bytes.
pub(super) fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let bytes = read_start(path, limit + 1)?;
    if bytes.len() as u64 > limit {
        bail!("{}: more than {limit} bytes", path.display());
    }
    Ok(bytes)
}

/// The text of such a file.
pub(super) fn read_text(path: &Path, limit: u64) -> Result<String> {
    String::from_utf8(read_file(path, limit)?).with_context(|| path.display().to_string())
}

/// The bytes of such a file, however long it is: no more than the first `most` bytes.
pub(super) fn read_start(path: &Path, most: u64) -> Result<Vec<u8>> {
    let shown = || path.display().to_string();
    if !fs::metadata(path).with_context(shown)?.is_file() {
        bail!("{}: not a regular file", shown());
    }
    let mut bytes = Vec::new();
    File::open(path).with_context(shown)?.take(most).read_to_end(&mut bytes).with_context(shown)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_ordinary_file_is_read_and_only_so_far() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        fs::write(&file, "12345").unwrap();
        assert_eq!(read_file(&file, 5).unwrap(), b"12345");
        assert!(read_file(&file, 4).unwrap_err().to_string().ends_with("file: more than 4 bytes"));
        assert!(read_file(directory.path(), 4).unwrap_err().to_string().ends_with("not a regular file"));
        assert!(cfg!(not(unix)) || read_file(Path::new("/dev/zero"), 4).is_err());
        fs::write(&file, b"\xff").unwrap();
        assert!(format!("{:#}", read_text(&file, 5).unwrap_err()).contains("invalid utf-8"));
    }

    /// Whoever opens one waits for somebody who writes.
    #[test]
    #[cfg(unix)]
    fn a_pipe_with_a_name_is_refused_at_once() {
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        assert!(read_file(&pipe, 4).unwrap_err().to_string().ends_with("not a regular file"));
    }
}
