//! The [`Rope`]: literal, filler and made bytes in one string.

use std::any::Any;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::saved::Saved;
use super::{Chunks, Filler, Memo, RopeReader};
use crate::allowance;

/// Neighbouring literal segments are merged as long as the result has at most so many bytes.
const MERGED: usize = 65_536;

/// How many times as long as its literal bytes a rope is, at least, if it is worth while to know its digest by its identity.
const WORTHWHILE: u64 = 64;

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
    /// The bytes, as a rope of literal and filler segments; may take a moment. A reader asks once for each segment that
    /// it comes to, so a source that is read in many small slices does well to keep the rope.
    fn produce(&self) -> Rope;
    /// What [`Origins::made`](super::Origins::made) needs besides the digest to make it again; `None`: nothing.
    fn recipe(&self) -> Option<String> {
        None
    }
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
    pub(super) inner: Arc<Inner>,
    len: u64,
}

#[derive(Default)]
pub(super) struct Inner {
    segments: Vec<Segment>,
    /// Where each segment ends.
    ends: Vec<u64>,
    sha256: OnceLock<[u8; 32]>,
    /// The JSON document that the bytes are, as it was first asked for.
    document: OnceLock<Arc<dyn Any + Send + Sync>>,
    /// Digests of the segments that are stored as blobs of their own.
    pub(super) blobs: OnceLock<Vec<Option<String>>>,
    /// What was deserialised, until it is resolved.
    pub(super) saved: Option<Vec<Saved>>,
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

impl Segment {
    /// Length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Segment::Bytes(bytes) => bytes.len() as u64,
            Segment::Filler { len, .. } | Segment::Made { len, .. } => *len,
        }
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `start` and `end` lie inside the segment.
    fn slice(&self, start: u64, end: u64) -> Segment {
        let len = end - start;
        match self {
            Segment::Bytes(bytes) => Segment::Bytes(bytes.slice(start as usize..end as usize)),
            Segment::Filler { filler, offset, .. } => Segment::Filler { filler: *filler, offset: offset + start, len },
            Segment::Made { source, offset, .. } => {
                Segment::Made { source: source.clone(), offset: offset + start, len }
            }
        }
    }

    /// Both in one, if `next` continues this filler or this source.
    fn joined(&self, next: &Segment) -> Option<Segment> {
        match (self, next) {
            (Segment::Filler { filler, offset, len }, Segment::Filler { filler: f, offset: o, len: l })
                if filler == f && offset.checked_add(*len) == Some(*o) =>
            {
                Some(Segment::Filler { filler: *filler, offset: *offset, len: len.checked_add(*l)? })
            }
            (Segment::Made { source, offset, len }, Segment::Made { source: s, offset: o, len: l })
                if offset.checked_add(*len) == Some(*o) && same_source(source, s) =>
            {
                Some(Segment::Made { source: source.clone(), offset: *offset, len: len.checked_add(*l)? })
            }
            _ => None,
        }
    }

    /// Whether it is written down in the same way (then it has the same bytes).
    fn is_written_as(&self, other: &Segment) -> bool {
        match (self, other) {
            (Segment::Bytes(a), Segment::Bytes(b)) => a == b,
            (Segment::Filler { filler, offset, len }, Segment::Filler { filler: f, offset: o, len: l }) => {
                (filler, offset, len) == (f, o, l)
            }
            (Segment::Made { source, offset, len }, Segment::Made { source: s, offset: o, len: l }) => {
                (offset, len) == (o, l) && same_source(source, s)
            }
            _ => false,
        }
    }
}

fn same_source(a: &Arc<dyn Source>, b: &Arc<dyn Source>) -> bool {
    Arc::ptr_eq(a, b) || (a.len() == b.len() && a.sha256() == b.sha256())
}

/// Segments on the way to a rope: joins neighbours that continue each other, merges small literal ones.
#[derive(Default)]
struct Builder {
    segments: Vec<Segment>,
    len: u64,
    literal: Vec<Bytes>,
    literal_len: usize,
}

impl Builder {
    fn push(&mut self, segment: Segment) {
        let room = u64::MAX - self.len;
        let segment = if segment.len() > room { segment.slice(0, room) } else { segment };
        if segment.is_empty() {
            return;
        }
        self.len += segment.len();
        match segment {
            Segment::Bytes(bytes) => {
                if self.literal_len.saturating_add(bytes.len()) > MERGED {
                    self.flush();
                }
                self.literal_len = self.literal_len.saturating_add(bytes.len());
                self.literal.push(bytes);
            }
            segment => {
                self.flush();
                match self.segments.last().and_then(|last| last.joined(&segment)) {
                    Some(joined) => *self.segments.last_mut().expect("it was joined to the last") = joined,
                    None => self.segments.push(segment),
                }
            }
        }
    }

    fn flush(&mut self) {
        match self.literal.len() {
            0 => {}
            1 => self.segments.extend(self.literal.pop().map(Segment::Bytes)),
            _ => self.segments.push(Segment::Bytes(self.literal.concat().into())),
        }
        self.literal.clear();
        self.literal_len = 0;
    }

    fn finish(mut self) -> Rope {
        self.flush();
        Rope::from_segments(self.segments)
    }
}

impl Rope {
    /// The empty rope.
    pub fn new() -> Self {
        Self::default()
    }

    /// `len` bytes of filler.
    pub fn filler(filler: Filler, len: u64) -> Self {
        Self::from_segments(vec![Segment::Filler { filler, offset: 0, len }])
    }

    /// All the bytes of a source.
    pub fn made(source: Arc<dyn Source>) -> Self {
        let len = source.len();
        Self::from_segments(vec![Segment::Made { source, offset: 0, len }])
    }

    /// The pieces, one after the other (neighbours that continue each other are joined). What goes beyond 2^64 - 1
    /// bytes is cut off.
    pub fn concat(parts: impl IntoIterator<Item = Rope>) -> Self {
        let mut parts = parts.into_iter().filter(|rope| !rope.is_empty());
        let Some(first) = parts.next() else { return Rope::new() };
        let Some(second) = parts.next() else { return first };
        let mut builder = Builder::default();
        for rope in [first, second].into_iter().chain(parts) {
            for segment in rope.segments() {
                builder.push(segment.clone());
            }
        }
        builder.finish()
    }

    /// Segments as they are, without joining; drops empty ones.
    pub(super) fn from_segments(mut segments: Vec<Segment>) -> Self {
        segments.retain(|segment| !segment.is_empty());
        let mut len = 0_u64;
        let ends = segments.iter().map(|segment| {
            len = len.saturating_add(segment.len());
            len
        });
        let ends = ends.collect();
        Rope { inner: Arc::new(Inner { segments, ends, ..Inner::default() }), len }
    }

    /// What was deserialised and waits to be resolved.
    pub(super) fn unresolved(saved: Vec<Saved>, len: u64) -> Self {
        Rope { inner: Arc::new(Inner { saved: Some(saved), ..Inner::default() }), len }
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
        let (start, end) = (range.start, range.end.min(self.len));
        if start >= end {
            return Rope::new();
        }
        if start == 0 && end == self.len {
            return self.clone();
        }
        let Some((first, _)) = self.locate(start) else { return Rope::new() };
        let mut segments = Vec::new();
        let mut at = first.checked_sub(1).map_or(0, |before| self.inner.ends[before]);
        for segment in &self.inner.segments[first..] {
            if at >= end {
                break;
            }
            let len = segment.len();
            let (from, to) = (start.saturating_sub(at), len.min(end - at));
            segments.push(if from == 0 && to == len { segment.clone() } else { segment.slice(from, to) });
            at += len;
        }
        Self::from_segments(segments)
    }

    /// The segments in order; none is empty.
    pub fn segments(&self) -> &[Segment] {
        &self.inner.segments
    }

    /// Index of the segment that has the byte at `position`, and how far inside it that byte is.
    pub(super) fn locate(&self, position: u64) -> Option<(usize, u64)> {
        let index = self.inner.ends.partition_point(|end| *end <= position);
        let end = self.inner.ends.get(index)?;
        Some((index, position - (end - self.inner.segments[index].len())))
    }

    /// The bytes in order, at most 64 KiB at a time.
    pub fn chunks(&self) -> Chunks {
        Chunks::new(self.clone())
    }

    /// A reader over the bytes (`Read`, `BufRead`, `Seek`).
    pub fn reader(&self) -> RopeReader {
        RopeReader::new(self.clone())
    }

    /// All the bytes. Only for what is known to be small; otherwise [`Rope::bytes_up_to`].
    pub fn to_bytes(&self) -> Bytes {
        match self.segments() {
            [] if self.is_empty() => Bytes::new(),
            [Segment::Bytes(bytes)] => bytes.clone(),
            _ => {
                let len = usize::try_from(self.len).unwrap_or(usize::MAX);
                allowance::insist_room(len);
                let mut all = Vec::with_capacity(len.min(1 << 24));
                self.chunks().for_each(|chunk| all.extend_from_slice(&chunk));
                all.into()
            }
        }
    }

    /// All the bytes, if they are at most `limit`.
    pub fn bytes_up_to(&self, limit: u64) -> Result<Bytes, TooLong> {
        if self.len > limit { Err(TooLong { len: self.len, limit }) } else { Ok(self.to_bytes()) }
    }

    /// SHA-256 of the bytes, computed once; free where the rope is one whole source.
    pub fn sha256(&self) -> [u8; 32] {
        use sha2::Digest;
        if let Some(source) = self.source() {
            return source.sha256();
        }
        *self.inner.sha256.get_or_init(|| {
            static KNOWN: Memo<[u8; 32], [u8; 32]> = Memo::new();
            let identity = (self.len / WORTHWHILE > self.literal()).then(|| self.identity());
            if let Some(known) = identity.and_then(|identity| KNOWN.get(&identity)) {
                return known;
            }
            let mut hasher = sha2::Sha256::new();
            self.chunks().for_each(|chunk| hasher.update(&chunk));
            let sha256 = hasher.finalize().into();
            identity.into_iter().for_each(|identity| KNOWN.keep(identity, sha256, 0));
            sha256
        })
    }

    /// The JSON document that the bytes are, if they are at most `limit`; clones of the rope share it.
    pub fn document<T: DeserializeOwned + Send + Sync + 'static>(&self, limit: u64) -> Option<Arc<T>> {
        let known = self.inner.document.get().filter(|_| self.len <= limit);
        if let Some(Ok(known)) = known.map(|known| known.clone().downcast()) {
            return Some(known);
        }
        let document: Arc<T> = Arc::new(serde_json::from_slice(&self.bytes_up_to(limit).ok()?).ok()?);
        // Who reads the same bytes as something else reads them each time.
        let _ = self.inner.document.set(document.clone());
        Some(document)
    }

    /// A digest of the segments: ropes with one identity are equal (equal ropes may have two). Filler costs nothing.
    pub fn identity(&self) -> [u8; 32] {
        use sha2::Digest;
        let mut hasher = sha2::Sha256::new();
        for segment in self.segments() {
            hasher.update(segment.len().to_le_bytes());
            match segment {
                Segment::Bytes(bytes) => {
                    hasher.update([0]);
                    hasher.update(bytes);
                }
                Segment::Filler { filler: Filler { seed, dense }, offset, .. } => {
                    hasher.update([1]);
                    hasher.update(seed.to_le_bytes());
                    hasher.update(dense.to_le_bytes());
                    hasher.update(offset.to_le_bytes());
                }
                Segment::Made { source, offset, .. } => {
                    hasher.update([2]);
                    hasher.update(source.sha256());
                    hasher.update(offset.to_le_bytes());
                }
            }
        }
        hasher.finalize().into()
    }

    /// Bytes of it that are literal, and so take memory.
    pub fn literal(&self) -> u64 {
        let literal = self.segments().iter().filter(|segment| matches!(segment, Segment::Bytes(_)));
        literal.map(Segment::len).sum()
    }

    /// The source, if the rope is exactly all of one.
    pub fn source(&self) -> Option<&Arc<dyn Source>> {
        match self.segments() {
            [Segment::Made { source, offset: 0, len }] if *len == source.len() => Some(source),
            _ => None,
        }
    }
}

impl From<Bytes> for Rope {
    fn from(bytes: Bytes) -> Self {
        Rope::from_segments(vec![Segment::Bytes(bytes)])
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
        if self.len != other.len {
            return false;
        }
        if Arc::ptr_eq(&self.inner, &other.inner) {
            return true;
        }
        let (mine, theirs) = (self.segments(), other.segments());
        match (mine, theirs) {
            ([Segment::Bytes(a)], [Segment::Bytes(b)]) => a == b,
            _ if mine.len() == theirs.len() && mine.iter().zip(theirs).all(|(a, b)| a.is_written_as(b)) => true,
            _ => self.sha256() == other.sha256(),
        }
    }
}
impl Eq for Rope {}
impl fmt::Debug for Rope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.segments() {
            [Segment::Bytes(bytes)] if bytes.len() <= 64 => write!(f, "Rope({bytes:?})"),
            _ => write!(f, "Rope({} bytes)", self.len),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, Read, Seek, SeekFrom};

    use proptest::prelude::*;

    use super::*;

    #[derive(Debug)]
    struct Fixed(Bytes);
    impl Source for Fixed {
        fn len(&self) -> u64 {
            self.0.len() as u64
        }
        fn sha256(&self) -> [u8; 32] {
            Rope::from(self.0.clone()).sha256()
        }
        fn produce(&self) -> Rope {
            self.0.clone().into()
        }
        fn as_any(&self) -> &dyn Any {
            self
        }
    }

    fn fixed() -> Rope {
        Rope::made(Arc::new(Fixed((0..200_u8).cycle().take(70_000).collect())))
    }

    fn piece() -> impl Strategy<Value = Rope> {
        let filler = (0..3_u64, 0..u16::MAX, 0..200_000_u64)
            .prop_map(|(seed, dense, len)| Rope::filler(Filler { seed, dense }, len));
        let literal = prop::collection::vec(any::<u8>(), 0..50).prop_map(Rope::from);
        prop_oneof![filler, literal, Just(fixed()), Just(Rope::from(vec![7; 65_000]))]
    }

    #[test]
    fn an_empty_rope_has_no_segments() {
        assert!(Rope::from("").segments().is_empty());
        assert!(Rope::filler(Filler { seed: 1, dense: 1 }, 0).segments().is_empty());
        assert_eq!(crate::content::hex(&Rope::new().sha256()[..4]), "e3b0c442");
    }

    #[test]
    fn slices_of_a_source_put_together_are_the_source() {
        let whole = fixed();
        let tarred = Rope::concat([Rope::from("head"), whole.clone(), Rope::from("tail")]);
        assert_eq!(tarred.slice(4..70_004).source().unwrap().len(), 70_000);
        let parts = [whole.slice(0..5), whole.slice(5..69_000), whole.slice(69_000..u64::MAX)];
        assert!(Rope::concat(parts).source().is_some());
        assert!(whole.slice(0..5).source().is_none());
    }

    #[test]
    fn small_literals_are_merged() {
        let many = Rope::concat((0..1000).map(|_| Rope::from("line\n")));
        assert_eq!((many.segments().len(), many.len()), (1, 5000));
        let filler = Rope::filler(Filler { seed: 1, dense: 9 }, 1 << 40);
        assert_eq!(Rope::concat([filler.slice(0..999), filler.slice(999..1 << 40)]).segments().len(), 1);
    }

    #[test]
    fn more_than_fits_a_length_is_cut_off() {
        let huge = Rope::filler(Filler { seed: 1, dense: 0 }, u64::MAX - 3);
        let rope = Rope::concat([Rope::from("abcdef"), huge]);
        assert_eq!(rope.len(), u64::MAX);
        assert_eq!(rope.slice(u64::MAX - 1..u64::MAX).to_bytes(), Bytes::from_static(&[0]));
    }

    #[test]
    fn a_limit_is_kept() {
        assert_eq!(Rope::from("abc").bytes_up_to(2), Err(TooLong { len: 3, limit: 2 }));
        assert_eq!(Rope::from("abc").bytes_up_to(3).unwrap(), "abc");
    }

    #[test]
    fn reader_seeks_and_reads_lines() {
        let rope = Rope::concat([Rope::from("one\ntwo\n"), Rope::filler(Filler { seed: 1, dense: 0 }, 100_000)]);
        let mut reader = rope.reader();
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        assert_eq!((line.as_str(), reader.position()), ("one\n", 4));
        assert_eq!(reader.seek(SeekFrom::End(-1)).unwrap(), 100_007);
        assert_eq!(reader.read(&mut [9; 4]).unwrap(), 1);
        assert!(reader.seek(SeekFrom::Current(-200_000)).is_err());
        reader.seek(SeekFrom::Start(u64::MAX)).unwrap();
        assert_eq!(reader.read(&mut [9; 4]).unwrap(), 0);
    }

    proptest! {
        #[test]
        fn slicing_and_joining_are_those_of_bytes(parts in prop::collection::vec(piece(), 0..6), a in 0..400_000_u64, b in 0..400_000_u64) {
            let plain: Vec<u8> = parts.iter().flat_map(|part| part.to_bytes().to_vec()).collect();
            let rope = Rope::concat(parts);
            prop_assert_eq!(rope.len(), plain.len() as u64);
            prop_assert_eq!(&rope.to_bytes()[..], &plain[..]);
            prop_assert!(rope.chunks().all(|chunk| (1..=65_536).contains(&chunk.len())));
            let end = (b as usize).min(plain.len());
            let start = (a as usize).min(end);
            let slice = rope.slice(a..b);
            prop_assert_eq!(&slice.to_bytes()[..], &plain[start..end]);
            prop_assert_eq!(&Rope::concat([rope.slice(0..a), rope.slice(a..u64::MAX)]), &rope);
            let mut reader = rope.reader();
            reader.seek(SeekFrom::Start(start as u64)).unwrap();
            let mut read = vec![];
            reader.take((end - start) as u64).read_to_end(&mut read).unwrap();
            prop_assert_eq!(&read[..], &plain[start..end]);
            prop_assert_eq!(Rope::from(plain).sha256(), rope.sha256());
        }
    }
}
