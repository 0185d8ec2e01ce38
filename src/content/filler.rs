//! [`Filler`]: bytes that follow from a seed, any range at any time.

use bytes::Bytes;

use crate::clock::mix;

/// Bytes in a page of filler.
pub(super) const PAGE: u64 = 65_536;

static ZEROS: [u8; PAGE as usize] = [0; PAGE as usize];

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

/// `len` zeros, at most a page of them; costs nothing.
pub(super) fn zeros(len: u64) -> Bytes {
    Bytes::from_static(&ZEROS[..len.min(PAGE) as usize])
}

impl Filler {
    /// Some of the stream from `offset` on: at least one byte, at most `len`, and never past the end of a page.
    /// Empty only if `len` is 0.
    pub(super) fn generate(self, offset: u64, len: u64) -> Bytes {
        let (page, within) = (offset / PAGE, offset % PAGE);
        let dense = u64::from(self.dense);
        if within >= dense {
            return zeros(len.min(PAGE - within));
        }
        let end = within + len.min(dense - within);
        // Word `i` of the stream is `mix` of a counter, as in SplitMix64: no word needs another one.
        let base = mix(self.seed ^ 0x6c61_7965_7263_616b);
        let first = within / 8;
        let words = end.div_ceil(8) - first;
        let start = page.wrapping_mul(PAGE / 8).wrapping_add(first);
        let counters = (0..words).map(|word| start.wrapping_add(word).wrapping_mul(GOLDEN).wrapping_add(base));
        let bytes = counters.map(|counter| mix(counter).to_le_bytes()).collect::<Vec<_>>().into_flattened();
        let skip = (within - first * 8) as usize;
        Bytes::from(bytes).slice(skip..skip + (end - within) as usize)
    }
}

/// 2^64 divided by the golden ratio: SplitMix64's step.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_range_is_the_same_bytes() {
        let filler = Filler { seed: 9, dense: 1000 };
        let whole = filler.generate(PAGE * 3, 1000);
        assert_eq!(whole.len(), 1000);
        for start in [0, 1, 7, 8, 9, 500, 999] {
            assert_eq!(filler.generate(PAGE * 3 + start, 5000), whole.slice(start as usize..));
        }
        assert_eq!(filler.generate(PAGE * 3 + 1000, u64::MAX).len() as u64, PAGE - 1000);
    }

    #[test]
    fn seeds_and_pages_differ() {
        let (a, b) = (Filler { seed: 1, dense: 64 }, Filler { seed: 2, dense: 64 });
        assert_ne!(a.generate(0, 64), b.generate(0, 64));
        assert_ne!(a.generate(0, 64), a.generate(PAGE, 64));
    }

    #[test]
    fn the_stream_is_frozen() {
        let bytes = Filler { seed: 1, dense: 64 }.generate(0, 16);
        assert_eq!(crate::content::hex(&bytes), "6ef1acb5506b9dee798d98d373ede41b");
    }
}
