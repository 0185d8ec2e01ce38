//! A tar header's 512 bytes (POSIX.1-1988 ustar; base-256 numbers and magic of GNU tar).

use super::super::LayerError;

/// Where the fields are: start and end.
pub mod field {
    use std::ops::Range;

    pub const NAME: Range<usize> = 0..100;
    pub const MODE: Range<usize> = 100..108;
    pub const UID: Range<usize> = 108..116;
    pub const GID: Range<usize> = 116..124;
    pub const SIZE: Range<usize> = 124..136;
    pub const MTIME: Range<usize> = 136..148;
    pub const CHECKSUM: Range<usize> = 148..156;
    pub const TYPE: usize = 156;
    pub const LINK: Range<usize> = 157..257;
    pub const MAGIC: Range<usize> = 257..263;
    pub const MAGIC_AND_VERSION: Range<usize> = 257..265;
    pub const USER: Range<usize> = 265..297;
    pub const GROUP: Range<usize> = 297..329;
    pub const MAJOR: Range<usize> = 329..337;
    pub const MINOR: Range<usize> = 337..345;
    pub const PREFIX: Range<usize> = 345..500;
}

/// The block of one header.
#[derive(Clone)]
pub struct Header(pub [u8; 512]);

/// The words of Go's `archive/tar` for a header that is none.
pub fn invalid() -> LayerError {
    LayerError::Tar("archive/tar: invalid tar header".into())
}

impl Header {
    /// All zeros.
    pub fn new() -> Self {
        Header([0; 512])
    }

    /// The bytes of a field.
    pub fn bytes(&self, field: std::ops::Range<usize>) -> &[u8] {
        &self.0[field]
    }

    /// The type flag.
    pub fn kind(&self) -> u8 {
        self.0[field::TYPE]
    }

    /// A text field, up to its first NUL.
    pub fn text(&self, field: std::ops::Range<usize>) -> &[u8] {
        let bytes = self.bytes(field);
        bytes.split(|byte| *byte == 0).next().unwrap_or_default()
    }

    /// A number: octal digits, or base 256 if the first bit is set.
    pub fn number(&self, field: std::ops::Range<usize>) -> Result<i64, LayerError> {
        let bytes = self.bytes(field);
        match bytes {
            [first, ..] if first & 0x80 != 0 => base_256(bytes).ok_or_else(invalid),
            _ => octal(bytes).ok_or_else(invalid),
        }
    }

    /// Whether all bytes are zero: the end of an archive.
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|byte| *byte == 0)
    }

    /// Whether the name has a prefix field (ustar and pax; GNU and old headers keep other things there).
    pub fn has_prefix(&self) -> bool {
        self.bytes(field::MAGIC) == b"ustar\0"
    }

    /// Whether there are device numbers.
    pub fn has_magic(&self) -> bool {
        self.bytes(field::MAGIC).starts_with(b"ustar")
    }

    /// Compares the checksum, summed over unsigned bytes or, as old writers did, signed ones.
    pub fn verify(&self) -> Result<(), LayerError> {
        let told = octal(self.bytes(field::CHECKSUM)).ok_or_else(invalid)?;
        if told == self.sum(i64::from) || told == self.sum(|byte| i64::from(byte as i8)) {
            Ok(())
        } else {
            Err(invalid())
        }
    }

    fn sum(&self, value: impl Fn(u8) -> i64) -> i64 {
        let counted = |(at, byte): (usize, &u8)| if field::CHECKSUM.contains(&at) { 32 } else { value(*byte) };
        self.0.iter().enumerate().map(counted).sum()
    }

    /// Sets a text field; what does not fit is cut off, and a cut never ends in a slash.
    pub fn set_text(&mut self, field: std::ops::Range<usize>, text: &[u8]) {
        let (room, cut) = (field.len(), text.len() > field.len());
        let mut text = &text[..text.len().min(room)];
        if cut && text.ends_with(b"/") {
            while let [rest @ .., b'/'] = text {
                text = rest;
            }
        }
        self.0[field.start..field.start + text.len()].copy_from_slice(text);
    }

    /// Sets a number in octal; 0 if it does not fit (then a pax record says it).
    pub fn set_number(&mut self, field: std::ops::Range<usize>, number: u64) {
        let digits = field.len() - 1;
        let number = if fits(&field, number) { number } else { 0 };
        let text = format!("{number:0digits$o}");
        self.0[field.start..field.start + digits].copy_from_slice(text.as_bytes());
    }

    /// Sets magic, version and, last, the checksum.
    pub fn seal(&mut self) {
        self.0[field::MAGIC_AND_VERSION].copy_from_slice(b"ustar\x0000");
        let sum = format!("{:06o}\0 ", self.sum(i64::from));
        self.0[field::CHECKSUM].copy_from_slice(sum.as_bytes());
    }
}

/// Whether a number can be written in octal in a field.
pub fn fits(field: &std::ops::Range<usize>, number: u64) -> bool {
    number >> (3 * (field.len() - 1)) == 0
}

/// Octal digits with blanks and NULs around them; nothing is 0.
fn octal(bytes: &[u8]) -> Option<i64> {
    let blank = |byte: &u8| matches!(byte, b' ' | 0);
    let start = bytes.iter().position(|byte| !blank(byte)).unwrap_or(bytes.len());
    let digits = bytes.get(start..)?.split(|byte| *byte == 0).next()?;
    let end = digits.iter().rposition(|byte| !blank(byte)).map_or(0, |last| last + 1);
    digits.get(..end)?.iter().try_fold(0_i64, |number, digit| match digit {
        b'0'..=b'7' => number.checked_mul(8)?.checked_add(i64::from(digit - b'0')),
        _ => None,
    })
}

/// Two's complement, big endian; the first bit is only the mark.
fn base_256(bytes: &[u8]) -> Option<i64> {
    let (first, rest) = bytes.split_first()?;
    let start = if first & 0x40 != 0 { i128::from(*first) - 0x100 } else { i128::from(first & 0x7f) };
    let number = rest.iter().try_fold(start, |number, byte| number.checked_mul(256)?.checked_add(i128::from(*byte)))?;
    i64::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_octal_or_base_256() {
        assert_eq!(octal(b"0000644\0"), Some(0o644));
        assert_eq!(octal(b"  644 \0 "), Some(0o644));
        assert_eq!(octal(b"\0\0\0\0"), Some(0));
        assert_eq!(octal(b"64x"), None);
        assert_eq!(octal(b"77777777777777777777777777777777"), None);
        assert_eq!(base_256(&[0x80, 0, 0, 0, 0, 0, 1, 2]), Some(258));
        assert_eq!(base_256(&[0xff; 12]), Some(-1));
        assert_eq!(base_256(&[0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), None);
    }

    #[test]
    fn what_was_set_is_read() {
        let mut header = Header::new();
        header.set_number(field::SIZE, 0o77777777777);
        header.set_number(field::UID, u64::MAX);
        header.set_text(field::NAME, &[b'/'; 101]);
        header.seal();
        assert_eq!(header.number(field::SIZE), Ok(0o77777777777));
        assert_eq!(header.number(field::UID), Ok(0));
        assert_eq!(header.text(field::NAME), b"");
        assert_eq!(header.verify(), Ok(()));
        header.0[0] = b'x';
        assert_eq!(header.verify(), Err(invalid()));
    }
}
