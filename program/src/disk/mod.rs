//! The saved sandbox on disk: a [`Journal`] of the sandbox's documents beside an OCI image layout, whose
//! `blobs/sha256/` also holds what is big.
//!
//! ```text
//! journal                   documents, and which of them are the sandbox: what a command adds is added here
//! oci-layout, index.json    its images, for other programs
//! blobs/sha256/             the blobs of the images, and documents and contents of files that are big
//! ```
//!
//! Every file is written under another name, synced and renamed, and the root comes into the journal when everything
//! that it names is on the disk: a kill or a power cut at any moment leaves the state before the command or after it.

mod journal;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;

use journal::{Journal, Key};
use layercake::{Directory, Hub, Origins, ROOT, SaveError, Source, Store};

/// The file of the journal.
const JOURNAL: &str = "journal";
/// What has more bytes is a file of its own.
const SMALL: usize = 64 << 10;
/// Bytes of files that are looked at when a sandbox is opened.
const CHECKED: u64 = 32 << 20;

/// A directory with saved documents. Clones are the same directory.
#[derive(Clone, Debug)]
pub(super) struct Disk {
    directory: PathBuf,
    hub: Arc<dyn Hub>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    journal: Journal,
    /// Files below `blobs`.
    files: BTreeSet<String>,
    /// Whether documents were renamed into place whose names are not known to be on the disk.
    unsynced: bool,
    /// What was not whole when it was opened.
    damage: Vec<String>,
}

impl Disk {
    /// Opens the directory, which is made if need be.
    pub fn open(directory: &Path, hub: Arc<dyn Hub>) -> Result<Disk, SaveError> {
        let blobs = directory.join("blobs").join("sha256");
        fs::create_dir_all(&blobs).map_err(|error| disk(&blobs, &error))?;
        for folder in [directory, &blobs] {
            remove_leftovers(folder).map_err(|error| disk(folder, &error))?;
        }
        Self::opened(directory, hub, true)
    }

    /// Opens the directory to read what is there. Nothing is changed.
    pub fn read_only(directory: &Path, hub: Arc<dyn Hub>) -> Result<Disk, SaveError> {
        Self::opened(directory, hub, false)
    }

    fn opened(directory: &Path, hub: Arc<dyn Hub>, writes: bool) -> Result<Disk, SaveError> {
        let blobs = directory.join("blobs").join("sha256");
        let path = directory.join(JOURNAL);
        let journal = Journal::open(&path, writes).map_err(|error| disk(&path, &error))?;
        let mut damage = Vec::new();
        if journal.damaged() > 0 {
            damage.push(format!("{} bytes of {JOURNAL}", journal.damaged()));
        }
        let (mut files, mut checked) = (BTreeSet::new(), 0);
        let entries = match fs::read_dir(&blobs) {
            Ok(entries) => Some(entries),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(disk(&blobs, &error)),
        };
        for entry in entries.into_iter().flatten() {
            let entry = entry.map_err(|error| disk(&blobs, &error))?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| key(name).is_some()) else { continue };
            checked += entry.metadata().map_or(0, |metadata| metadata.len());
            if checked <= CHECKED && !is_whole(&entry.path(), name) {
                damage.push(format!("the file {name}"));
                continue;
            }
            files.insert(name.to_string());
        }
        let state = State { journal, files, unsynced: false, damage };
        Ok(Disk { directory: directory.to_path_buf(), hub, state: Arc::new(Mutex::new(state)) })
    }

    /// What was not whole when the directory was opened.
    pub fn damage(&self) -> Vec<String> {
        self.state().damage.clone()
    }

    /// The roots that were written, the newest first.
    pub fn roots(&self) -> Result<Vec<Bytes>, SaveError> {
        let roots: Vec<Bytes> = self.state().journal.roots().iter().rev().cloned().collect();
        let path = self.directory.join(ROOT);
        match fs::read(&path) {
            _ if !roots.is_empty() => Ok(roots),
            Ok(root) => Ok(vec![root.into()]),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(roots),
            Err(error) => Err(disk(&path, &error)),
        }
    }

    /// Whether what is here was saved before there was a journal: its root has no checksum.
    pub fn is_of_before(&self) -> bool {
        self.state().journal.roots().is_empty() && self.directory.join(ROOT).exists()
    }

    /// The file of the journal.
    pub fn journal(&self) -> PathBuf {
        self.directory.join(JOURNAL)
    }

    /// Whether something was saved here once.
    pub fn is_used(&self) -> bool {
        let state = self.state();
        !state.files.is_empty() || !state.damage.is_empty() || self.directory.join("index.json").exists()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked with it changed nothing by halves: all changes are those of whole values.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn blobs(&self) -> PathBuf {
        self.directory.join("blobs").join("sha256")
    }

    fn blob(&self, sha256: &str) -> PathBuf {
        self.blobs().join(sha256)
    }
}

/// The digest that a name is.
fn key(sha256: &str) -> Option<Key> {
    let mut key = [0; 32];
    if sha256.len() != 64 {
        return None;
    }
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(sha256.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(key)
}

fn is_whole(path: &Path, sha256: &str) -> bool {
    use sha2::Digest;
    fs::read(path).is_ok_and(|bytes| key(sha256) == Some(sha2::Sha256::digest(bytes).into()))
}

/// Removes files that were being written when the program was killed.
pub(super) fn remove_leftovers(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(".tmp") && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
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

/// Makes a directory, and those above it that are missing; their names are on the disk then.
pub(super) fn make_directories(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|path| !path.exists()).collect();
    fs::create_dir_all(path)?;
    missing.iter().rev().filter_map(|made| made.parent()).try_for_each(sync_directory)
}

/// Brings the names in a directory to the disk.
#[cfg(unix)]
pub(super) fn sync_directory(directory: &Path) -> io::Result<()> {
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    match fs::File::open(directory)?.sync_all() {
        // Some file systems sync no directories.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}

/// Elsewhere a directory cannot be opened, and renaming is as lasting as it gets.
#[cfg(not(unix))]
pub(super) fn sync_directory(_directory: &Path) -> io::Result<()> {
    Ok(())
}

fn disk(path: &Path, error: &io::Error) -> SaveError {
    SaveError::Disk(format!("{}: {error}", path.display()))
}

impl Origins for Disk {
    fn stored(&self, sha256: &str) -> Option<Bytes> {
        let found = self.state().journal.get(&key(sha256)?);
        found.or_else(|| fs::read(self.blob(sha256)).ok().map(Bytes::from))
    }
    fn made(&self, sha256: &str, recipe: Option<&str>) -> Option<Arc<dyn Source>> {
        self.hub.made(sha256, recipe)
    }
}

impl Store for Disk {
    fn has(&self, sha256: &str) -> bool {
        let state = self.state();
        state.files.contains(sha256) || key(sha256).is_some_and(|key| state.journal.has(&key))
    }
    fn put(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), SaveError> {
        match key(sha256) {
            Some(key) if bytes.len() <= SMALL => self.state().journal.put(key, bytes),
            _ => self.put_file(sha256, bytes)?,
        }
        Ok(())
    }
}

impl Directory for Disk {
    fn has_file(&self, sha256: &str) -> bool {
        self.state().files.contains(sha256)
    }

    fn put_file(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), SaveError> {
        write_file(&self.blob(sha256), bytes)?;
        let mut state = self.state();
        state.unsynced = true;
        state.files.insert(sha256.to_string());
        Ok(())
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), SaveError> {
        let (blobs, path) = (self.blobs(), self.directory.join(name));
        let mut state = self.state();
        if state.unsynced {
            sync_directory(&blobs).map_err(|error| disk(&blobs, &error))?;
            state.unsynced = false;
        }
        if name != ROOT {
            return write_whole(&path, bytes);
        }
        let journal = self.directory.join(JOURNAL);
        state.journal.commit(bytes).map_err(|error| disk(&journal, &error))?;
        // Where the root was before there was a journal.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(disk(&path, &error)),
            _ => Ok(()),
        }
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SaveError> {
        if name == ROOT {
            return Ok(self.roots()?.first().map(|root| root.to_vec()));
        }
        let path = self.directory.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(disk(&path, &error)),
        }
    }

    fn is_wasteful(&self) -> bool {
        self.state().journal.is_wasteful()
    }

    fn place(&self, sha256: &str) -> (u64, usize) {
        key(sha256).map_or((u64::MAX, usize::MAX), |key| self.state().journal.order(&key))
    }

    fn keep_only(&mut self, needed: &BTreeSet<String>) -> Result<(), SaveError> {
        let path = self.directory.join(JOURNAL);
        let mut state = self.state();
        let is_needed = |key: &Key| needed.contains(&layercake::hex(key));
        state.journal.keep_only(is_needed).map_err(|error| disk(&path, &error))?;
        for sha256 in state.files.difference(needed).cloned().collect::<Vec<_>>() {
            let path = self.blob(&sha256);
            fs::remove_file(&path).map_err(|error| disk(&path, &error))?;
            state.files.remove(&sha256);
        }
        Ok(())
    }
}
