//! Looks as escape sequences.

use colored::Colorize;

use layercake::{Look, Palette, StyledLine};

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

/// A program's output without colours and weights (`ESC [ … m`). Other sequences stay: progress moves the cursor.
pub(super) fn without_styles(mut bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    while let Some(at) = bytes.windows(2).position(|pair| pair == b"\x1b[") {
        let (before, sequence) = bytes.split_at(at);
        let end = sequence.iter().skip(2).position(|byte| (0x40..=0x7e).contains(byte));
        let (sequence, after) = sequence.split_at(end.map_or(sequence.len(), |end| end + 3));
        kept.extend_from_slice(before);
        if !sequence.ends_with(b"m") {
            kept.extend_from_slice(sequence);
        }
        bytes = after;
    }
    kept.extend_from_slice(bytes);
    kept
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
    fn styles_go_and_movements_stay() {
        assert_eq!(without_styles(b"\x1b[1m\x1b[31mred\x1b[0m \x1b[2Kup\x1b[1A"), b"red \x1b[2Kup\x1b[1A");
        assert_eq!(without_styles(b"plain \x1b[3"), b"plain \x1b[3");
    }

    #[test]
    fn a_line_is_painted_piece_by_piece() {
        let mut line = StyledLine::new(Look::Plain, "Use ");
        line.push(Look::Code, "ls");
        line.push(Look::Plain, "  ");
        assert_eq!(paint_line(Palette::Colours, &line), "Use \u{1b}[36mls\u{1b}[0m");
    }
}
