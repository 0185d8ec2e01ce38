//! Files in their places: with the directories that they are in.

use crate::content::Rope;
use crate::vfs::{Errno, Files};

/// Bytes of a text file that a package manager looks at.
const TEXT_LIMIT: u64 = 32 << 20;

/// The paths that a package wrote, in order, directories not included.
pub type Recorded = Vec<String>;

/// Writes a file anew, with its directories.
pub fn put(files: &mut dyn Files, path: &str, content: Rope, mode: u32) -> Result<(), Errno> {
    make_dirs(files, parent(path))?;
    if files.stat(path, false).is_ok() {
        files.remove_file(path)?;
    }
    files.write(path, content, mode)?;
    files.set_mode(path, mode)
}

/// The directory that a path is in.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("/", |(parent, _)| if parent.is_empty() { "/" } else { parent })
}

/// Creates a directory and its parents.
pub fn make_dirs(files: &mut dyn Files, path: &str) -> Result<(), Errno> {
    files.make_dirs(path, 0o755)
}

/// A text file's content; empty if there is none.
pub fn read_text(files: &dyn Files, path: &str) -> String {
    let content = files.read(path).ok().and_then(|content| content.bytes_up_to(TEXT_LIMIT).ok());
    content.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}
