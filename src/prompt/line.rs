//! [`StyledLine`]: text in pieces, each with its look; and wrapping it into lines of a width.

use unicode_width::UnicodeWidthStr;

use super::style::{Look, Palette};
use crate::text::visible;

/// Text in pieces, each with its look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StyledLine(Vec<(Look, String)>);

/// A space at which no line may break; it is shown as a usual one.
const FIXED_SPACE: char = '\u{a0}';

impl StyledLine {
    /// Text with one look.
    pub fn new(look: Look, text: &str) -> Self {
        let mut styled = StyledLine::default();
        styled.push(look, text);
        styled
    }

    /// Adds a piece. Its text is shown, whatever is in it: control characters are written out.
    pub fn push(&mut self, look: Look, text: &str) {
        let text = visible(text);
        match self.0.last_mut() {
            Some((last, so_far)) if *last == look => so_far.push_str(&text),
            _ if text.is_empty() => {}
            _ => self.0.push((look, text.into_owned())),
        }
    }

    /// Adds all pieces of another.
    pub fn append(&mut self, other: StyledLine) {
        for (look, text) in other.0 {
            self.push(look, &text);
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|(_, text)| text.trim().is_empty())
    }

    /// Columns, if it were one line.
    pub fn width(&self) -> usize {
        self.0.iter().map(|(_, text)| text.width()).sum()
    }

    /// Its pieces in their order, without spaces at the end.
    pub fn spans(&self) -> Vec<(Look, String)> {
        let mut spans: Vec<(Look, String)> =
            self.0.iter().map(|(look, text)| (*look, text.replace(FIXED_SPACE, " "))).collect();
        while let Some((_, last)) = spans.last_mut() {
            let kept = last.trim_end().len();
            last.truncate(kept);
            if !last.is_empty() {
                break;
            }
            spans.pop();
        }
        spans
    }

    /// Its text, without looks.
    pub fn text(&self) -> String {
        self.spans().into_iter().map(|(_, text)| text).collect()
    }

    /// Lines of at most `width` columns; a word that is longer is cut. A `\n` ends a line.
    pub fn wrap(&self, width: usize) -> Vec<StyledLine> {
        let width = width.max(1);
        let mut lines = vec![StyledLine::default()];
        let mut used = 0;
        let mut gap: Option<Look> = None;
        for word in self.words() {
            match word {
                Word::End => {
                    lines.push(StyledLine::default());
                    (used, gap) = (0, None);
                }
                Word::Gap(look) => gap = (used > 0).then_some(look),
                Word::Text(pieces) => {
                    let wide: usize = pieces.iter().map(|(_, text)| text.width()).sum();
                    if used > 0 && used + usize::from(gap.is_some()) + wide > width {
                        lines.push(StyledLine::default());
                        (used, gap) = (0, None);
                    }
                    if let (Some(look), Some(line)) = (gap.take(), lines.last_mut()) {
                        line.push(look, " ");
                        used += 1;
                    }
                    for (look, text) in pieces {
                        used = put(&mut lines, used, width, look, &text);
                    }
                }
            }
        }
        lines
    }

    /// Words (pieces without a space between them), gaps and ends of lines.
    fn words(&self) -> Vec<Word> {
        let mut words = Vec::new();
        for (look, text) in &self.0 {
            let mut rest = text.as_str();
            while let Some(first) = rest.chars().next() {
                let space = |c: char| c == ' ' || c == '\t';
                if first == '\n' {
                    words.push(Word::End);
                    rest = rest.split_at(1).1;
                } else if space(first) {
                    words.push(Word::Gap(*look));
                    rest = rest.trim_start_matches(space);
                } else {
                    let (word, after) = rest.split_at(rest.find([' ', '\t', '\n']).unwrap_or(rest.len()));
                    match words.last_mut() {
                        Some(Word::Text(pieces)) => pieces.push((*look, word.to_string())),
                        _ => words.push(Word::Text(vec![(*look, word.to_string())])),
                    }
                    rest = after;
                }
            }
        }
        words
    }
}

enum Word {
    Text(Vec<(Look, String)>),
    Gap(Look),
    End,
}

/// Puts a piece at the end of the last line, and cuts it where the line is full. Gives the columns then used.
fn put(lines: &mut Vec<StyledLine>, mut used: usize, width: usize, look: Look, text: &str) -> usize {
    if used + text.width() <= width {
        if let Some(line) = lines.last_mut() {
            line.push(look, text);
        }
        return used + text.width();
    }
    for character in text.chars() {
        let character = character.to_string();
        if used > 0 && used + character.width() > width {
            lines.push(StyledLine::default());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            line.push(look, &character);
        }
        used += character.width();
    }
    used
}

/// Text for a code span: with backticks if there is no colour to show it by.
pub(super) fn code(text: &str, palette: Palette) -> String {
    if palette.colours() { text.to_string() } else { format!("`{text}`") }
}

/// Lines, each begun by `first` or, from the second on, by `rest`.
pub(super) fn indent(lines: Vec<StyledLine>, first: &StyledLine, rest: &str) -> Vec<StyledLine> {
    let begin = |index: usize| if index == 0 { first.clone() } else { StyledLine::new(Look::Plain, rest) };
    let lines = lines.into_iter().enumerate().map(|(index, line)| {
        let mut begun = begin(index);
        begun.append(line);
        begun
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        StyledLine::new(Look::Plain, text).wrap(width).iter().map(|line| line.text()).collect()
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(wrapped("one two  three\nfour", 8), ["one two", "three", "four"]);
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrapped("", 3), [""]);
        assert_eq!(wrapped("日本語", 4), ["日本", "語"]);
    }

    #[test]
    fn a_text_can_only_be_shown() {
        assert_eq!(StyledLine::new(Look::Plain, "a\u{1b}]0;title\u{7}b").text(), "a^[]0;title^Gb");
    }

    #[test]
    fn pieces_without_a_space_between_stay_together() {
        let mut styled = StyledLine::new(Look::Plain, "see (");
        styled.push(Look::Code, "docker");
        styled.push(Look::Plain, ").");
        let lines: Vec<String> = styled.wrap(10).iter().map(|line| line.text()).collect();
        assert_eq!(lines, ["see", "(docker)."]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_letter_is_lost(text in "[a-zA-Zä日 \n]{0,80}", width in 2usize..30) {
            let lines = wrapped(&text, width);
            prop_assert!(lines.iter().all(|line| line.width() <= width));
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
