//! Quoting as Go's `strconv.Quote` does (`%q`).

use std::fmt::Write;

/// `text` in double quotes, with Go's escapes.
pub fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        escape(&mut quoted, c, '"');
    }
    quoted.push('"');
    quoted
}

/// `c` in single quotes, with Go's escapes.
pub fn quote_char(c: char) -> String {
    let mut quoted = String::from("'");
    escape(&mut quoted, c, '\'');
    quoted.push('\'');
    quoted
}

fn escape(out: &mut String, c: char, mark: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        _ if c == mark => {
            out.push('\\');
            out.push(c);
        }
        _ if (c as u32) < 0x20 || c as u32 == 0x7f => _ = write!(out, "\\x{:02x}", c as u32),
        _ if c.is_control() || c == '\u{feff}' || c == '\u{fffd}' => _ = write!(out, "\\u{:04x}", c as u32),
        _ => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_follows_go() {
        assert_eq!(quote("sh -c \"a\"\n\u{1}é…"), r#""sh -c \"a\"\n\x01é…""#);
        assert_eq!(quote_char('x'), "'x'");
        assert_eq!(quote_char('\''), r"'\''");
    }
}
