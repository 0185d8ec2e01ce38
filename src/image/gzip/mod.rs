//! Gzip (RFC 1952) with one fixed encoder, and decompression by magic number.
//!
//! Filler is not compressed but *placed*: its random bytes become stored blocks that refer to the same filler, its zeros
//! a handful of literal bytes. So a large layer's blob is a small rope, too, and [`decompress()`] finds the filler again.

mod compress;
mod decompress;
mod others;
mod placed;

#[cfg(test)]
mod tests;

pub use compress::{compress, compress_at};
pub use decompress::decompress;
pub use others::{BZIP2, XZ, compress_bzip2, compress_xz, decompress_archive};

/// The header that we write, as Go's `compress/gzip` does: deflate, no flags, no time, unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// Bytes in a page of filler ([`crate::content::Filler`]).
const PAGE: u64 = 65_536;

/// An empty last block.
const LAST_BLOCK: [u8; 2] = [0x03, 0x00];
