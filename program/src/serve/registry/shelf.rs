//! [`Shelf`]: the folder of the class registry, laid out as distribution's own (`registry:3` serves it as it stands).
//!
//! What a request changed is written before it is answered: each file under another name, synced and renamed. What a file
//! names is there before it, so a kill at any moment leaves a registry that is whole.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use layercake::{
    Digest, FileChange, RegistryFiles, RegistryRequest, RegistryResponse, Rope, Segment, StandingRegistry, Timestamp,
};
use tempfile::NamedTempFile;

use super::stored::Stored;
use crate::disk::{make_directories, remove_leftovers, sync_directory, write_whole};

/// The folder of what is on its way in.
const INCOMING: &str = "incoming";
/// Where the registry's files are, below the folder.
const FILES: &str = "docker";
/// Bytes of a file that only names a digest.
const LINK_BYTES: u64 = 1 << 10;
/// How long an upload may be under way.
const UPLOAD_TIME: i64 = 3600 * 1_000_000_000;

/// Bytes that all of it may have.
const REGISTRY_BYTES: u64 = 32 << 30;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum ShelfError {
    #[error("this registry is full: all of it may have {} GiB", REGISTRY_BYTES >> 30)]
    Full,
    #[error("the registry's disk: {0}")]
    Disk(#[from] io::Error),
}

/// A registry and its folder.
#[derive(Debug)]
pub(super) struct Shelf {
    folder: PathBuf,
    registry: Mutex<StandingRegistry>,
}

impl Shelf {
    /// Opens the folder, which is made if need be. What was on its way in when the program ended is thrown away.
    pub fn open(folder: &Path) -> io::Result<Shelf> {
        let incoming = folder.join(INCOMING);
        match fs::remove_dir_all(&incoming) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::create_dir_all(&incoming)?,
        }
        let mut files = RegistryFiles::new();
        gather(folder, FILES, &mut files)?;
        let registry = Mutex::new(StandingRegistry::open(&files, now()));
        Ok(Shelf { folder: folder.to_path_buf(), registry })
    }

    /// A new file for something on its way in.
    pub fn incoming(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(self.folder.join(INCOMING))
    }

    /// How many more bytes the registry may have.
    pub fn left(&self) -> u64 {
        REGISTRY_BYTES.saturating_sub(self.registry.lock().unwrap_or_else(PoisonError::into_inner).size())
    }

    /// Answers one request, when what it changed is on the disk. An error: nothing was changed.
    pub fn answer(&self, request: RegistryRequest) -> Result<RegistryResponse, ShelfError> {
        let mut registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        let now = now();
        registry.give_up_uploads(Timestamp(now.0.saturating_sub(UPLOAD_TIME)));
        let mut answered = registry.answer(now, request);
        // Several bodies may have come at once, for each of which there was room.
        if answered.next.size() > REGISTRY_BYTES.max(registry.size()) {
            return Err(ShelfError::Full);
        }
        for change in answered.changes {
            self.make(change, &mut answered.next)?;
        }
        *registry = answered.next;
        Ok(answered.response)
    }

    fn make(&self, change: FileChange, registry: &mut StandingRegistry) -> io::Result<()> {
        let path = self.folder.join(&change.path);
        match (change.content, change.blob) {
            (None, _) => self.remove(&path),
            (Some(content), Some(digest)) => {
                let len = content.len();
                self.put_blob(&path, &content)?;
                registry.moved(&digest, Rope::made(Arc::new(Stored::at(&path, len, &digest))));
                Ok(())
            }
            (Some(content), None) => {
                make_directories(path.parent().unwrap_or(&self.folder))?;
                write_whole(&path, &content.to_bytes()).map_err(io::Error::other)
            }
        }
    }

    /// Brings a blob to its place: by its name, if it lies in one file already.
    fn put_blob(&self, path: &Path, content: &Rope) -> io::Result<()> {
        let directory = path.parent().unwrap_or(&self.folder);
        make_directories(directory)?;
        match stored(content) {
            Some((stored, 0, len)) if len == content.len() && stored.path().starts_with(self.folder.join(INCOMING)) => {
                fs::rename(stored.path(), path)?;
            }
            _ => {
                let mut file = self.incoming()?;
                for chunk in content.chunks() {
                    file.write_all(&chunk)?;
                }
                file.as_file().sync_all()?;
                file.persist(path).map_err(|error| error.error)?;
            }
        }
        sync_directory(directory)
    }

    /// Removes a file, and the folders that are empty then.
    fn remove(&self, path: &Path) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut above = path.ancestors().skip(1).take_while(|folder| *folder != self.folder);
        match above.find(|folder| fs::remove_dir(folder).is_err()) {
            Some(stays) if stays.exists() => sync_directory(stays),
            _ => Ok(()),
        }
    }
}

/// The file that a rope is a part of, from where, and how much of it.
pub(super) fn stored(content: &Rope) -> Option<(&Stored, u64, u64)> {
    match content.segments() {
        [Segment::Made { source, offset, len }] => Some((source.as_any().downcast_ref()?, *offset, *len)),
        _ => None,
    }
}

/// What the machine's clock shows.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

/// The files of the registry below `path`; links are not followed.
fn gather(folder: &Path, path: &str, files: &mut RegistryFiles) -> io::Result<()> {
    let here = folder.join(path);
    if !here.exists() {
        return Ok(());
    }
    remove_leftovers(&here)?;
    for entry in fs::read_dir(&here)? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        // A name that is no text is none of ours.
        let Some(name) = name.to_str() else { continue };
        let inside = format!("{path}/{name}");
        if kind.is_dir() && name != "_uploads" {
            gather(folder, &inside, files)?;
        } else if kind.is_file() {
            let content = match blob(&inside) {
                Some(digest) => Rope::made(Arc::new(Stored::at(&entry.path(), entry.metadata()?.len(), &digest))),
                None => {
                    let mut link = Vec::new();
                    fs::File::open(entry.path())?.take(LINK_BYTES).read_to_end(&mut link)?;
                    link.into()
                }
            };
            files.insert(inside, content);
        }
    }
    Ok(())
}

/// The digest of the blob at `…/sha256/ab/abc…/data`.
fn blob(path: &str) -> Option<Digest> {
    let (above, hex) = path.strip_suffix("/data")?.rsplit_once('/')?;
    above.contains("/blobs/sha256/").then(|| format!("sha256:{hex}").parse().ok()).flatten()
}
