//! Escaping for other places (Go's `text/template/funcs.go`).

use std::fmt::Write;

/// For HTML.
pub(super) fn html(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\0' => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}

/// For a text in JavaScript.
pub(super) fn js(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\\' | '\'' | '"' => out.extend(['\\', letter]),
            '<' | '>' | '&' | '=' => _ = write!(out, "\\u{:04X}", letter as u32),
            letter if letter.is_control() => _ = write!(out, "\\u{:04X}", letter as u32),
            letter => out.push(letter),
        }
    }
    out
}

/// For the query of a URL.
pub(super) fn url_query(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'-' | b'_' | b'.' | b'~' => out.push(byte.into()),
            byte if byte.is_ascii_alphanumeric() => out.push(byte.into()),
            byte => _ = write!(out, "%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_for_where_they_go() {
        assert_eq!(html("<a href=\"x\">'&"), "&lt;a href=&#34;x&#34;&gt;&#39;&amp;");
        assert_eq!(js("it's <b>"), "it\\'s \\u003Cb\\u003E");
        assert_eq!(url_query("a b&ü"), "a+b%26%C3%BC");
    }
}
