//! What a command prints in one go, cut where nobody reads on.

use crate::tell;

/// Lines of a screen that are shown of it.
const SHOWN: usize = 300;
/// Lines more than that are shown without a word.
const GRACE: usize = 30;

/// Where output ends that is too long to show, and how much there is beyond. Output that redraws lines is short anyway.
pub(super) fn cut(bytes: &[u8], columns: usize) -> Option<(usize, String)> {
    if bytes.len() < SHOWN || bytes.contains(&0x1b) {
        return None;
    }
    let columns = columns.max(1);
    let (mut row, mut column, mut end) = (0, 0, None);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => (row, column) = (row + 1, 0),
            // The rest of a character of several bytes.
            0x80..=0xbf => {}
            _ if column == columns => (row, column) = (row + 1, 1),
            _ => column += 1,
        }
        if row == SHOWN && end.is_none() {
            end = Some(if *byte == b'\n' { at + 1 } else { at });
        }
    }
    let end = end.filter(|_| row > SHOWN + GRACE)?;
    let rest = bytes.get(end..).unwrap_or_default();
    let lines = rest.iter().filter(|byte| **byte == b'\n').count();
    Some((
        end,
        match lines {
            0 | 1 => tell::more_bytes(grouped(rest.len())),
            lines => tell::more_lines(grouped(lines)),
        },
    ))
}

/// A number with commas between its thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_hundred_lines_are_shown() {
        assert_eq!(cut(&b"y\n".repeat(SHOWN + GRACE), 80), None);
        assert_eq!(cut(&b"y\n".repeat(16_300), 80), Some((2 * SHOWN, "16,000 more lines".into())));
        assert_eq!(cut(&b"y".repeat(1_000_000), 80), Some((80 * SHOWN, "976,000 more bytes".into())));
        assert_eq!(cut(b"", 80), None);
    }
}
