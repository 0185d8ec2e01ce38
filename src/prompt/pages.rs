//! Pages: what is shown stops where the screen is full.

use super::sheet::Piece;

/// Lines of the screen that are left for the prompt and for the line before it.
const LEFT: usize = 2;
/// Lines that a page has at least.
const LEAST: usize = 8;

/// The pieces that fit a screen with so many rows, and those that come after it. Only the tutor's lines count: what a
/// command printed is shown in one go.
pub(super) fn split(pieces: Vec<Piece>, rows: usize) -> (Vec<Piece>, Vec<Piece>) {
    let room = rows.saturating_sub(LEFT).max(LEAST);
    let (mut page, mut rest) = (Vec::new(), Vec::new());
    let mut used = 0;
    for piece in pieces {
        match piece {
            piece if !rest.is_empty() => rest.push(piece),
            Piece::Output(bytes) => {
                used = 0;
                page.push(Piece::Output(bytes));
            }
            Piece::Lines(mut lines) if used + lines.len() > room => {
                let full = room.saturating_sub(used);
                // A page ends between two paragraphs, if that leaves something on it.
                let blank = lines.iter().take(full + 1).rposition(|line| line.is_empty());
                let end = blank.filter(|at| *at > full / 3).unwrap_or(full);
                let mut later = lines.split_off(end);
                while later.first().is_some_and(|line| line.is_empty()) {
                    later.remove(0);
                }
                page.push(Piece::Lines(lines));
                if !later.is_empty() {
                    rest.push(Piece::Lines(later));
                }
            }
            Piece::Lines(lines) => {
                used += lines.len();
                page.push(Piece::Lines(lines));
            }
        }
    }
    (page, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::{Look, StyledLine};

    fn lines(texts: &[&str]) -> Piece {
        Piece::Lines(texts.iter().map(|text| StyledLine::new(Look::Plain, text)).collect())
    }

    #[test]
    fn a_page_ends_between_paragraphs() {
        let text = ["a", "b", "c", "d", "e", "", "f", "g", "h", ""];
        let (page, rest) = split(vec![lines(&text)], 10);
        assert_eq!((page, rest), (vec![lines(&text[..5])], vec![lines(&text[6..])]));
        let (page, rest) = split(vec![lines(&text)], 24);
        assert_eq!((page, rest), (vec![lines(&text)], vec![]));
    }

    #[test]
    fn output_is_no_page() {
        let output = Piece::Output(b"x\n".repeat(100));
        let (page, rest) = split(vec![output.clone(), lines(&["a"; 9])], 24);
        assert_eq!((page.len(), rest.len()), (2, 0));
        let (page, rest) = split(vec![lines(&["a"; 30]), output], 24);
        assert_eq!((page, rest.len()), (vec![lines(&["a"; 22])], 2));
    }
}
