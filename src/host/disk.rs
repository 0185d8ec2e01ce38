//! The saved sandbox on disk: an OCI image layout whose `blobs/sha256/` also holds the sandbox's own documents.
//!
//! Every file is written under another name, synced and renamed, and a named document (the root) only after the directory
//! of the others is synced: a kill or a power cut at any moment leaves the state before the command or after it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

use crate::content::{Origins, Source};
use crate::hub::Hub;
use crate::sandbox::{Directory, SaveError, Store};

/// A directory with saved documents.
pub(super) struct Disk {
    directory: PathBuf,
    hub: Arc<dyn Hub>,
    known: BTreeSet<String>,
    /// Whether documents were renamed into place whose names are not known to be on the disk.
    unsynced: bool,
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
        Ok(Disk { directory: directory.to_path_buf(), hub, known, unsynced: false })
    }

    fn blobs(&self) -> PathBuf {
        self.directory.join("blobs").join("sha256")
    }

    fn blob(&self, sha256: &str) -> PathBuf {
        self.blobs().join(sha256)
    }
}

/// Writes a file under another name in the same directory, and renames it; then both are on the disk.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    write_file(path, bytes)?;
    let directory = path.parent().unwrap_or(Path::new("."));
    sync_directory(directory).map_err(|error| disk(directory, &error))
}

/// The same, but the new name may still be lost in a power cut.
fn write_file(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(directory).map_err(|error| disk(directory, &error))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| disk(path, &error))?;
    file.persist(path).map_err(|error| disk(path, &error.error))?;
    Ok(())
}

/// Brings the names in a directory to the disk.
#[cfg(unix)]
fn sync_directory(directory: &Path) -> io::Result<()> {
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    match fs::File::open(directory)?.sync_all() {
        // Some file systems sync no directories.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}

/// Elsewhere a directory cannot be opened, and renaming is as lasting as it gets.
#[cfg(not(unix))]
fn sync_directory(_directory: &Path) -> io::Result<()> {
    Ok(())
}

fn disk(path: &Path, error: &io::Error) -> SaveError {
    SaveError::Disk(format!("{}: {error}", path.display()))
}

impl Origins for Disk {
    fn stored(&self, sha256: &str) -> Option<Bytes> {
        fs::read(self.blob(sha256)).ok().map(Bytes::from)
    }
    fn made(&self, sha256: &str, recipe: Option<&str>) -> Option<Arc<dyn Source>> {
        self.hub.made(sha256, recipe)
    }
}

impl Store for Disk {
    fn has(&self, sha256: &str) -> bool {
        self.known.contains(sha256)
    }
    fn put(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), SaveError> {
        write_file(&self.blob(sha256), bytes)?;
        self.unsynced = true;
        self.known.insert(sha256.to_string());
        Ok(())
    }
}

impl Directory for Disk {
    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), SaveError> {
        if self.unsynced {
            let blobs = self.blobs();
            sync_directory(&blobs).map_err(|error| disk(&blobs, &error))?;
            self.unsynced = false;
        }
        write_whole(&self.directory.join(name), bytes)
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SaveError> {
        let path = self.directory.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(disk(&path, &error)),
        }
    }

    fn keep_only(&mut self, needed: &BTreeSet<String>) -> Result<(), SaveError> {
        for sha256 in self.known.difference(needed).cloned().collect::<Vec<_>>() {
            let path = self.blob(&sha256);
            fs::remove_file(&path).map_err(|error| disk(&path, &error))?;
            self.known.remove(&sha256);
        }
        Ok(())
    }
}
