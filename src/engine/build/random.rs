//! Names that chance gives.

use crate::clock::Clock;
use crate::oci::Digest;

/// 25 letters and digits, as BuildKit's `identity.NewID` makes them.
pub fn id(clock: &mut Clock) -> String {
    let bytes: [u8; 32] = clock.random_bytes();
    named(&bytes)
}

/// A name of the same form that follows from `seed`, where it is enough that two are not the same.
pub fn derived(seed: &str) -> String {
    named(Digest::of(seed.as_bytes()).as_bytes())
}

fn named(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let digit = |byte: &u8| char::from(DIGITS.get(usize::from(*byte) % 36).copied().unwrap_or(b'0'));
    bytes.iter().take(25).map(digit).collect()
}
