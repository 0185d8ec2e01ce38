//! [`svg`]: a drawing made of signs, as a picture: lines of the box-drawing signs, arrows, marks and texts on a grid.
//! It has the colours of the text around it, so it is readable in light and dark themes and in print.

use std::collections::BTreeMap;
use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

use crate::text::markup;

/// A sign's width and a line's height, pixels.
const CELL: (usize, usize) = (8, 18);
/// Pixels around the drawing.
const MARGIN: usize = 8;
/// Where a text stands in its line, pixels from above.
const BASE: usize = 13;

/// What a picture is, beside its lines.
pub(super) struct Caption<'a> {
    /// An identifier that no other picture of the book has.
    pub id: &'a str,
    /// In a few words.
    pub title: &'a str,
    /// What one sees, in sentences: for those who do not see it.
    pub words: &'a str,
}

/// The picture of some lines, as an element on one line of HTML.
pub(super) fn svg(text: &str, caption: &Caption<'_>) -> String {
    let rows: Vec<Vec<Sign>> = text.lines().map(signs).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let (width, height) = (columns * CELL.0 + 2 * MARGIN, rows.len() * CELL.1 + 2 * MARGIN);
    let id = markup(caption.id);
    let mut svg = format!(
        "<figure class=\"lc-figure\"><svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" \
         aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {width} {height}\" style=\"max-width:{width}px\" \
         font-family=\"monospace\" font-size=\"13\" fill=\"currentColor\" stroke=\"none\"><title id=\"{id}-t\">{}</title>\
         <desc id=\"{id}-d\">{}</desc>",
        markup(caption.title),
        markup(&caption.words.split_whitespace().collect::<Vec<_>>().join(" "))
    );
    let mut strokes = Strokes::default();
    for (row, signs) in rows.iter().enumerate() {
        for (column, sign) in signs.iter().enumerate() {
            match sign {
                Sign::Line(arms) => strokes.cell(column, row, *arms),
                Sign::Arrow(point) => {
                    strokes.cell(column, row, point.tail());
                    svg += &point.head(column, row);
                }
                Sign::Mark(mark) => svg += &mark.shape(column, row),
                Sign::Text(_) | Sign::Behind => {}
            }
        }
        texts(signs, row, &mut svg);
    }
    let _ = write!(
        svg,
        "<path d=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.3\"/></svg></figure>",
        strokes.path()
    );
    svg
}

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Line(Arms),
    Arrow(Point),
    Mark(Mark),
    Text(char),
    /// The second cell of a wide character.
    Behind,
}

/// Which edges of its cell a line goes to from the middle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Arms {
    left: bool,
    right: bool,
    up: bool,
    down: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Point {
    Left,
    Right,
    Up,
    Down,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Square,
    Diamond,
    Disc,
    Ring,
}

fn signs(line: &str) -> Vec<Sign> {
    let mut signs = Vec::new();
    for c in line.chars() {
        signs.push(sign(c));
        if c.width().unwrap_or(0) > 1 {
            signs.push(Sign::Behind);
        }
    }
    signs
}

fn sign(c: char) -> Sign {
    let arms = |edges: &str| {
        let has = |edge| edges.contains(edge);
        Sign::Line(Arms { left: has('l'), right: has('r'), up: has('u'), down: has('d') })
    };
    match c {
        '─' | '╌' => arms("lr"),
        '│' | '┆' => arms("ud"),
        '┌' | '╭' => arms("rd"),
        '┐' | '╮' => arms("ld"),
        '└' | '╰' => arms("ru"),
        '┘' | '╯' => arms("lu"),
        '├' => arms("rud"),
        '┤' => arms("lud"),
        '┬' => arms("lrd"),
        '┴' => arms("lru"),
        '┼' => arms("lrud"),
        '◀' => Sign::Arrow(Point::Left),
        '▶' => Sign::Arrow(Point::Right),
        '▲' => Sign::Arrow(Point::Up),
        '▼' => Sign::Arrow(Point::Down),
        '■' => Sign::Mark(Mark::Square),
        '◆' => Sign::Mark(Mark::Diamond),
        '●' => Sign::Mark(Mark::Disc),
        '○' => Sign::Mark(Mark::Ring),
        c => Sign::Text(c),
    }
}

/// The middle of a cell, pixels.
fn middle(column: usize, row: usize) -> (usize, usize) {
    (MARGIN + column * CELL.0 + CELL.0 / 2, MARGIN + row * CELL.1 + CELL.1 / 2)
}

impl Point {
    /// The line that leads to the arrow's head.
    fn tail(self) -> Arms {
        let none = Arms::default();
        match self {
            Point::Right => Arms { left: true, ..none },
            Point::Left => Arms { right: true, ..none },
            Point::Up | Point::Down => none,
        }
    }

    fn head(self, column: usize, row: usize) -> String {
        let (x, y) = middle(column, row);
        let points = match self {
            Point::Right => format!("{},{} {},{} {},{}", x - 3, y - 4, x + 4, y, x - 3, y + 4),
            Point::Left => format!("{},{} {},{} {},{}", x + 3, y - 4, x - 4, y, x + 3, y + 4),
            Point::Up => format!("{},{} {},{} {},{}", x - 4, y + 4, x, y - 4, x + 4, y + 4),
            Point::Down => format!("{},{} {},{} {},{}", x - 4, y - 4, x, y + 4, x + 4, y - 4),
        };
        format!("<polygon points=\"{points}\"/>")
    }
}

impl Mark {
    fn shape(self, column: usize, row: usize) -> String {
        let (x, y) = middle(column, row);
        match self {
            Mark::Square => format!("<rect x=\"{}\" y=\"{}\" width=\"8\" height=\"8\"/>", x - 4, y - 4),
            Mark::Diamond => {
                format!("<polygon points=\"{},{y} {x},{} {},{y} {x},{}\"/>", x - 5, y - 5, x + 5, y + 5)
            }
            Mark::Disc => format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"4\"/>"),
            Mark::Ring => {
                format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"3.5\" fill=\"none\" stroke=\"currentColor\"/>")
            }
        }
    }
}

/// The texts of a line: words with single blanks between them stand in one.
fn texts(signs: &[Sign], row: usize, svg: &mut String) {
    let mut at = 0;
    while at < signs.len() {
        let Some(Sign::Text(first)) = signs.get(at).copied() else {
            at += 1;
            continue;
        };
        if first == ' ' {
            at += 1;
            continue;
        }
        let start = at;
        let mut text = String::new();
        while let Some(sign) = signs.get(at) {
            match sign {
                Sign::Text(' ') if !matches!(signs.get(at + 1), Some(Sign::Text(c)) if *c != ' ') => break,
                Sign::Text(c) => text.push(*c),
                Sign::Behind => {}
                _ => break,
            }
            at += 1;
        }
        let (x, y) = (MARGIN + start * CELL.0, MARGIN + row * CELL.1 + BASE);
        let length = (at - start) * CELL.0;
        let _ = write!(svg, "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\">{}</text>", markup(&text));
    }
}

/// Straight lines, joined where they meet.
#[derive(Default)]
struct Strokes {
    /// By y: from x to x.
    across: BTreeMap<usize, Vec<(usize, usize)>>,
    /// By x: from y to y.
    down: BTreeMap<usize, Vec<(usize, usize)>>,
}

impl Strokes {
    fn cell(&mut self, column: usize, row: usize, arms: Arms) {
        let (x, y) = middle(column, row);
        let (left, above) = (MARGIN + column * CELL.0, MARGIN + row * CELL.1);
        if arms.left || arms.right {
            let from = if arms.left { left } else { x };
            join(self.across.entry(y).or_default(), from, if arms.right { left + CELL.0 } else { x });
        }
        if arms.up || arms.down {
            let from = if arms.up { above } else { y };
            join(self.down.entry(x).or_default(), from, if arms.down { above + CELL.1 } else { y });
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for (y, lines) in &self.across {
            lines.iter().for_each(|(from, to)| path += &format!("M{from} {y}H{to}"));
        }
        for (x, lines) in &self.down {
            lines.iter().for_each(|(from, to)| path += &format!("M{x} {from}V{to}"));
        }
        path
    }
}

/// Adds a line to those of one direction; they come in their order.
fn join(lines: &mut Vec<(usize, usize)>, from: usize, to: usize) {
    match lines.last_mut() {
        Some((_, end)) if *end == from => *end = to,
        _ => lines.push((from, to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> String {
        svg(text, &Caption { id: "x", title: "A <title>", words: "Two lines\n\nof words." })
    }

    #[test]
    fn a_picture_has_a_title_and_words_and_stands_on_one_line() {
        let svg = drawn("a & b\n\nc");
        assert!(!svg.contains('\n'));
        assert!(svg.contains("aria-labelledby=\"x-t x-d\""));
        assert!(svg.contains("<title id=\"x-t\">A &lt;title&gt;</title><desc id=\"x-d\">Two lines of words.</desc>"));
        assert!(svg.contains(">a &amp; b</text>"));
    }

    #[test]
    fn lines_that_meet_are_one() {
        // ┐ goes from the left to the middle and down; │ goes on.
        let svg = drawn("──┐\n  │\n  └─▶ x");
        assert!(svg.contains("d=\"M8 17H28M28 53H44M28 17V53\""), "{svg}");
        assert!(svg.contains("<polygon points="));
    }

    #[test]
    fn texts_stand_where_they_stood() {
        let svg = drawn("one two   three");
        assert!(svg.contains("<text x=\"8\" y=\"21\" textLength=\"56\">one two</text>"), "{svg}");
        assert!(svg.contains("<text x=\"88\" y=\"21\" textLength=\"40\">three</text>"), "{svg}");
    }
}
