//! The saved sandbox on disk: an OCI image layout whose `blobs/sha256/` also holds the sandbox's own documents.
//!
//! Every file is written under another name and renamed, and the root (`sandbox.json`) is written last: a kill at any
//! moment leaves the state before the command or after it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

use crate::content::{Origins, Source};
use crate::hub::Hub;
use crate::sandbox::{SaveError, Store};

/// A directory with saved documents.
pub(super) struct Disk {
    directory: PathBuf,
    hub: Arc<dyn Hub>,
    known: BTreeSet<String>,
}

impl Disk {
    /// Opens the directory, which is made if need be.
    pub fn open(directory: &Path, hub: Arc<dyn Hub>) -> Result<Disk, SaveError> {
        let blobs = directory.join("blobs").join("sha256");
        fs::create_dir_all(&blobs).map_err(|error| disk(&blobs, &error))?;
        let mut known = BTreeSet::new();
        for entry in fs::read_dir(&blobs).map_err(|error| disk(&blobs, &error))? {
            let name = entry.map_err(|error| disk(&blobs, &error))?.file_name();
            if let Some(name) = name.to_str().filter(|name| name.len() == 64) {
                known.insert(name.to_string());
            }
        }
        Ok(Disk { directory: directory.to_path_buf(), hub, known })
    }

    fn blob(&self, sha256: &str) -> PathBuf {
        self.directory.join("blobs").join("sha256").join(sha256)
    }

    /// Writes a small document of the directory itself, whole or not at all.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), SaveError> {
        write_whole(&self.directory.join(name), bytes)
    }

    /// Reads a small document of the directory itself.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SaveError> {
        let path = self.directory.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(disk(&path, &error)),
        }
    }

    /// Removes the documents that are not among `needed`.
    pub fn keep_only(&mut self, needed: &BTreeSet<String>) -> Result<(), SaveError> {
        for sha256 in self.known.difference(needed).cloned().collect::<Vec<_>>() {
            let path = self.blob(&sha256);
            fs::remove_file(&path).map_err(|error| disk(&path, &error))?;
            self.known.remove(&sha256);
        }
        Ok(())
    }
}

/// Writes a file under another name in the same directory, and renames it.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(directory).map_err(|error| disk(directory, &error))?;
    file.write_all(bytes).map_err(|error| disk(path, &error))?;
    file.persist(path).map_err(|error| disk(path, &error.error))?;
    Ok(())
}

fn disk(path: &Path, error: &std::io::Error) -> SaveError {
    SaveError::Disk(format!("{}: {error}", path.display()))
}

impl Origins for Disk {
    fn stored(&self, sha256: &str) -> Option<Bytes> {
        fs::read(self.blob(sha256)).ok().map(Bytes::from)
    }
    fn made(&self, sha256: &str) -> Option<Arc<dyn Source>> {
        self.hub.made(sha256)
    }
}

impl Store for Disk {
    fn has(&self, sha256: &str) -> bool {
        self.known.contains(sha256)
    }
    fn put(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), SaveError> {
        write_whole(&self.blob(sha256), bytes)?;
        self.known.insert(sha256.to_string());
        Ok(())
    }
}
