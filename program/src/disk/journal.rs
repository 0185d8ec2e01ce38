//! [`Journal`]: the documents of a sandbox in the order in which they came, in one file that only grows.
//!
//! ```text
//! journal   frame after frame
//! frame     MAGIC, length and CRC-32 of what follows (32 bits each, little-endian), then deflated entries
//! entry     `d` (a document) or `r` (the root, last in its frame), length (32 bits), the bytes
//! ```
//!
//! A frame is written at once and synced: it is what a command adds. One that is cut off at the end was never finished,
//! and what was before it counts. A damaged one in the middle is left out, and said.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use sha2::{Digest, Sha256};

const MAGIC: [u8; 4] = *b"LCJ1";
const HEADER: usize = 12;
/// Bytes that a frame may unpack to.
const FRAME_LIMIT: u64 = 256 << 20;
/// Bytes of frames that are kept unpacked.
const CACHE: usize = 16 << 20;
/// Bytes that are soon packed as small as can be.
const SOON: usize = 64 << 10;
/// Bytes of documents in a frame of a journal that is written anew. To read one of them, all are unpacked.
const BATCH: usize = 128 << 10;

/// SHA-256 of a document.
pub(super) type Key = [u8; 32];

/// Where a document lies.
#[derive(Clone, Debug)]
struct Place {
    /// Where its frame begins; `None`: it is not written yet.
    frame: Option<u64>,
    range: Range<usize>,
}

/// The documents of a sandbox.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    /// `None`: it is only read, or not there yet.
    file: Option<File>,
    end: u64,
    places: BTreeMap<Key, Place>,
    /// The roots, oldest first.
    roots: Vec<Bytes>,
    unpacked: RefCell<Unpacked>,
    /// Entries that are not written yet.
    pending: Vec<u8>,
    /// Bytes that could not be read when it was opened.
    damaged: usize,
    /// Bytes that it had when it was written anew: what is needed then, and behind it the first root.
    packed: u64,
}

/// Frames that are kept unpacked, by where they begin.
#[derive(Debug, Default)]
struct Unpacked {
    frames: BTreeMap<u64, Bytes>,
    bytes: usize,
}

/// A frame that was read.
enum Frame {
    Whole {
        entries: Bytes,
        end: usize,
    },
    /// The file ends in it.
    Cut,
    Damaged,
}

impl Journal {
    /// Reads a journal; `writes`: it may be changed. One that is not there is empty.
    pub fn open(path: &Path, writes: bool) -> io::Result<Journal> {
        let bytes = match fs::read(path) {
            Ok(bytes) => Bytes::from(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Bytes::new(),
            Err(error) => return Err(error),
        };
        let mut journal = Journal {
            path: path.to_path_buf(),
            file: None,
            end: 0,
            places: BTreeMap::new(),
            roots: Vec::new(),
            unpacked: RefCell::default(),
            pending: Vec::new(),
            damaged: 0,
            packed: 0,
        };
        journal.scan(&bytes);
        if writes && !bytes.is_empty() {
            let file = OpenOptions::new().read(true).write(true).open(path)?;
            file.set_len(journal.end)?;
            journal.file = Some(file);
        }
        Ok(journal)
    }

    fn scan(&mut self, bytes: &Bytes) {
        let mut at = 0;
        while at < bytes.len() {
            match frame(bytes, at) {
                Frame::Whole { entries, end } => {
                    let first = self.roots.is_empty();
                    self.index(at as u64, entries);
                    at = end;
                    self.end = end as u64;
                    if first && !self.roots.is_empty() {
                        self.packed = self.end;
                    }
                }
                unfit => {
                    let next = (at + 1..bytes.len()).find(|next| {
                        bytes[*next..].starts_with(&MAGIC) && matches!(frame(bytes, *next), Frame::Whole { .. })
                    });
                    // Only the last frame can have been cut off.
                    if next.is_none() && matches!(unfit, Frame::Cut) {
                        break;
                    }
                    self.damaged += next.unwrap_or(bytes.len()) - at;
                    at = next.unwrap_or(bytes.len());
                    // What is damaged stays where it is, until somebody has copied it.
                    self.end = at as u64;
                }
            }
        }
    }

    fn index(&mut self, frame: u64, entries: Bytes) {
        for (kind, range) in (Entries { bytes: &entries, at: 0 }) {
            match kind {
                b'r' => self.roots.push(Bytes::copy_from_slice(&entries[range])),
                _ => {
                    let key = Sha256::digest(&entries[range.clone()]).into();
                    self.places.insert(key, Place { frame: Some(frame), range });
                }
            }
        }
        self.cache(frame, entries);
    }

    fn cache(&self, frame: u64, entries: Bytes) {
        let mut unpacked = self.unpacked.borrow_mut();
        if unpacked.bytes + entries.len() > CACHE {
            *unpacked = Unpacked::default();
        }
        unpacked.bytes += entries.len();
        let before = unpacked.frames.insert(frame, entries);
        unpacked.bytes -= before.map_or(0, |entries| entries.len());
    }

    /// The roots that are here, oldest first.
    pub fn roots(&self) -> &[Bytes] {
        &self.roots
    }

    /// Bytes that could not be read.
    pub fn damaged(&self) -> usize {
        self.damaged
    }

    pub fn has(&self, key: &Key) -> bool {
        self.places.contains_key(key)
    }

    /// Where a document lies. Those that are elsewhere come last.
    pub fn order(&self, key: &Key) -> (u64, usize) {
        let place = self.places.get(key);
        place.map_or((u64::MAX, usize::MAX), |place| (place.frame.unwrap_or(u64::MAX), place.range.start))
    }

    /// A document, if it is here and whole.
    pub fn get(&self, key: &Key) -> Option<Bytes> {
        let Place { frame, range } = self.places.get(key)?.clone();
        let Some(at) = frame else { return self.pending.get(range).map(Bytes::copy_from_slice) };
        let found = self.unpacked.borrow().frames.get(&at).cloned();
        let entries = match found {
            Some(entries) => entries,
            None => self.read(at)?,
        };
        (range.end <= entries.len()).then(|| entries.slice(range))
    }

    fn read(&self, at: u64) -> Option<Bytes> {
        let mut file = File::open(&self.path).ok()?;
        let mut header = [0; HEADER];
        file.seek(SeekFrom::Start(at)).ok()?;
        file.read_exact(&mut header).ok()?;
        let length = u32::from_le_bytes(header[4..8].try_into().ok()?);
        let mut bytes = header.to_vec();
        file.take(u64::from(length)).read_to_end(&mut bytes).ok()?;
        let Frame::Whole { entries, .. } = frame(&bytes.into(), 0) else { return None };
        self.cache(at, entries.clone());
        Some(entries)
    }

    /// Takes a document; it is written with the next root.
    pub fn put(&mut self, key: Key, bytes: &[u8]) {
        if !self.has(&key) {
            let range = push(&mut self.pending, b'd', bytes);
            self.places.insert(key, Place { frame: None, range });
        }
    }

    /// Writes what was put since the last root, and a root: all of it, or nothing.
    pub fn commit(&mut self, root: &[u8]) -> io::Result<()> {
        if self.pending.is_empty() && self.roots.last().is_some_and(|last| last == root) && self.is_in_place() {
            return Ok(());
        }
        let mut entries = self.pending.clone();
        push(&mut entries, b'r', root);
        let frame = packed(&entries)?;
        if self.file.is_none() {
            let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.path)?;
            super::sync_directory(self.path.parent().unwrap_or(Path::new(".")))?;
            self.file = Some(file);
        }
        if !self.is_in_place() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the file was removed or replaced meanwhile"));
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        let written = file.seek(SeekFrom::Start(self.end)).and_then(|_| file.write_all(&frame));
        if let Err(error) = written.and_then(|()| file.sync_data()) {
            // Half of a frame is as good as none; the next one begins where it began.
            let _ = file.set_len(self.end);
            return Err(error);
        }
        let at = self.end;
        self.end += frame.len() as u64;
        self.pending.clear();
        self.index(at, entries.into());
        Ok(())
    }

    /// Whether the file that is open is still the one with the journal's name.
    fn is_in_place(&self) -> bool {
        let Some(file) = &self.file else { return false };
        same_file(file, &self.path)
    }

    /// Whether most of it is of no use any more, as far as can be told without looking.
    pub fn is_wasteful(&self) -> bool {
        self.damaged > 0 || self.end > 2 * self.packed + (512 << 10)
    }

    /// Writes the documents that are needed, and the root, to a new file that takes the place of the old one.
    pub fn keep_only(&mut self, needed: impl Fn(&Key) -> bool) -> io::Result<()> {
        let Some(root) = self.roots.last().cloned().filter(|_| self.pending.is_empty() && self.is_in_place()) else {
            return Ok(());
        };
        let directory = self.path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(directory)?;
        let mut entries = Vec::new();
        let mut keys: Vec<Key> = self.places.keys().filter(|key| needed(key)).copied().collect();
        // What came together is read together.
        keys.sort_by_key(|key| self.order(key));
        for key in keys {
            if let Some(bytes) = self.get(&key) {
                push(&mut entries, b'd', &bytes);
            }
            if entries.len() > BATCH {
                file.write_all(&packed(&std::mem::take(&mut entries))?)?;
            }
        }
        push(&mut entries, b'r', &root);
        file.write_all(&packed(&entries)?)?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        super::sync_directory(directory)?;
        *self = Journal::open(&self.path, true)?;
        Ok(())
    }
}

#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let (Ok(open), Ok(named)) = (file.metadata(), fs::metadata(path)) else { return false };
    identity(open) == identity(named)
}

#[cfg(not(unix))]
fn same_file(_file: &File, path: &Path) -> bool {
    path.exists()
}

/// Adds an entry; gives the place of its bytes.
fn push(entries: &mut Vec<u8>, kind: u8, bytes: &[u8]) -> Range<usize> {
    entries.push(kind);
    entries.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    let start = entries.len();
    entries.extend_from_slice(bytes);
    start..entries.len()
}

struct Entries<'e> {
    bytes: &'e [u8],
    at: usize,
}

impl Iterator for Entries<'_> {
    type Item = (u8, Range<usize>);
    fn next(&mut self) -> Option<Self::Item> {
        let head = self.bytes.get(self.at..self.at + 5)?;
        let length = u32::from_le_bytes(head.get(1..5)?.try_into().ok()?) as usize;
        let start = self.at + 5;
        self.at = start.checked_add(length).filter(|end| *end <= self.bytes.len())?;
        Some((head[0], start..self.at))
    }
}

fn packed(entries: &[u8]) -> io::Result<Vec<u8>> {
    let mut frame = MAGIC.to_vec();
    frame.resize(HEADER, 0);
    let mut deflate =
        DeflateEncoder::new(frame, if entries.len() < SOON { Compression::best() } else { Compression::fast() });
    deflate.write_all(entries)?;
    let mut frame = deflate.finish()?;
    let (length, checksum) = (frame.len() - HEADER, crc32fast::hash(&frame[HEADER..]));
    let length = u32::try_from(length).map_err(|_| io::Error::new(io::ErrorKind::FileTooLarge, "too much at once"))?;
    frame[4..8].copy_from_slice(&length.to_le_bytes());
    frame[8..12].copy_from_slice(&checksum.to_le_bytes());
    Ok(frame)
}

fn frame(bytes: &Bytes, at: usize) -> Frame {
    let rest = &bytes[at..];
    if rest.len() < HEADER {
        return if MAGIC.starts_with(&rest[..rest.len().min(4)]) || rest.starts_with(&MAGIC) {
            Frame::Cut
        } else {
            Frame::Damaged
        };
    }
    let number = |at: usize| u32::from_le_bytes([rest[at], rest[at + 1], rest[at + 2], rest[at + 3]]);
    let (length, checksum) = (number(4) as usize, number(8));
    if !rest.starts_with(&MAGIC) {
        return Frame::Damaged;
    }
    let Some(packed) = rest.get(HEADER..HEADER + length) else {
        // A length that was changed is not an end that is missing.
        return if crc32fast::hash(&rest[HEADER..]) == checksum { Frame::Damaged } else { Frame::Cut };
    };
    if crc32fast::hash(packed) != checksum {
        return Frame::Damaged;
    }
    let mut entries = Vec::new();
    match DeflateDecoder::new(packed).take(FRAME_LIMIT).read_to_end(&mut entries) {
        Ok(_) => Frame::Whole { entries: entries.into(), end: at + HEADER + length },
        Err(_) => Frame::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(bytes: &[u8]) -> Key {
        Sha256::digest(bytes).into()
    }

    fn written(path: &Path, commands: usize) -> Journal {
        let mut journal = Journal::open(path, true).unwrap();
        for number in 0..commands {
            let document = format!("{{\"document\":{number}}}");
            journal.put(key(document.as_bytes()), document.as_bytes());
            journal.commit(format!("{{\"root\":{number}}}").as_bytes()).unwrap();
        }
        journal
    }

    #[test]
    fn what_was_committed_is_there_again_wherever_the_file_ends() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let ends: Vec<u64> = (1..6)
            .map(|commands| {
                let _ = fs::remove_file(&path);
                written(&path, commands).end
            })
            .collect();
        let whole = fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let journal = Journal::open(&path, true).unwrap();
            let complete = ends.iter().filter(|end| **end <= cut as u64).count();
            let root = complete.checked_sub(1).map(|last| format!("{{\"root\":{last}}}").into_bytes());
            assert_eq!((journal.roots().last().map(|root| root.to_vec()), journal.damaged()), (root, 0), "{cut}");
            assert!(
                (0..complete)
                    .all(|number| journal.get(&key(format!("{{\"document\":{number}}}").as_bytes())).is_some())
            );
        }
    }

    #[test]
    fn a_flipped_bit_anywhere_is_noticed_and_costs_one_frame() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        written(&path, 5);
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(&path, bytes).unwrap();
            let journal = Journal::open(&path, false).unwrap();
            let lost =
                (0..5).filter(|number| journal.get(&key(format!("{{\"document\":{number}}}").as_bytes())).is_none());
            assert!(journal.damaged() > 0 && lost.count() == 1, "{at}");
        }
    }

    #[test]
    fn a_journal_that_is_written_anew_has_its_documents_in_the_order_in_which_they_came() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let mut journal = written(&path, 100);
        journal.keep_only(|_| true).unwrap();
        let order: Vec<_> =
            (0..100).map(|number| journal.order(&key(format!("{{\"document\":{number}}}").as_bytes()))).collect();
        assert!(order.is_sorted() && order.last() < Some(&journal.order(&key(b"not here"))));
    }

    #[test]
    fn a_journal_that_is_written_anew_has_what_is_needed() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let mut journal = written(&path, 100);
        let (wanted, before) = (key(b"{\"document\":7}"), journal.end);
        journal.keep_only(|key| *key == wanted).unwrap();
        assert!(journal.end < before / 20);
        journal.put(key(b"more"), b"more");
        journal.commit(b"{\"root\":\"last\"}").unwrap();
        let again = Journal::open(&path, false).unwrap();
        assert_eq!(again.roots().last().unwrap(), &b"{\"root\":\"last\"}"[..]);
        // Whoever opens it knows how much of it was needed, and does not write it anew at once.
        assert!(again.packed == journal.packed && again.packed < again.end);
        assert!(again.get(&wanted).is_some() && again.get(&key(b"more")).is_some());
        assert!(again.get(&key(b"{\"document\":8}")).is_none());
    }
}
