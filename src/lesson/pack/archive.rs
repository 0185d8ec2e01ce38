//! A pack as a tar archive, compressed or not.

use bytes::Bytes;

use super::error::{Fault, PackError};
use super::{COURSE_FILE, PACK_BYTES, PACK_FILES, PackFile};
use crate::content::Rope;
use crate::image::{Limits, gzip, tar};
use crate::vfs::NodeKind;

/// Bytes of headers and padding beside those of the files: a header, a header for a long name, and two paddings a file.
const AROUND: u64 = PACK_FILES as u64 * 4 * 512;

/// The files of an archive (tar, also with gzip or zstd). All may lie in one folder of whatever name. Only plain files
/// and folders are taken; a name that leads out of the archive is refused.
pub fn unpacked(archive: Bytes) -> Result<Vec<PackFile>, PackError> {
    let limits = Limits { bytes: PACK_BYTES + AROUND, entries: PACK_FILES * 3 };
    let entries = tar::read(&gzip::decompress(&Rope::from(archive), limits)?, limits)?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.path.trim_start_matches('/').to_string();
        match entry.node.kind {
            NodeKind::Directory => {}
            NodeKind::File(content) => files.push(PackFile { path, bytes: content.to_bytes() }),
            NodeKind::Symlink(_) | NodeKind::HardLink(_) => return Err(PackError::of(&path, Fault::Link)),
            NodeKind::CharDevice { .. } | NodeKind::BlockDevice { .. } | NodeKind::Fifo => {
                return Err(PackError::of(&path, Fault::Device));
            }
        }
    }
    Ok(without_folder(files))
}

/// The same, from the folder on that holds them all.
fn without_folder(files: Vec<PackFile>) -> Vec<PackFile> {
    let folder = files.first().and_then(|file| file.path.split_once('/')).map(|(folder, _)| format!("{folder}/"));
    let Some(folder) = folder.filter(|folder| {
        files.iter().all(|file| file.path.starts_with(folder.as_str()))
            && files.iter().any(|file| file.path[folder.len()..] == *COURSE_FILE)
    }) else {
        return files;
    };
    let inside = |file: PackFile| PackFile { path: file.path[folder.len()..].to_string(), bytes: file.bytes };
    files.into_iter().map(inside).collect()
}
