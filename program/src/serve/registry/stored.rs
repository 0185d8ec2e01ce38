//! [`Stored`]: bytes that lie in a file, as a source of a rope. They are read when somebody wants them.

use std::any::Any;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use layercake::{Digest, Rope, Source};
use tempfile::TempPath;

/// Bytes of a file that are in memory at once while it is read as a rope.
const SLICE: u64 = 256 << 10;

/// A file whose digest is known: it was computed when it came, or it lies where only its digest leads.
#[derive(Debug)]
pub(super) struct Stored {
    path: PathBuf,
    len: u64,
    sha256: [u8; 32],
    /// The file goes when nobody needs it any more.
    _goes: Option<TempPath>,
}

impl Stored {
    /// A file that stays.
    pub fn at(path: &Path, len: u64, digest: &Digest) -> Stored {
        Stored { path: path.to_path_buf(), len, sha256: *digest.as_bytes(), _goes: None }
    }

    /// A file that is removed with the last rope that it is in (unless it was renamed).
    pub fn temporary(path: TempPath, len: u64, sha256: [u8; 32]) -> Stored {
        Stored { path: path.to_path_buf(), len, sha256, _goes: Some(path) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file, to be read from here on.
    pub fn open(&self, offset: u64) -> io::Result<File> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(offset))?;
        Ok(file)
    }
}

impl Source for Stored {
    fn len(&self) -> u64 {
        self.len
    }

    fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    fn produce(&self) -> Rope {
        let slices = (0..self.len.div_ceil(SLICE)).map(|index| {
            let offset = index * SLICE;
            Rope::made(Arc::new(Slice { path: self.path.clone(), offset, len: SLICE.min(self.len - offset) }))
        });
        Rope::concat(slices)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A piece of a file.
#[derive(Debug)]
struct Slice {
    path: PathBuf,
    offset: u64,
    len: u64,
}

impl Slice {
    fn read(&self) -> io::Result<Vec<u8>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.offset))?;
        let mut bytes = Vec::new();
        file.take(self.len).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl Source for Slice {
    fn len(&self) -> u64 {
        self.len
    }

    fn sha256(&self) -> [u8; 32] {
        self.produce().sha256()
    }

    /// Nothing, where the file cannot be read any more: whoever compares digests sees that.
    fn produce(&self) -> Rope {
        self.read().unwrap_or_default().into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_is_read_as_a_rope_in_slices() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let bytes: Vec<u8> = (0..SLICE * 2 + 5).map(|number| (number % 251) as u8).collect();
        file.write_all(&bytes).unwrap();
        let digest = Digest::of(&bytes);
        let rope = Rope::made(Arc::new(Stored::at(file.path(), bytes.len() as u64, &digest)));
        assert_eq!(rope.to_bytes(), bytes);
        assert_eq!(rope.slice(SLICE - 1..SLICE + 3).to_bytes(), bytes[SLICE as usize - 1..SLICE as usize + 3]);
        let two = Rope::concat([rope.clone(), rope]);
        assert_eq!(two.sha256(), *Digest::of(&[bytes.clone(), bytes].concat()).as_bytes());
    }

    #[test]
    fn a_temporary_file_goes_with_its_rope() {
        let file = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        let path = file.to_path_buf();
        let rope = Rope::made(Arc::new(Stored::temporary(file, 1, [0; 32])));
        assert!(path.exists());
        drop(rope);
        assert!(!path.exists());
    }
}
