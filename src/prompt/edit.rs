//! `edit FILE`: a file of the sandbox for an editor outside of it.

use crate::sandbox::{HOME, World};
use crate::tell;
use crate::vfs::{Errno, FileType, Files};

/// Bytes that an edited file may have.
pub const EDIT_LIMIT: u64 = 16 << 20;

/// Files of a folder that are named.
const NAMED: usize = 4;

/// A file that somebody wants to edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileToEdit {
    /// Absolute path in the sandbox.
    pub path: String,
    /// What is in it; a file that is not there yet is empty.
    pub content: Vec<u8>,
}

/// Why a path is no file to edit.
pub(super) enum NoFile {
    /// In the system's words.
    Error(String),
    /// In the tutor's: what it is, and what to do.
    Told(String),
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
    pub(super) fn find(world: &World, typed: &str) -> Result<FileToEdit, NoFile> {
        let path = absolute(typed, &world.shell.directory);
        let failed = |errno: Errno| Err(NoFile::Error(format!("{path}: {errno}")));
        let content = match world.files.stat(&path, true) {
            Ok(stat) if stat.kind == FileType::Directory => return Err(NoFile::Told(folder(world, typed, &path))),
            Ok(stat) if stat.kind != FileType::File => return Err(NoFile::Error(tell::edit_no_file(path))),
            Ok(stat) if stat.size > EDIT_LIMIT => return Err(NoFile::Error(tell::edit_too_large(path, EDIT_LIMIT))),
            Ok(_) => match world.files.read(&path) {
                Ok(content) => content.to_bytes().to_vec(),
                Err(errno) => return failed(errno),
            },
            // What is typed into an editor must have a place to go to.
            Err(Errno::NoEntry) => match parent(world, typed) {
                Some(folder) if folder == "." => return Err(NoFile::Told(tell::folder_is_gone())),
                Some(folder) => return Err(NoFile::Told(tell::edit_folder_missing(folder.replace('`', "'")))),
                None => Vec::new(),
            },
            Err(errno) => return failed(errno),
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

/// What is said of a folder: which files are in it.
fn folder(world: &World, typed: &str, path: &str) -> String {
    let shown = |name: &str| match typed.trim_end_matches('/') {
        "." => name.to_string(),
        folder => format!("{folder}/{name}").replace('`', "'"),
    };
    let entries = world.files.read_dir(path).unwrap_or_default();
    let files = entries.into_iter().filter(|entry| entry.stat.kind == FileType::File);
    let calls: Vec<String> = files.take(NAMED).map(|entry| format!("`edit {}`", shown(&entry.name))).collect();
    let typed = typed.replace('`', "'");
    match calls.is_empty() {
        true => tell::edit_folder_empty(typed, shown("NAME")),
        false => tell::edit_folder(typed, calls.join(", ")),
    }
}

/// The folder in which a file would be, if there is none.
fn parent(world: &World, typed: &str) -> Option<String> {
    let folder = typed.rsplit_once('/').map_or(".", |(folder, _)| folder);
    let path = absolute(folder, &world.shell.directory);
    let missing = world.files.stat(&path, true).is_err_and(|errno| errno == Errno::NoEntry);
    (missing && !folder.is_empty()).then(|| folder.to_string())
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
