//! Notes and warnings beside the output, with their colours (docker/cli `internal/tui`).

use super::Client;
use super::failure::Outcome;
use crate::shell::Stream;
use crate::text::width;

/// `text` in bold.
pub fn bold(text: &str) -> String {
    format!("\u{1b}[1m{text}\u{1b}[0m")
}

/// `text` underlined.
pub fn underlined(text: &str) -> String {
    format!("\u{1b}[4m{text}\u{1b}[0m")
}

/// `text` in a colour of the terminal: 31 red, 32 green.
pub fn coloured(text: &str, colour: u8) -> String {
    format!("\u{1b}[{colour}m{text}\u{1b}[0m")
}

/// What stands before a note.
pub fn info_head(colours: bool) -> String {
    head(colours, "i", "106", "96", "Info")
}

fn head(colours: bool, letter: &str, back: &str, fore: &str, word: &str) -> String {
    if !colours {
        return format!(" {word} -> ");
    }
    format!("\u{1b}[1m\u{1b}[{back}m\u{1b}[30m{letter}\u{1b}[0m\u{1b}[0m \u{1b}[{fore}m{word} → \u{1b}[0m\u{1b}[0m")
}

impl Client<'_> {
    /// A note; the lines after the first are indented below it.
    pub fn note(&mut self, stream: Stream, words: &str) -> Outcome<()> {
        let head = info_head(self.colours(stream));
        self.beside(stream, &head, words)
    }

    /// A warning in the form of a note.
    pub fn warning_note(&mut self, stream: Stream, words: &str) -> Outcome<()> {
        let head = head(self.colours(stream), "w", "103", "93", "Warn");
        self.beside(stream, &head, words)
    }

    fn beside(&mut self, stream: Stream, head: &str, words: &str) -> Outcome<()> {
        let colours = self.colours(stream);
        let words = if colours { words.replace("--platform", &bold("--platform")) } else { words.to_string() };
        let mut text = format!("\n{head}");
        for (index, line) in words.split('\n').enumerate() {
            if index > 0 {
                text.push_str(&" ".repeat(width(head)));
            }
            match colours {
                true => text.push_str(&format!("\u{1b}[3m{line}\u{1b}[0m\n")),
                false => text.push_str(&format!("{line}\n")),
            }
        }
        Ok(self.output.write(stream, text.as_bytes())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_as_wide_in_colour_as_without() {
        assert_eq!(width(&info_head(true)), 9);
        assert_eq!(info_head(false).len(), 9);
    }
}
