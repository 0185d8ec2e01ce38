//! [`Canvas`]: how wide a drawing may be and which signs it may use; and the text that drawings share.

use crate::tell;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub use crate::text::short_size as size;

/// What a drawing is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canvas {
    /// Columns that a line may have.
    pub columns: usize,
    pub style: Style,
}

/// The signs of a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Lines and boxes of Unicode.
    Lines,
    /// Only ASCII.
    Ascii,
    /// No drawing: sentences, for a screen reader.
    Sentences,
}

/// Columns below which nothing sensible can be drawn.
const NARROWEST: usize = 40;
/// Columns beyond which lines are hard to read.
const WIDEST: usize = 120;

impl Default for Canvas {
    fn default() -> Self {
        Canvas { columns: 80, style: Style::Lines }
    }
}

impl Canvas {
    /// Columns for a line.
    pub fn width(self) -> usize {
        self.columns.clamp(NARROWEST, WIDEST)
    }

    /// The sign for a place in a drawing.
    pub(super) fn sign(self, lines: &'static str, ascii: &'static str) -> &'static str {
        if self.style == Style::Lines { lines } else { ascii }
    }

    /// A text of one line, cut to so many columns.
    pub(super) fn cut(self, text: &str, columns: usize) -> String {
        let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = if self.style == Style::Lines { line } else { ascii(&line) };
        if line.width() <= columns {
            return line;
        }
        let end = self.sign("…", "...");
        let room = columns.saturating_sub(end.width());
        let mut used = 0;
        let kept: String = line
            .chars()
            .take_while(|c| {
                used += c.width().unwrap_or(0);
                used <= room
            })
            .collect();
        if room == 0 { String::new() } else { format!("{}{end}", kept.trim_end()) }
    }

    /// Words over several lines, each after `indent` blanks.
    pub(super) fn wrapped(self, text: &str, indent: usize) -> String {
        let room = self.width().saturating_sub(indent).max(10);
        let mut lines: Vec<String> = vec![String::new()];
        for word in text.split_whitespace() {
            let word = if word.width() > room { self.cut(word, room) } else { word.to_string() };
            match lines.last_mut() {
                Some(line) if line.is_empty() => *line = word,
                Some(line) if line.width() + 1 + word.width() <= room => {
                    line.push(' ');
                    line.push_str(&word);
                }
                _ => lines.push(word),
            }
        }
        let pad = " ".repeat(indent);
        lines.iter().map(|line| format!("{pad}{line}")).collect::<Vec<_>>().join("\n")
    }
}

/// Other signs than ASCII replaced; German letters as Germans do it.
pub(super) fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            c if c.is_ascii() => plain.push(c),
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'Ä' => plain.push_str("Ae"),
            'Ö' => plain.push_str("Oe"),
            'Ü' => plain.push_str("Ue"),
            'ß' => plain.push_str("ss"),
            _ => plain.push('?'),
        }
    }
    plain
}

/// `a`, `a and b`, `a, b and c`.
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => tell::listed_and(first.join(", "), last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut() {
        let canvas = Canvas::default();
        assert_eq!(canvas.cut("RUN  apt-get\tupdate", 80), "RUN apt-get update");
        assert_eq!(canvas.cut("RUN apt-get update", 9), "RUN apt-…");
        let ascii = Canvas { style: Style::Ascii, ..canvas };
        assert_eq!(ascii.cut("é apt-get update", 9), "? apt-...");
        let text = "a bb ccc dddd eeeee ffffff ggggggg hhhhhhhh";
        assert_eq!(
            ascii.wrapped(text, 60).lines().map(str::trim).collect::<Vec<_>>().join("|"),
            "a bb ccc dddd eeeee|ffffff ggggggg|hhhhhhhh"
        );
    }
}
