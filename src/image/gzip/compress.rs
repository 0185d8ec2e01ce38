//! The encoder: literal bytes by deflate level 6, filler placed in stored blocks.
//!
//! Its output is a contract: the digests of all layers hang on it. Literal bytes are gathered before they are
//! compressed, so it does not matter how a rope is cut.

use std::collections::BTreeMap;

use bytes::Bytes;
use flate2::{Compress, Compression, FlushCompress};

use crate::allowance;
use crate::content::{Filler, Rope, Segment};

use super::{HEADER, LAST_BLOCK, PAGE};

/// Deflate level of literal bytes.
const LEVEL: u32 = 6;
/// Literal bytes that the encoder gets at once.
const STEP: usize = 64 * 1024;
/// More bytes than the encoder gives at once.
const ROOM: usize = 4 * STEP;

/// The empty tar (1024 zeros), as Go's encoder compresses it: every image that has it has this blob.
const EMPTY_TAR: [u8; 32] = [
    0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0xff, 0x62, 0x18, 0x05, 0xa3, 0x60, 0x14, 0x8c, 0x58, 0x00, 0x08, 0x00, 0x00,
    0xff, 0xff, 0x2e, 0xaf, 0xb5, 0xef, 0x00, 0x04, 0x00, 0x00,
];

/// Compresses; the same rope always gives the same bytes.
pub fn compress(content: &Rope) -> Rope {
    if content.len() == 1024 && content.to_bytes().iter().all(|byte| *byte == 0) {
        return Rope::from(EMPTY_TAR.to_vec());
    }
    compress_at(content, LEVEL)
}

/// Compresses literal bytes at another level of deflate, 0 to 9.
pub fn compress_at(content: &Rope, level: u32) -> Rope {
    let mut encoder = Encoder::new(level);
    encoder.rope(content);
    encoder.finish(content.len())
}

struct Encoder {
    parts: Vec<Rope>,
    /// Output that follows the last part.
    pending: Vec<u8>,
    /// Literal input that has not been compressed.
    literal: Vec<u8>,
    deflate: Compress,
    /// What `deflate` gave last.
    output: Vec<u8>,
    /// Whether `deflate` is in the middle of a run of literal bytes.
    running: bool,
    checksum: crc32fast::Hasher,
    zeros: BTreeMap<u64, Vec<u8>>,
}

impl Encoder {
    fn new(level: u32) -> Self {
        Encoder {
            parts: Vec::new(),
            pending: HEADER.to_vec(),
            literal: Vec::with_capacity(STEP),
            deflate: Compress::new(Compression::new(level), false),
            output: Vec::with_capacity(ROOM),
            running: false,
            checksum: crc32fast::Hasher::new(),
            zeros: BTreeMap::new(),
        }
    }

    fn rope(&mut self, rope: &Rope) {
        for segment in rope.segments() {
            match segment {
                Segment::Bytes(bytes) => self.literal(bytes),
                // Nothing but zeros is compressed as if it were literal, so that it does not matter which it is.
                Segment::Filler { filler: Filler { dense: 0, .. }, len, .. } => self.zeros(*len),
                Segment::Filler { filler, offset, len } => self.filler(*filler, *offset, *len),
                Segment::Made { source, offset, len } => {
                    self.rope(&source.produce().slice(*offset..offset.saturating_add(*len)));
                }
            }
        }
    }

    fn zeros(&mut self, len: u64) {
        let page = [0; STEP];
        let mut left = len;
        while left > 0 {
            let now = left.min(STEP as u64);
            self.literal(page.get(..now as usize).unwrap_or_default());
            left -= now;
        }
    }

    fn literal(&mut self, mut bytes: &[u8]) {
        self.checksum.update(bytes);
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(STEP - self.literal.len()));
            self.literal.extend_from_slice(now);
            bytes = later;
            if self.literal.len() == STEP {
                self.deflate(FlushCompress::None);
            }
        }
    }

    /// Compresses the gathered bytes. There is always room for the output, so one call takes all.
    fn deflate(&mut self, flush: FlushCompress) {
        allowance::insist(self.literal.len() as u64);
        self.running = true;
        self.output.clear();
        // Deflate fails only on a wrong order of flushes.
        let status = self.deflate.compress_vec(&self.literal, &mut self.output, flush);
        debug_assert!(status.is_ok() && self.output.len() < self.output.capacity());
        self.pending.extend_from_slice(&self.output);
        self.literal.clear();
    }

    /// Ends a run of literal bytes at a byte's border; what follows does not refer to it.
    fn end_run(&mut self) {
        if self.running || !self.literal.is_empty() {
            self.deflate(FlushCompress::Sync);
            self.deflate.reset();
            self.running = false;
        }
    }

    fn filler(&mut self, filler: Filler, offset: u64, len: u64) {
        self.end_run();
        for chunk in Rope::filler(filler, offset.saturating_add(len)).slice(offset..offset.saturating_add(len)).chunks()
        {
            self.checksum.update(&chunk);
        }
        let all = Rope::filler(filler, offset.saturating_add(len));
        let (mut at, end) = (offset, all.len());
        while at < end {
            let page = at - at % PAGE;
            let border = page.saturating_add(u64::from(filler.dense)).min(end);
            if at < border {
                self.stored(all.slice(at..border));
                at = border;
            } else {
                let next = page.saturating_add(PAGE).min(end);
                self.zero_block(next - at);
                at = next;
            }
        }
    }

    /// A stored block: at most 65,535 bytes as they are.
    fn stored(&mut self, content: Rope) {
        let len = (content.len() as u16).to_le_bytes();
        self.pending.push(0);
        self.pending.extend_from_slice(&len);
        self.pending.extend(len.map(|byte| !byte));
        self.flush();
        self.parts.push(content);
    }

    fn zero_block(&mut self, len: u64) {
        let block = self.zeros.entry(len).or_insert_with(|| zero_block(len));
        self.pending.extend_from_slice(block);
    }

    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        self.parts.push(Bytes::from(pending).into());
    }

    fn finish(mut self, len: u64) -> Rope {
        self.end_run();
        self.pending.extend_from_slice(&LAST_BLOCK);
        self.pending.extend_from_slice(&self.checksum.clone().finalize().to_le_bytes());
        self.pending.extend_from_slice(&(len as u32).to_le_bytes());
        self.flush();
        Rope::concat(self.parts)
    }
}

/// `len` zeros as a block of fixed Huffman codes (RFC 1951, 3.2.6), then an empty stored block to end at a byte's border.
fn zero_block(len: u64) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0b010, 3);
    let mut left = len;
    let mut literals = left.min(1);
    left -= literals;
    let tail = left % 258;
    if (1..3).contains(&tail) {
        literals += tail;
        left -= tail;
    }
    for _ in 0..literals {
        bits.code(0x30, 8);
    }
    while left > 0 {
        let now = left.min(258);
        bits.length(now);
        bits.code(0, 5);
        left -= now;
    }
    bits.code(0, 7);
    bits.push(0, 3);
    bits.align();
    bits.bytes.extend_from_slice(&[0, 0, 0xff, 0xff]);
    bits.bytes
}

/// Lengths where a length code begins, and its extra bits (RFC 1951, 3.2.5), for codes 257 to 285.
const LENGTHS: [(u64, u32); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl Bits {
    /// Least significant bit first.
    fn push(&mut self, value: u64, count: u32) {
        self.held |= value << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    /// A Huffman code: most significant bit first.
    fn code(&mut self, code: u64, count: u32) {
        for bit in (0..count).rev() {
            self.push(code >> bit & 1, 1);
        }
    }

    fn length(&mut self, length: u64) {
        let index = LENGTHS.iter().rposition(|(start, _)| *start <= length).unwrap_or(0);
        let (start, extra) = LENGTHS[index];
        // Symbols 257 to 279 have 7 bits from 0000001, 280 to 285 have 8 bits from 11000000.
        if index < 23 {
            self.code(index as u64 + 1, 7)
        } else {
            self.code(0xc0 + index as u64 - 23, 8)
        }
        self.push(length - start, extra);
    }

    fn align(&mut self) {
        if self.count > 0 {
            self.push(0, 8 - self.count);
        }
    }
}
