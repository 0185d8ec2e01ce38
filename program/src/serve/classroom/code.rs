//! [`Code`]: what a student shows instead of a name and a password. Short enough to be typed from a card.

use std::fmt;
use std::hint::black_box;
use std::str::FromStr;

/// Letters and digits that are not taken for each other (no 0 and o, no 1, i and l).
const ALPHABET: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";
/// Letters of a code: with 31 of each, guessing one of a thousand takes some hundred million tries.
const LENGTH: usize = 8;

/// A code, without its dash and in small letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Code([u8; LENGTH]);

/// Text that is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code has {LENGTH} letters and digits, like abcd-2345, and no 0, o, 1, i, l")]
pub(super) struct BadCode;

impl Code {
    /// A new one; an error if the machine has no chance to give.
    pub fn random() -> Result<Code, getrandom::Error> {
        let mut letters = [0; LENGTH];
        for letter in &mut letters {
            // Bytes that would make some letters more likely than others are thrown away.
            *letter = loop {
                let mut byte = [0];
                getrandom::fill(&mut byte)?;
                let [byte] = byte;
                let index = usize::from(byte);
                if index < 256 / ALPHABET.len() * ALPHABET.len() {
                    break ALPHABET.get(index % ALPHABET.len()).copied().unwrap_or(b'2');
                }
            };
        }
        Ok(Code(letters))
    }

    /// Whether both are the same; it takes as long wherever they differ.
    fn is(&self, other: &Code) -> bool {
        let difference = self.0.iter().zip(&other.0).fold(0, |sum, (a, b)| black_box(sum | (a ^ b)));
        difference == 0
    }

    /// Whose code this is, among all of these: each is looked at, wherever the right one stands.
    pub fn owner<'a, T>(&self, all: impl IntoIterator<Item = (&'a Code, T)>) -> Option<T> {
        let mut found = None;
        for (code, owner) in all {
            if self.is(code) {
                found = Some(owner);
            }
        }
        found
    }
}

impl FromStr for Code {
    type Err = BadCode;

    /// As it was typed: capitals, dashes and spaces do not matter.
    fn from_str(text: &str) -> Result<Code, BadCode> {
        let letters = text.bytes().filter(|byte| !b"- \t\r\n".contains(byte)).map(|byte| byte.to_ascii_lowercase());
        let letters: Vec<u8> = letters.take(LENGTH + 1).collect();
        let letters: [u8; LENGTH] = letters.try_into().map_err(|_| BadCode)?;
        if letters.iter().all(|letter| ALPHABET.contains(letter)) { Ok(Code(letters)) } else { Err(BadCode) }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, letter) in self.0.iter().enumerate() {
            write!(f, "{}{}", if at == LENGTH / 2 { "-" } else { "" }, char::from(*letter))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code: Code = "abcd-2345".parse().unwrap();
        assert_eq!("ABCD 2345".parse(), Ok(code));
        assert_eq!(" a b c d2345\n".parse(), Ok(code));
        assert_eq!(code.to_string(), "abcd-2345");
        for bad in ["", "abcd-234", "abcd-23456", "abcd-234l", "abcd-234ä", "abcd_2345", "0bcd-2345"] {
            assert_eq!(bad.parse::<Code>(), Err(BadCode), "{bad}");
        }
    }

    #[test]
    fn new_codes_differ_and_are_read_back() {
        let codes: std::collections::BTreeSet<Code> = (0..500).map(|_| Code::random().unwrap()).collect();
        assert_eq!(codes.len(), 500);
        assert!(codes.iter().all(|code| code.to_string().parse() == Ok(*code)));
    }

    #[test]
    fn the_owner_is_found_wherever_the_code_stands() {
        let codes: Vec<Code> =
            ["aaaa-aaaa", "bbbb-bbbb", "bbbb-bbbc"].iter().map(|code| code.parse().unwrap()).collect();
        for (at, code) in codes.iter().enumerate() {
            assert_eq!(code.owner(codes.iter().enumerate().map(|(at, code)| (code, at))), Some(at));
        }
        let stranger: Code = "cccc-cccc".parse().unwrap();
        assert_eq!(stranger.owner(codes.iter().map(|code| (code, ()))), None);
    }
}
