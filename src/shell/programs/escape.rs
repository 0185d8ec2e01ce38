//! Backslash escapes of `echo`, `printf` and `tr`.

/// Expands the escapes of `text` into `bytes`. `zero`: octal numbers need a leading 0 (`echo`, `printf %b`).
/// Returns whether `\c` ended everything.
pub fn expand(text: &str, zero: bool, bytes: &mut Vec<u8>) -> bool {
    let mut rest = text;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        bytes.extend_from_slice(plain.as_bytes());
        let Some(letter) = escaped.chars().next() else {
            bytes.push(b'\\');
            return false;
        };
        let mut length = letter.len_utf8();
        match letter {
            'a' => bytes.push(7),
            'b' => bytes.push(8),
            'c' => return true,
            'e' => bytes.push(0x1b),
            'f' => bytes.push(12),
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            'v' => bytes.push(11),
            '\\' => bytes.push(b'\\'),
            '0'..='7' if zero && letter != '0' => {
                // bash and coreutils take \NNN as well as \0NNN.
                let (value, digits) = number(escaped, 8, 3);
                bytes.push(value);
                length = digits;
            }
            '0'..='7' => {
                let from = usize::from(zero);
                let (value, digits) = number(escaped.get(from..).unwrap_or(""), 8, 3);
                bytes.push(value);
                length = from + digits;
            }
            'x' => {
                let (value, digits) = number(escaped.get(1..).unwrap_or(""), 16, 2);
                if digits == 0 {
                    bytes.extend_from_slice(b"\\x");
                } else {
                    bytes.push(value);
                }
                length = 1 + digits;
            }
            other => {
                bytes.push(b'\\');
                bytes.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        rest = escaped.get(length..).unwrap_or("");
    }
    bytes.extend_from_slice(rest.as_bytes());
    false
}

fn number(text: &str, base: u32, most: usize) -> (u8, usize) {
    let digits = text.chars().take(most).take_while(|c| c.is_digit(base)).count();
    let value = u32::from_str_radix(text.get(..digits).unwrap_or(""), base).unwrap_or(0);
    ((value & 0xff) as u8, digits)
}
