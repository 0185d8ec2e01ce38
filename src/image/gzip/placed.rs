//! Decompression of what [`super::compress()`] made, as long as it is a rope with filler in it: the filler is found again.
//!
//! Such a blob is literal pieces between pieces of filler. Every literal piece ends with the head of the stored block
//! whose payload the filler is, and can be inflated by itself. Anything else is left to the ordinary decoder.

use bytes::Bytes;
use flate2::{Decompress, FlushDecompress, Status};

use crate::content::{Filler, Rope, Segment};

use super::super::Limits;
use super::{HEADER, LAST_BLOCK, PAGE};

/// Bytes at the head of a stored block: the aligned type, length and its complement.
const STORED_HEAD: usize = 5;
/// Checksum and length at the end.
const TRAILER: usize = 8;
/// Bytes that one literal piece may have, before and after inflating.
const PIECE_LIMIT: u64 = 64 << 20;

/// The content; `None` if the blob is not of this form.
pub fn decompress(blob: &Rope, limits: Limits) -> Option<Rope> {
    let is_filler = |segment: &Segment| matches!(segment, Segment::Filler { .. });
    let is_made = |segment: &Segment| matches!(segment, Segment::Made { .. });
    if !blob.segments().iter().any(is_filler) || blob.segments().iter().any(is_made) {
        return None;
    }
    if blob.slice(0..HEADER.len() as u64).to_bytes()[..] != HEADER {
        return None;
    }
    let mut content = Content::default();
    let mut literal: Vec<u8> = Vec::new();
    let mut skip = HEADER.len();
    for segment in blob.segments() {
        match segment {
            Segment::Bytes(bytes) => {
                let new = bytes.get(skip..)?;
                skip = 0;
                literal.extend_from_slice(new);
            }
            Segment::Filler { filler, offset, len } => {
                let mut at = *offset;
                let end = offset.checked_add(*len)?;
                while at < end {
                    let (blocks, head) = literal.split_at_checked(literal.len().checked_sub(STORED_HEAD)?)?;
                    let [0, a, b, c, d] = head else { return None };
                    let stored = u16::from_le_bytes([*a, *b]);
                    if stored == 0 || stored != !u16::from_le_bytes([*c, *d]) || u64::from(stored) != end - at {
                        return None;
                    }
                    content.inflate(blocks)?;
                    content.filler(*filler, at, u64::from(stored));
                    at += u64::from(stored);
                    literal.clear();
                }
            }
            Segment::Made { .. } => return None,
        }
        if literal.len() as u64 > PIECE_LIMIT || content.len > limits.bytes {
            return None;
        }
    }
    let (blocks, trailer) = literal.split_at_checked(literal.len().checked_sub(TRAILER)?)?;
    content.inflate(blocks.strip_suffix(&LAST_BLOCK)?)?;
    let content = content.finish();
    let mut checksum = crc32fast::Hasher::new();
    content.chunks().for_each(|chunk| checksum.update(&chunk));
    let expected = [checksum.finalize().to_le_bytes(), (content.len() as u32).to_le_bytes()].concat();
    (trailer == expected && content.len() <= limits.bytes).then_some(content)
}

#[derive(Default)]
struct Content {
    parts: Vec<Rope>,
    /// The filler that the content ends with: its zeros may follow.
    last: Option<(Filler, u64)>,
    len: u64,
}

impl Content {
    /// Whole blocks that refer to nothing before them.
    fn inflate(&mut self, blocks: &[u8]) -> Option<()> {
        if blocks.is_empty() {
            return Some(());
        }
        let input = [blocks, &LAST_BLOCK].concat();
        let mut decoder = Decompress::new(false);
        let mut output = Vec::new();
        loop {
            output.reserve(PAGE as usize);
            let taken = usize::try_from(decoder.total_in()).ok()?;
            let before = (decoder.total_in(), decoder.total_out());
            match decoder.decompress_vec(input.get(taken..)?, &mut output, FlushDecompress::None).ok()? {
                Status::StreamEnd => break,
                _ if before == (decoder.total_in(), decoder.total_out()) => return None,
                _ if output.len() as u64 > PIECE_LIMIT => return None,
                _ => {}
            }
        }
        if decoder.total_in() != input.len() as u64 {
            return None;
        }
        let rest = self.filler_zeros(&output);
        self.push(Bytes::copy_from_slice(output.get(rest..)?).into());
        Some(())
    }

    fn filler(&mut self, filler: Filler, offset: u64, len: u64) {
        let end = offset.saturating_add(len);
        self.push(Rope::filler(filler, end).slice(offset..end));
        self.last = Some((filler, end));
    }

    /// Zeros at the start that continue the last filler's page, as filler; how many they are.
    fn filler_zeros(&mut self, output: &[u8]) -> usize {
        let Some((filler, offset)) = self.last.take() else { return 0 };
        if offset % PAGE < u64::from(filler.dense) {
            return 0;
        }
        let zeros = output.iter().take((PAGE - offset % PAGE) as usize).take_while(|byte| **byte == 0).count();
        self.filler(filler, offset, zeros as u64);
        zeros
    }

    fn push(&mut self, part: Rope) {
        if part.is_empty() {
            return;
        }
        self.last = None;
        self.len = self.len.saturating_add(part.len());
        self.parts.push(part);
    }

    fn finish(self) -> Rope {
        Rope::concat(self.parts)
    }
}
