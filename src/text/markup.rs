//! Text of others in HTML and XML.

use super::visible::acts;

/// The text as it stands in HTML and XML, also between quotation marks. What XML 1.0 has no place for, what a terminal would take
/// for an order, and what turns the direction of writing become `\u{fffd}`.
pub fn markup(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if acts(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_becomes_a_part_of_the_page() {
        assert_eq!(markup("<b a=\"c\" d='e'>&"), "&lt;b a=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
        assert_eq!(markup("a\u{202e}b\u{1b}[1m\n\tc\u{ffff}"), "a\u{fffd}b\u{fffd}[1m\n\tc\u{fffd}");
    }
}
