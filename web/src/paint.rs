//! What is shown, as bytes for a terminal.

use layercake::{Look, Palette, Piece, StyledLine};

/// Lines and output in the order shown, with escape sequences if the palette has colours.
pub fn painted(pieces: &[Piece], palette: Palette) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Lines(lines) => lines.iter().for_each(|line| {
                text += &line_of(line, palette);
                text.push('\n');
            }),
            Piece::Output(bytes) => text += &String::from_utf8_lossy(bytes),
        }
    }
    text
}

/// A line without its newline.
pub fn line_of(line: &StyledLine, palette: Palette) -> String {
    line.spans().iter().map(|(look, text)| styled(*look, text, palette)).collect()
}

/// A text with a look (ECMA-48, SGR).
pub fn styled(look: Look, text: &str, palette: Palette) -> String {
    let codes = match look {
        Look::Plain => "",
        Look::Head => "1;36",
        Look::Code => "36",
        Look::Strong => "1",
        Look::Emphasis => "3",
        Look::Dim => "2",
        Look::Good => "1;32",
        Look::Bad => "1;31",
        Look::Todo => "1;33",
        Look::Hint => "1;35",
    };
    if codes.is_empty() || text.is_empty() || palette != Palette::Colours {
        return text.into();
    }
    format!("\u{1b}[{codes}m{text}\u{1b}[0m")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_colours_have_escapes() {
        let line = StyledLine::new(Look::Code, "ls");
        let pieces = [Piece::Lines(vec![line]), Piece::Output(b"x\n".to_vec())];
        assert_eq!(painted(&pieces, Palette::Colours), "\u{1b}[36mls\u{1b}[0m\nx\n");
        assert_eq!(painted(&pieces, Palette::NoColours), "ls\nx\n");
    }
}
