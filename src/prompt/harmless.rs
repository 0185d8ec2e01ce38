//! [`harmless`]: what programs print, with nothing in it that a terminal would obey beyond drawing.

use std::borrow::Cow;

use crate::text::visible;

/// Final letters of control sequences (`ESC [ … x`, ECMA-48) that only draw: moving the cursor, erasing, colours; and
/// with
/// `?25`, hiding the cursor and showing it.
const DRAWING: &str = "ABCDEFGHJKfm";
/// Characters that a control sequence may have.
const LONGEST: usize = 32;

/// The bytes as they are, but for what would do more than draw (titles, queries that the terminal answers, other
/// character sets, the clipboard …): its escape is shown as `^[`.
pub(super) fn harmless(bytes: &[u8]) -> Cow<'_, [u8]> {
    let acts = |byte: &u8| matches!(byte, 0..=6 | 14..=31 | 0x7f | 0xc2 | 0xe2);
    if !bytes.iter().any(acts) {
        return Cow::Borrowed(bytes);
    }
    let text = String::from_utf8_lossy(bytes);
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '\u{1b}' => drawing(rest),
            '\r' | '\u{8}' | '\u{7}' => 1,
            _ => 0,
        };
        match rest.split_at_checked(length.max(character.len_utf8())) {
            Some((sequence, after)) if length > 0 => {
                shown.push_str(sequence);
                rest = after;
            }
            Some((one, after)) => {
                shown.push_str(&visible(one));
                rest = after;
            }
            None => break,
        }
    }
    Cow::Owned(shown.into_bytes())
}

/// How long the control sequence is with which the text begins, if it only draws; else 0.
fn drawing(text: &str) -> usize {
    let Some(inside) = text.strip_prefix("\u{1b}[") else { return 0 };
    let Some(end) = inside.char_indices().take(LONGEST).find(|(_, c)| !matches!(c, '0'..='9' | ';' | '?')) else {
        return 0;
    };
    let (parameters, last) = (&inside[..end.0], end.1);
    let draws = DRAWING.contains(last) && !parameters.contains('?');
    let hides = matches!(last, 'h' | 'l') && parameters == "?25";
    if draws || hides { 2 + end.0 + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        String::from_utf8(harmless(text.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn drawing_goes_through_and_nothing_else() {
        for drawing in
            ["plain\n", "\u{1b}[1A\u{1b}[2K\rabc", "\u{1b}[38;5;9mred\u{1b}[0m", "\u{1b}[?25l", "ä €\tx\u{7}"]
        {
            assert_eq!(shown(drawing), drawing);
        }
        assert_eq!(shown("\u{1b}]0;title\u{7}"), "^[]0;title\u{7}");
        assert_eq!(shown("\u{1b}[6n\u{1b}[?1049h\u{1b}c\u{1b}P1\u{9b}2J"), "^[[6n^[[?1049h^[c^[P1<U+009B>2J");
        assert_eq!(shown("cut \u{1b}["), "cut ^[[");
    }

    proptest! {
        #[test]
        fn what_is_harmless_stays_as_it_is(text in "[a-c\u{1b}\r\n0-9;?ABKGhlmn\\[\\]\u{7}\u{9b}ä]{0,60}") {
            let once = shown(&text);
            prop_assert_eq!(shown(&once), once);
        }
    }
}
