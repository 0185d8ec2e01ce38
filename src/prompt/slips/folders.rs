//! Files and folders of the learner's machine, for those that were named wrongly.

use crate::sandbox::World;
use crate::text::closest;
use crate::vfs::{FileType, Files};

/// Entries of a folder at which is looked.
const ENTRIES: usize = 500;
/// Bytes of a file that is read.
const TEXT: u64 = 4096;
/// Folders in folders into which is looked.
const DEPTH: usize = 3;

/// A path as the shell's directory has it.
fn absolute(world: &World, path: &str) -> String {
    if path.starts_with('/') { path.into() } else { format!("{}/{path}", world.shell.directory) }
}

fn is(world: &World, path: &str, kind: FileType) -> bool {
    world.files.stat(&absolute(world, path), true).is_ok_and(|stat| stat.kind == kind)
}

/// Whether a path is a folder.
pub(super) fn is_folder(world: &World, path: &str) -> bool {
    is(world, path, FileType::Directory)
}

/// Whether a path is a file.
pub(super) fn is_file(world: &World, path: &str) -> bool {
    is(world, path, FileType::File)
}

/// What a short file says.
pub(super) fn text(world: &World, path: &str) -> Option<String> {
    let bytes = world.files.read(&absolute(world, path)).ok()?.bytes_up_to(TEXT).ok()?;
    String::from_utf8(bytes.to_vec()).ok()
}

/// The names in a folder.
pub(super) fn entries(world: &World, path: &str) -> Vec<String> {
    let entries = world.files.read_dir(&absolute(world, path)).unwrap_or_default();
    entries.into_iter().take(ENTRIES).map(|entry| entry.name).collect()
}

/// The folders in a folder.
pub(super) fn folders(world: &World, path: &str) -> Vec<String> {
    entries(world, path).into_iter().filter(|name| is_folder(world, &below(path, name))).collect()
}

/// The entry of a folder whose name is spelt almost so.
pub(super) fn entry_like(world: &World, path: &str, name: &str) -> Option<String> {
    let entries = entries(world, path);
    closest(name, entries.iter().map(String::as_str)).map(String::from)
}

/// A path in a folder, as one types it.
pub(super) fn below(path: &str, name: &str) -> String {
    match path.trim_end_matches('/') {
        "" | "." => name.into(),
        path => format!("{path}/{name}"),
    }
}

/// Where in a folder (and the folders in it) a file of this name is, from that folder on.
pub(super) fn file_in(world: &World, path: &str, name: &str) -> Option<String> {
    let mut level = vec![String::new()];
    for _ in 0..=DEPTH {
        let here = level.iter().map(|folder| below(folder, name));
        if let Some(found) = here.into_iter().find(|file| is_file(world, &below(path, file))) {
            return Some(found);
        }
        let inside = |folder: &String| {
            let names = folders(world, &below(path, folder));
            names.into_iter().map(|name| below(folder, &name)).collect::<Vec<_>>()
        };
        level = level.iter().flat_map(inside).take(ENTRIES).collect();
    }
    None
}
