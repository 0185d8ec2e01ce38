//! How many places a text takes in a terminal, and cutting it to a width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The places that `text` takes; colour escapes take none.
pub fn width(text: &str) -> usize {
    if !text.contains('\u{1b}') {
        return text.width();
    }
    let mut places = 0;
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once('\u{1b}') {
        places += before.width();
        match escape.split_once('m') {
            Some((_, after)) => rest = after,
            None => return places + escape.width(),
        }
    }
    places + rest.width()
}

/// `text` cut to `places`, the last of them `…` if anything was cut (docker/cli `formatter.Ellipsis`).
pub fn ellipsis(text: &str, places: usize) -> String {
    match places {
        0 => return String::new(),
        1 => return text.chars().take(1).collect(),
        _ => {}
    }
    let place = |c: char| c.width().unwrap_or(1).max(1);
    if text.chars().map(place).sum::<usize>() <= places {
        return text.to_string();
    }
    let mut taken = 0;
    let mut cut: String = text
        .chars()
        .take_while(|c| {
            taken += place(*c);
            taken < places
        })
        .collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_take_no_place() {
        assert_eq!(width("\u{1b}[1m\u{1b}[34mabc\u{1b}[0m"), 3);
        assert_eq!(width("└─ x"), 4);
    }

    #[test]
    fn what_is_too_long_ends_in_dots() {
        assert_eq!(ellipsis("abcdef", 6), "abcdef");
        assert_eq!(ellipsis("abcdef", 4), "abc…");
        assert_eq!(ellipsis("abcdef", 1), "a");
        assert_eq!(ellipsis("", 1), "");
        assert_eq!(ellipsis("層層層", 4), "層…");
    }
}
