//! bzip2 and xz: layers are never compressed so, but whole archives are (moby/go-archive `compression`).

use std::io::Write;

use bzip2::read::MultiBzDecoder;
use bzip2::write::BzEncoder;
use lzma_rust2::{XzOptions, XzReader, XzWriter};

use super::super::{LayerError, Limits};
use super::decompress::{decompress, gathered};
use crate::content::Rope;

/// What decoding a block of xz may take, KiB.
const XZ_MEMORY: u32 = 256 << 10;
/// Bytes that are compressed at most.
const COMPRESSED_LIMIT: u64 = 1 << 30;

/// How bzip2's files begin.
pub const BZIP2: &[u8] = b"BZh";
/// How xz's files begin.
pub const XZ: &[u8] = b"\xfd7zXZ\0";

/// Decompresses gzip, zstd, bzip2 or xz, or returns plain bytes as they are.
///
/// # Errors
/// `LayerError::Gzip` for damaged content, `LayerError::Limit` for too much of it.
pub fn decompress_archive(content: &Rope, limits: Limits) -> Result<Rope, LayerError> {
    let head = content.slice(0..6).to_bytes();
    if head.starts_with(BZIP2) {
        return gathered(MultiBzDecoder::new(content.reader()), content.len(), limits);
    }
    if head.starts_with(XZ) {
        return gathered(XzReader::new_mem_limit(content.reader(), true, XZ_MEMORY), content.len(), limits);
    }
    decompress(content, limits)
}

/// Compresses as `bzip2 -9` does.
pub fn compress_bzip2(content: &Rope) -> Result<Rope, LayerError> {
    let mut encoder = BzEncoder::new(Vec::new(), bzip2::Compression::best());
    fill(&mut encoder, content)?;
    encoder.finish().map(Rope::from).map_err(failed)
}

/// Compresses as `xz -6` does.
pub fn compress_xz(content: &Rope) -> Result<Rope, LayerError> {
    let mut encoder = XzWriter::new(Vec::new(), XzOptions::with_preset(6)).map_err(failed)?;
    fill(&mut encoder, content)?;
    encoder.finish().map(Rope::from).map_err(failed)
}

/// Gives the encoder a piece after the other: it is slow, and each of them is work.
fn fill(encoder: &mut impl Write, content: &Rope) -> Result<(), LayerError> {
    if content.len() > COMPRESSED_LIMIT {
        return Err(LayerError::Limit(format!("more than {COMPRESSED_LIMIT} bytes to compress")));
    }
    content.chunks().try_for_each(|chunk| encoder.write_all(&chunk)).map_err(failed)
}

fn failed(error: std::io::Error) -> LayerError {
    LayerError::Gzip(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_come_back_from_bzip2_and_xz() {
        let text = Rope::from("layers and layers of cake\n".repeat(1000));
        for packed in [compress_bzip2(&text).unwrap(), compress_xz(&text).unwrap()] {
            assert!(packed.len() < 1000);
            assert_eq!(decompress_archive(&packed, Limits::default()).unwrap().to_bytes(), text.to_bytes());
            let cut = packed.slice(0..packed.len() / 2);
            assert!(decompress_archive(&cut, Limits::default()).is_err());
            let few = Limits { bytes: 100, ..Limits::default() };
            assert!(matches!(decompress_archive(&packed, few), Err(LayerError::Limit(_))));
        }
    }

    #[test]
    fn a_layer_is_not_compressed_with_them() {
        let packed = compress_xz(&Rope::from("x".repeat(100))).unwrap();
        assert_eq!(decompress(&packed, Limits::default()).unwrap(), packed);
    }
}
