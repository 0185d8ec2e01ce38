//! Looks as escape sequences.

use colored::Colorize;

use crate::prompt::{Look, Palette, StyledLine};

/// Text with a look.
pub(super) fn paint(palette: Palette, look: Look, text: &str) -> String {
    if !palette.colours() || text.is_empty() {
        return text.to_string();
    }
    // The crate's switch is global and guesses; the palette has decided.
    colored::control::set_override(true);
    let painted = match look {
        Look::Plain => return text.to_string(),
        Look::Head => text.cyan().bold(),
        Look::Code => text.cyan(),
        Look::Strong => text.bold(),
        Look::Emphasis => text.italic(),
        Look::Dim => text.dimmed(),
        Look::Good => text.green().bold(),
        Look::Bad => text.red().bold(),
        Look::Todo => text.yellow().bold(),
        Look::Hint => text.magenta().bold(),
    };
    painted.to_string()
}

/// A line, without its newline.
pub(super) fn paint_line(palette: Palette, line: &StyledLine) -> String {
    if !palette.colours() {
        return line.text();
    }
    line.spans().iter().map(|(look, text)| paint(palette, *look, text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_palette_with_colours_writes_escapes() {
        assert_eq!(paint(Palette::Colours, Look::Strong, "a"), "\u{1b}[1ma\u{1b}[0m");
        assert_eq!(paint(Palette::Colours, Look::Plain, "a"), "a");
        assert_eq!(paint(Palette::NoColours, Look::Bad, "a"), "a");
        assert_eq!(paint(Palette::Plain, Look::Bad, "a"), "a");
    }

    #[test]
    fn a_line_is_painted_piece_by_piece() {
        let mut line = StyledLine::new(Look::Plain, "Use ");
        line.push(Look::Code, "ls");
        line.push(Look::Plain, "  ");
        assert_eq!(paint_line(Palette::Colours, &line), "Use \u{1b}[36mls\u{1b}[0m");
    }
}
