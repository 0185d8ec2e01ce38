//! Reading a rope: [`Chunks`] and [`RopeReader`].

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use bytes::Bytes;

use crate::allowance;

use super::filler::zeros;
use super::{Rope, Segment};

/// Bytes in a chunk, at most.
const CHUNK: u64 = 65_536;
/// How many sources may be made of sources.
const MAX_NESTING: u8 = 8;

/// A place in a rope; keeps what the source at that place has produced.
struct Cursor {
    rope: Rope,
    position: u64,
    /// Index of a segment, and a cursor over what its source produced.
    produced: Option<(usize, Box<Cursor>)>,
    nesting: u8,
}

impl Cursor {
    fn new(rope: Rope, nesting: u8) -> Self {
        Cursor { rope, position: 0, produced: None, nesting }
    }

    /// The bytes from the current position on, up to some border; empty only at the end. Does not move.
    fn peek(&mut self) -> Bytes {
        let rope_left = self.rope.len().saturating_sub(self.position);
        if rope_left == 0 {
            return Bytes::new();
        }
        let Some((index, within)) = self.rope.locate(self.position) else {
            return zeros(rope_left);
        };
        match &self.rope.segments()[index] {
            Segment::Bytes(bytes) => {
                let start = within as usize;
                bytes.slice(start..bytes.len().min(start + CHUNK as usize))
            }
            Segment::Filler { filler, offset, len } => filler.generate(offset.saturating_add(within), len - within),
            Segment::Made { source, offset, len } => {
                let left = len - within;
                if self.nesting >= MAX_NESTING {
                    return zeros(left);
                }
                if self.produced.as_ref().is_none_or(|(of, _)| *of != index) {
                    let cursor = Cursor::new(source.produce(), self.nesting + 1);
                    self.produced = Some((index, Box::new(cursor)));
                }
                let Some((_, cursor)) = &mut self.produced else { return zeros(left) };
                cursor.position = offset.saturating_add(within);
                let bytes = cursor.peek();
                // A source that produces too little is filled up, so that a rope always has as many bytes as it says.
                if bytes.is_empty() { zeros(left) } else { bytes.slice(..bytes.len().min(clamp(left))) }
            }
        }
    }

    fn advance(&mut self, len: usize) {
        self.position = self.position.saturating_add(len as u64);
    }
}

fn clamp(len: u64) -> usize {
    usize::try_from(len).unwrap_or(usize::MAX)
}

/// Iterator over a rope's bytes, at most 64 KiB at a time, none of them empty.
pub struct Chunks {
    cursor: Cursor,
}

impl Chunks {
    pub(super) fn new(rope: Rope) -> Self {
        Chunks { cursor: Cursor::new(rope, 0) }
    }
}

impl Iterator for Chunks {
    type Item = Bytes;
    fn next(&mut self) -> Option<Bytes> {
        let bytes = self.cursor.peek();
        allowance::insist(bytes.len() as u64);
        self.cursor.advance(bytes.len());
        (!bytes.is_empty()).then_some(bytes)
    }
}

/// Reader over a rope's bytes.
pub struct RopeReader {
    cursor: Cursor,
    /// What was peeked and not yet consumed; starts at the cursor's position.
    chunk: Bytes,
}

impl RopeReader {
    pub(super) fn new(rope: Rope) -> Self {
        RopeReader { cursor: Cursor::new(rope, 0), chunk: Bytes::new() }
    }

    /// Where the next byte is read from.
    pub fn position(&self) -> u64 {
        self.cursor.position
    }
}

impl Read for RopeReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let len = available.len().min(buffer.len());
        buffer[..len].copy_from_slice(&available[..len]);
        self.consume(len);
        Ok(len)
    }
}

impl BufRead for RopeReader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.chunk.is_empty() {
            self.chunk = self.cursor.peek();
            allowance::insist(self.chunk.len() as u64);
        }
        Ok(&self.chunk)
    }
    fn consume(&mut self, len: usize) {
        let len = len.min(self.chunk.len());
        self.chunk = self.chunk.slice(len..);
        self.cursor.advance(len);
    }
}

impl Seek for RopeReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(position) => (position, 0),
            SeekFrom::End(by) => (self.cursor.rope.len(), by),
            SeekFrom::Current(by) => (self.cursor.position, by),
        };
        let position = from
            .checked_add_signed(by)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "seek to a negative or too large position"))?;
        let skip = position.checked_sub(self.cursor.position).map(clamp);
        self.chunk = match skip {
            Some(skip) if skip <= self.chunk.len() => self.chunk.slice(skip..),
            _ => Bytes::new(),
        };
        self.cursor.position = position;
        Ok(position)
    }
}
