//! Any bytes on one line of a text file, and back.

/// The bytes as text without control characters: UTF-8 as it is, the rest as `\n`, `\t`, `\\`, `\xNN`, `\u{NNNN}`.
pub fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' => text.push_str("\\\\"),
                '\n' => text.push_str("\\n"),
                '\t' => text.push_str("\\t"),
                c if hidden(c) => text.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
                c => text.push(c),
            }
        }
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("\\x{byte:02x}")));
    }
    text
}

/// Whether somebody who looks at a character would not see it, or would see others in another order.
fn hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The bytes that a text stands for; `None`: [`escaped`] would not have written it so.
pub fn unescaped(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        let (mark, after) = (rest.chars().next()?, rest.get(1..)?);
        rest = match mark {
            '\\' => (bytes.push(b'\\'), after).1,
            'n' => (bytes.push(b'\n'), after).1,
            't' => (bytes.push(b'\t'), after).1,
            'x' => {
                bytes.push(u8::from_str_radix(after.get(..2)?, 16).ok()?);
                after.get(2..)?
            }
            'u' => {
                let (code, after) = after.strip_prefix('{')?.split_once('}')?;
                let character = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
                bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                after
            }
            _ => return None,
        };
    }
    bytes.extend_from_slice(rest.as_bytes());
    (escaped(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_nobody_sees_is_written_out() {
        assert_eq!(escaped(b"a\\\n\t\x1b\xff\xc3\xa9"), "a\\\\\\n\\t\\u{1b}\\xff\u{e9}");
        assert_eq!(escaped("\u{202e}".as_bytes()), "\\u{202e}");
        for odd in ["\\", "\\q", "\\x0", "\\x41", "\\u{41}", "\\u{110000}", "\n", "\\u{1B}", "\\xe9\\"] {
            assert_eq!(unescaped(odd), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes in any::<Vec<u8>>()) {
            let text = escaped(&bytes);
            prop_assert!(!text.contains(['\n', '\r']));
            prop_assert_eq!(unescaped(&text), Some(bytes));
        }

        #[test]
        fn one_text_stands_for_some_bytes(text in "[\\\\nxu{}0-9a-f\u{202e} ]{0,12}") {
            if let Some(bytes) = unescaped(&text) {
                prop_assert_eq!(escaped(&bytes), text);
            }
        }
    }
}
