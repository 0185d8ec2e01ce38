//! Text of others, as it may be shown in a terminal.

use std::borrow::Cow;

/// The text with its control characters written out: `^[` for the escape, `^G` for the bell, `<U+202E>` for what turns the
/// direction of writing. Newlines and tabs stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            c if !acts(c) => shown.push(c),
            '\u{7f}' => shown.push_str("^?"),
            c @ '\0'..='\u{1f}' => shown.extend(['^', char::from(c as u8 + b'@')]),
            c => shown.push_str(&format!("<U+{:04X}>", u32::from(c))),
        }
    }
    Cow::Owned(shown)
}

/// Whether a terminal would do something with a character instead of showing it.
pub(super) fn acts(character: char) -> bool {
    let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || character.is_control() && character != '\n' && character != '\t'
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(visible("a\u{1b}[31mb\u{7}\u{9b}c\u{202e}"), "a^[[31mb^G<U+009B>c<U+202E>");
        assert_eq!(visible("two\n\tlines"), "two\n\tlines");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_shown_as_it_is(text in any::<String>()) {
            let once = visible(&text).into_owned();
            prop_assert_eq!(visible(&once), once.as_str());
        }
    }
}
