//! How dense the filler of a layer must be so that its blob comes out as large as the catalogue says.

use crate::vfs::{Meta, NodeKind};

/// Bytes in a page of filler.
const PAGE: u64 = 65_536;
/// What a file with filler takes in a gzip blob besides that, about; these numbers are fitted to what [`gzip`] makes.
///
/// [`gzip`]: crate::image::gzip
const OPAQUE: u64 = 98;
/// What another file or a directory takes, about.
const PLAIN: u64 = 45;
/// What one link among many takes, about.
const LINK: u64 = 12;
/// What a page of filler takes besides its random bytes, about.
const SEAM: u64 = 11;
/// What 2048 bytes of zeros take, about.
const ZEROS: u64 = 13;
/// Parts of a whole that densities are counted in.
const STEPS: u64 = 1 << 20;
/// How dense filler is where nobody says how large the blob should be: about as well as programs compress.
const USUAL: u64 = STEPS * 2 / 5;

/// What is at a path, before it is known how dense the filler is.
pub(super) enum Planned {
    Node(NodeKind),
    /// Literal bytes, then filler up to `size`.
    Opaque {
        head: Vec<u8>,
        size: u64,
    },
}

/// The share of a file's filler that looks random.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Density(u64);

impl Density {
    /// The density with which the blob takes about `wanted` bytes.
    pub(super) fn fitting(plan: &[(String, Meta, Planned)], wanted: Option<u64>) -> Density {
        let Some(wanted) = wanted else { return Density(USUAL) };
        let mut fixed = 0_u64;
        let mut lengths = Vec::new();
        for (_, _, planned) in plan {
            fixed += match planned {
                Planned::Node(NodeKind::File(text)) => PLAIN + text.len() / 6,
                Planned::Node(NodeKind::Symlink(_) | NodeKind::HardLink(_)) => LINK,
                Planned::Node(_) => PLAIN,
                Planned::Opaque { head, size } => {
                    let rest = size.saturating_sub(head.len() as u64);
                    lengths.push(rest);
                    OPAQUE + SEAM * rest.div_ceil(PAGE)
                }
            };
        }
        let (mut low, mut high) = (0, STEPS);
        while low < high {
            let middle = (low + high).div_ceil(2);
            let filler: u64 = lengths.iter().map(|&length| Density(middle).packed(length)).sum();
            if fixed + filler <= wanted { low = middle } else { high = middle - 1 }
        }
        Density(low)
    }

    /// Random bytes at the start of each page of a filler of this length.
    pub(super) fn of(self, length: u64) -> u16 {
        u16::try_from(length.min(PAGE) * self.0 / STEPS).unwrap_or(u16::MAX)
    }

    /// What a filler of this length takes when packed.
    fn packed(self, length: u64) -> u64 {
        let random = self.random(length);
        random + length.saturating_sub(random) / 2048 * ZEROS
    }

    /// Random bytes in a filler of this length.
    fn random(self, length: u64) -> u64 {
        let dense = u64::from(self.of(length));
        length / PAGE * dense + dense.min(length % PAGE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(sizes: &[u64]) -> Vec<(String, Meta, Planned)> {
        let opaque = |&size: &u64| (String::new(), Meta::default(), Planned::Opaque { head: vec![], size });
        sizes.iter().map(opaque).collect()
    }

    #[test]
    fn the_random_bytes_come_close_to_what_is_wanted() {
        let sizes = [3_000_000, 40_000, 65_536, 12];
        let density = Density::fitting(&plan(&sizes), Some(1_000_000));
        let random: u64 = sizes.iter().map(|&size| density.random(size)).sum();
        assert!((980_000..=1_000_000).contains(&random), "{random}");
    }

    #[test]
    fn impossible_wishes_end_at_the_borders() {
        assert_eq!(Density::fitting(&plan(&[100]), Some(1_000_000)), Density(STEPS));
        assert_eq!(Density::fitting(&plan(&[1_000_000]), Some(0)).of(1_000_000), 0);
        assert_eq!(Density(STEPS).of(u64::MAX), u16::MAX);
    }
}
