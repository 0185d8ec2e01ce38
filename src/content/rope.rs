//! The [`Rope`]: literal, filler and made bytes in one string.

use std::any::Any;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

/// Bytes that follow from a seed.
///
/// The stream is cut into pages of 65,536 bytes: the first `dense` bytes of a page look random, the rest are zeros. So a
/// filler compresses to about `dense / 65536` of its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Filler {
    /// What the random bytes follow from.
    pub seed: u64,
    /// Random bytes at the start of each page, 0 to 65,535.
    pub dense: u16,
}

/// Something that can produce its bytes on demand and knows their digest already.
pub trait Source: Send + Sync + fmt::Debug {
    /// Length in bytes.
    fn len(&self) -> u64;
    /// Whether it has no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// SHA-256 of all the bytes. Whoever constructs a source vouches for it.
    fn sha256(&self) -> [u8; 32];
    /// The bytes, as a rope of literal and filler segments; may take a moment.
    fn produce(&self) -> Rope;
    /// For those who know more about some sources (a layer that need not be unpacked).
    fn as_any(&self) -> &dyn Any;
}

/// One piece of a rope.
#[derive(Clone, Debug)]
pub enum Segment {
    /// Literal bytes.
    Bytes(Bytes),
    /// `len` bytes of a filler's stream, from `offset`.
    Filler { filler: Filler, offset: u64, len: u64 },
    /// `len` bytes of what a source makes, from `offset`.
    Made { source: Arc<dyn Source>, offset: u64, len: u64 },
}

/// An immutable string of bytes, cheap to clone.
#[derive(Clone, Default)]
pub struct Rope {
    segments: Arc<Vec<Segment>>,
    len: u64,
}

/// More bytes than the reader was ready to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{len} bytes are more than the limit of {limit}")]
pub struct TooLong {
    /// What it has.
    pub len: u64,
    /// What was allowed.
    pub limit: u64,
}

impl Rope {
    /// The empty rope.
    pub fn new() -> Self {
        Self::default()
    }
    /// `len` bytes of filler.
    pub fn filler(filler: Filler, len: u64) -> Self {
        let _ = (filler, len);
        todo!()
    }
    /// All the bytes of a source.
    pub fn made(source: Arc<dyn Source>) -> Self {
        let _ = source;
        todo!()
    }
    /// The pieces, one after the other (neighbours that continue each other are joined).
    pub fn concat(parts: impl IntoIterator<Item = Rope>) -> Self {
        let _ = parts.into_iter();
        todo!()
    }
    /// Length in bytes.
    pub fn len(&self) -> u64 {
        self.len
    }
    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
    /// The bytes in `range`, cut off at the end of the rope.
    pub fn slice(&self, range: Range<u64>) -> Self {
        let _ = range;
        todo!()
    }
    /// The segments in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }
    /// The bytes in order, at most 64 KiB at a time.
    pub fn chunks(&self) -> Chunks {
        todo!()
    }
    /// A reader over the bytes (`Read`, `BufRead`, `Seek`).
    pub fn reader(&self) -> RopeReader {
        todo!()
    }
    /// All the bytes. Only for what is known to be small; otherwise [`Rope::bytes_up_to`].
    pub fn to_bytes(&self) -> Bytes {
        todo!()
    }
    /// All the bytes, if they are at most `limit`.
    pub fn bytes_up_to(&self, limit: u64) -> Result<Bytes, TooLong> {
        let _ = limit;
        todo!()
    }
    /// SHA-256 of the bytes; free where the rope is one whole source.
    pub fn sha256(&self) -> [u8; 32] {
        todo!()
    }
    /// The source, if the rope is exactly all of one.
    pub fn source(&self) -> Option<&Arc<dyn Source>> {
        todo!()
    }
}

impl From<Bytes> for Rope {
    fn from(bytes: Bytes) -> Self {
        let len = bytes.len() as u64;
        Rope { segments: Arc::new(if len == 0 { vec![] } else { vec![Segment::Bytes(bytes)] }), len }
    }
}
impl From<Vec<u8>> for Rope {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}
impl From<String> for Rope {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}
impl From<&'static str> for Rope {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}
impl PartialEq for Rope {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && (Arc::ptr_eq(&self.segments, &other.segments) || self.sha256() == other.sha256())
    }
}
impl Eq for Rope {}
impl fmt::Debug for Rope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rope({} bytes)", self.len)
    }
}

/// Iterator over a rope's bytes.
pub struct Chunks {
    _rope: Rope,
}
impl Iterator for Chunks {
    type Item = Bytes;
    fn next(&mut self) -> Option<Bytes> {
        todo!()
    }
}

/// Reader over a rope's bytes.
pub struct RopeReader {
    _rope: Rope,
}
impl std::io::Read for RopeReader {
    fn read(&mut self, _buffer: &mut [u8]) -> std::io::Result<usize> {
        todo!()
    }
}
