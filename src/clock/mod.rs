//! Time and chance as values: [`Timestamp`], [`Clock`]. Nothing here asks the machine.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

pub mod zone;

use serde::{Deserialize, Serialize};

/// Nanoseconds in a second.
pub const SECOND: i64 = 1_000_000_000;
/// Nanoseconds in a millisecond.
pub const MILLISECOND: i64 = 1_000_000;

/// A moment: nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The moment `seconds` after the epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Timestamp(seconds * SECOND)
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    /// The nanoseconds past the whole second, 0 to 999,999,999.
    pub const fn subsecond_nanos(self) -> u32 {
        self.0.rem_euclid(SECOND) as u32
    }

    /// Parses RFC 3339, as in an image config's `created`; `None` if it is not that.
    pub fn parse(text: &str) -> Option<Self> {
        let at: jiff::Timestamp = text.parse().ok()?;
        i64::try_from(at.as_nanosecond()).ok().map(Timestamp)
    }

    /// RFC 3339 in UTC with as many fraction digits as needed (Go's `time.RFC3339Nano`).
    pub fn rfc3339(self) -> String {
        self.in_utc("%Y-%m-%dT%H:%M:%S") + &self.fraction() + "Z"
    }

    /// `strftime` in UTC.
    pub fn in_utc(self, format: &str) -> String {
        match jiff::Timestamp::from_nanosecond(i128::from(self.0)) {
            Ok(at) => at.strftime(format).to_string(),
            Err(_) => String::from("0001-01-01T00:00:00"),
        }
    }

    fn fraction(self) -> String {
        match self.subsecond_nanos() {
            0 => String::new(),
            nanos => format!(".{nanos:09}").trim_end_matches('0').to_string(),
        }
    }

    /// The moment `nanos` later.
    pub const fn plus(self, nanos: i64) -> Self {
        Timestamp(self.0.saturating_add(nanos))
    }

    /// Nanoseconds from `earlier` to this moment.
    pub const fn since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The sandbox's clock and its source of chance: part of the World, so that the same commands give the same World.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    now: Timestamp,
    random: u64,
}

impl Clock {
    /// A clock that shows `now`, with chance that follows from `seed`.
    pub const fn new(now: Timestamp, seed: u64) -> Self {
        Clock { now, random: seed }
    }

    /// The moment that the clock shows.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Moves the clock on by `nanos` (never back).
    pub fn advance(&mut self, nanos: i64) {
        self.now = self.now.plus(nanos.max(0));
    }

    /// The next random number (SplitMix64).
    pub fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.random)
    }

    /// `N` random bytes.
    pub fn random_bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.random().to_le_bytes()[..chunk.len()]);
        }
        bytes
    }
}

/// SplitMix64's output function: spreads the bits of `x`.
pub const fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc3339_prints_what_it_parsed() {
        for text in ["2026-08-21T10:11:12Z", "2026-06-16T00:01:29.25Z", "1969-12-31T23:59:59.000000001Z"] {
            assert_eq!(Timestamp::parse(text).unwrap().rfc3339(), text);
        }
        assert_eq!(Timestamp::parse("yesterday"), None);
    }

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let mut a = Clock::new(Timestamp(0), 7);
        let mut b = a;
        assert_eq!(a.random_bytes::<32>(), b.random_bytes::<32>());
        assert_ne!(a.random(), Clock::new(Timestamp(0), 8).random());
    }
}
