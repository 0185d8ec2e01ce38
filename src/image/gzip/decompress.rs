//! The decoders: gzip, zstd, or bytes as they are (containerd `pkg/archive/compression`).
//!
//! Long runs of zeros become filler, so that they cost nothing; other bytes count against [`KEPT_LIMIT`] and [`RATIO_LIMIT`].

use std::io::{BufRead, ErrorKind, Read};

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};

use crate::allowance;
use crate::content::{Filler, Rope};

use super::super::{LayerError, Limits};
use super::placed;

/// Decompressed bytes, other than runs of zeros, that are kept in memory.
const KEPT_LIMIT: u64 = 1 << 30;
/// How many times its own length a blob may decompress to, above [`RATIO_FREE`]; runs of zeros do not count.
const RATIO_LIMIT: u64 = 200;
/// Decompressed bytes for which no ratio is asked.
const RATIO_FREE: u64 = 64 << 20;
/// Bytes that are read at once; a page of zeros becomes filler.
const PAGE: usize = 64 * 1024;
/// Literal bytes in one segment.
const SEGMENT: usize = 4 << 20;
/// Window of a zstd frame.
const WINDOW_LIMIT: u64 = 128 << 20;

/// Zeros.
const ZEROS: Filler = Filler { seed: 0, dense: 0 };

/// Decompresses gzip or zstd, or returns plain bytes as they are.
pub fn decompress(content: &Rope, limits: Limits) -> Result<Rope, LayerError> {
    let start = content.slice(0..4).to_bytes();
    match start[..] {
        [0x1f, 0x8b, 0x08, ..] => match placed::decompress(content, limits) {
            Some(placed) => Ok(placed),
            None => gathered(MultiGzDecoder::new(content.reader()), content.len(), limits),
        },
        [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => zstd(content, limits),
        _ if content.len() > limits.bytes => Err(too_much(limits)),
        _ => Ok(content.clone()),
    }
}

/// Frame after frame.
fn zstd(content: &Rope, limits: Limits) -> Result<Rope, LayerError> {
    let mut reader = content.reader();
    let mut parts = Output::new(content.len(), limits);
    loop {
        if reader.fill_buf().map_err(words)?.is_empty() {
            return parts.finish();
        }
        match StreamingDecoder::new_with_max_window_size(&mut reader, WINDOW_LIMIT) {
            Ok(decoder) => parts.take(decoder)?,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                std::io::copy(&mut (&mut reader).take(u64::from(length)), &mut std::io::sink()).map_err(words)?;
            }
            Err(error) => return Err(LayerError::Gzip(format!("zstd: {error}"))),
        }
    }
}

pub(super) fn gathered(reader: impl Read, input: u64, limits: Limits) -> Result<Rope, LayerError> {
    let mut output = Output::new(input, limits);
    output.take(reader)?;
    output.finish()
}

/// What has been decompressed.
struct Output {
    parts: Vec<Rope>,
    literal: Vec<u8>,
    total: u64,
    kept: u64,
    input: u64,
    limits: Limits,
}

impl Output {
    fn new(input: u64, limits: Limits) -> Self {
        Output { parts: Vec::new(), literal: Vec::new(), total: 0, kept: 0, input, limits }
    }

    fn take(&mut self, mut reader: impl Read) -> Result<(), LayerError> {
        let mut page = vec![0; PAGE];
        loop {
            let mut filled = 0;
            while let Some(room) = page.get_mut(filled..).filter(|room| !room.is_empty()) {
                match reader.read(room) {
                    Ok(0) => break,
                    Ok(count) => filled += count,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(words(error)),
                }
            }
            let Some(filled) = page.get(..filled).filter(|filled| !filled.is_empty()) else { return Ok(()) };
            allowance::insist(filled.len() as u64);
            self.page(filled)?;
        }
    }

    fn page(&mut self, page: &[u8]) -> Result<(), LayerError> {
        self.total = self.total.saturating_add(page.len() as u64);
        if self.total > self.limits.bytes {
            return Err(too_much(self.limits));
        }
        if page.len() == PAGE && page.iter().all(|byte| *byte == 0) {
            self.flush();
            self.parts.push(Rope::filler(ZEROS, PAGE as u64));
            return Ok(());
        }
        self.kept = self.kept.saturating_add(page.len() as u64);
        if self.kept > KEPT_LIMIT {
            return Err(LayerError::Limit(format!("more than {KEPT_LIMIT} bytes of decompressed content")));
        }
        if self.kept > RATIO_FREE && self.kept / RATIO_LIMIT > self.input {
            return Err(LayerError::Limit(format!("content decompresses to more than {RATIO_LIMIT} times its size")));
        }
        self.literal.extend_from_slice(page);
        if self.literal.len() >= SEGMENT {
            self.flush();
        }
        Ok(())
    }

    fn flush(&mut self) {
        let literal = std::mem::take(&mut self.literal);
        self.parts.push(Bytes::from(literal).into());
    }

    fn finish(mut self) -> Result<Rope, LayerError> {
        self.flush();
        // All zeros are slices of one filler, so that neighbours are joined.
        let mut at = 0;
        let joined = self.parts.into_iter().map(|part| match part.segments() {
            [crate::content::Segment::Filler { len, .. }] => {
                let slice = Rope::filler(ZEROS, at + len).slice(at..at + len);
                at += len;
                slice
            }
            _ => part,
        });
        Ok(Rope::concat(joined))
    }
}

fn too_much(limits: Limits) -> LayerError {
    LayerError::Limit(format!("more than {} bytes of decompressed content", limits.bytes))
}

/// A decoder's error in Go's words.
fn words(error: std::io::Error) -> LayerError {
    LayerError::Gzip(match (error.kind(), error.to_string()) {
        (ErrorKind::UnexpectedEof, _) => "unexpected EOF".into(),
        (_, text) if text.contains("header") => "gzip: invalid header".into(),
        (_, text) if text.contains("checksum") || text.contains("crc") => "gzip: invalid checksum".into(),
        (_, text) if text.contains("deflate") => "flate: corrupt input".into(),
        (_, text) => text,
    })
}
