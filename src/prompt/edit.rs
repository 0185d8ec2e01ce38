//! `edit FILE`: a file of the sandbox for an editor outside of it.

use crate::sandbox::{HOME, World};
use crate::tell;
use crate::vfs::{Errno, FileType, Files};

/// Bytes that an edited file may have.
pub const EDIT_LIMIT: u64 = 16 << 20;

/// A file that somebody wants to edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileToEdit {
    /// Absolute path in the sandbox.
    pub path: String,
    /// What is in it; a file that is not there yet is empty.
    pub content: Vec<u8>,
}

/// How an editor was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    /// With this content.
    Content(Vec<u8>),
    /// It did not come to that: why.
    Failed(String),
}

impl FileToEdit {
    /// The file that `path` means in the shell's directory, or why it cannot be edited.
    pub(super) fn find(world: &World, path: &str) -> Result<FileToEdit, String> {
        let path = absolute(path, &world.shell.directory);
        let content = match world.files.stat(&path, true) {
            Ok(stat) if stat.kind != FileType::File => return Err(tell::edit_no_file(path)),
            Ok(stat) if stat.size > EDIT_LIMIT => return Err(tell::edit_too_large(path, EDIT_LIMIT)),
            Ok(_) => match world.files.read(&path) {
                Ok(content) => content.to_bytes().to_vec(),
                Err(errno) => return Err(format!("{path}: {errno}")),
            },
            Err(Errno::NoEntry) => Vec::new(),
            Err(errno) => return Err(format!("{path}: {errno}")),
        };
        Ok(FileToEdit { path, content })
    }

    /// A name for a copy of it, from which an editor may tell the syntax.
    pub fn file_name(&self) -> String {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let name: String =
            name.chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
        if name.trim_matches('.').is_empty() { "file".into() } else { name }
    }
}

fn absolute(path: &str, directory: &str) -> String {
    match path.strip_prefix("~/") {
        Some(rest) => format!("{HOME}/{rest}"),
        None if path.starts_with('/') => path.to_string(),
        None => format!("{directory}/{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_a_harmless_name() {
        let name = |path: &str| FileToEdit { path: path.into(), content: vec![] }.file_name();
        assert_eq!(name("/home/student/work/Dockerfile"), "Dockerfile");
        assert_eq!(name("/a/b c;d.txt"), "b_c_d.txt");
        assert_eq!(name("/a/.."), "file");
    }
}
