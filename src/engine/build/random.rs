//! Names that chance gives.

use crate::clock::Clock;

/// 25 letters and digits, as BuildKit's `identity.NewID` makes them.
pub fn id(clock: &mut Clock) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let bytes: [u8; 32] = clock.random_bytes();
    let digit = |byte: &u8| char::from(DIGITS.get(usize::from(*byte) % 36).copied().unwrap_or(b'0'));
    bytes.iter().take(25).map(digit).collect()
}
