//! [`picture`]: a screen as an SVG, for a page that shows what the program looks like.

use std::fmt::Write;
use std::sync::Arc;

use super::progress::Progress;
use super::sheet::{Piece, Surface};
use super::style::{Look, Palette};
use super::tutorial::{Opened, Shown, Start, Tutorial, Wanted};
use super::{Course, Room, StyledLine};
use crate::hub::Hub;
use crate::lesson::Lesson;
use crate::sandbox::Typed;
use crate::shell::TerminalSize;
use crate::text::markup;

/// The screen, columns and rows.
const SIZE: TerminalSize = TerminalSize { columns: 80, rows: 200 };
/// A character's width and a line's height, pixels.
const CELL: (usize, usize) = (8, 18);
const MARGIN: usize = 16;

/// Where the next key goes.
const CURSOR: &str = "█";

/// A dialogue in the first lesson of a course, from the prompt at which the first of these lines is typed.
pub fn picture(course: Vec<Arc<Lesson>>, hub: Arc<dyn Hub>, typed: &[&str]) -> String {
    let surface = Surface { size: SIZE, palette: Palette::Colours };
    let progress = Progress::default();
    let comeback = String::new();
    let courses = vec![Course { hub, ..Course::only(course) }];
    let mut tutorial =
        Tutorial::new(Start { courses, language: "en".into(), surface, progress, seed: 0, again: true, comeback });
    tutorial.begin(Room::Lesson(0));
    let mut lines = Vec::new();
    let mut shown = tutorial.opened(Opened::default());
    for (index, line) in typed.iter().enumerate() {
        if index > 0 {
            take(&mut lines, &shown);
        }
        prompt(&mut lines, &shown, line);
        shown = tutorial.take(Typed::Line((*line).into()));
    }
    take(&mut lines, &shown);
    prompt(&mut lines, &shown, CURSOR);
    svg(&lines)
}

fn take(lines: &mut Vec<StyledLine>, shown: &Shown) {
    for piece in &shown.pieces {
        match piece {
            Piece::Lines(more) => lines.extend(more.iter().cloned()),
            Piece::Output(bytes) => {
                let text = super::settled(bytes);
                lines.extend(
                    text.trim_end_matches('\n')
                        .lines()
                        .flat_map(|line| StyledLine::new(Look::Plain, line).wrap(usize::from(SIZE.columns))),
                );
            }
        }
    }
}

fn prompt(lines: &mut Vec<StyledLine>, shown: &Shown, typed: &str) {
    let Wanted::Line(prompt) = &shown.wanted else { return };
    let mut line = StyledLine::new(prompt.look, &prompt.text);
    line.push(Look::Plain, typed);
    lines.push(line);
}

fn svg(lines: &[StyledLine]) -> String {
    let (width, height) = (usize::from(SIZE.columns) * CELL.0 + 2 * MARGIN, lines.len() * CELL.1 + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"monospace\" \
         font-size=\"13.3\">\n<rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#1e1e2e\"/>\n"
    );
    for (row, line) in lines.iter().enumerate() {
        let mut column = 0;
        for (look, text) in line.spans() {
            let (x, y) = (MARGIN + column * CELL.0, MARGIN + row * CELL.1 + 13);
            let length = text.chars().count() * CELL.0;
            let escaped = markup(&text);
            let _ = writeln!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" xml:space=\"preserve\" {}>{escaped}</text>",
                style(look)
            );
            column += text.chars().count();
        }
    }
    svg + "</svg>\n"
}

fn style(look: Look) -> &'static str {
    match look {
        Look::Plain => "fill=\"#cdd6f4\"",
        Look::Head => "fill=\"#89dceb\" font-weight=\"bold\"",
        Look::Code => "fill=\"#89dceb\"",
        Look::Strong => "fill=\"#cdd6f4\" font-weight=\"bold\"",
        Look::Emphasis => "fill=\"#cdd6f4\" font-style=\"italic\"",
        Look::Dim => "fill=\"#7f849c\"",
        Look::Good => "fill=\"#a6e3a1\" font-weight=\"bold\"",
        Look::Bad => "fill=\"#f38ba8\" font-weight=\"bold\"",
        Look::Todo => "fill=\"#f9e2af\" font-weight=\"bold\"",
        Look::Hint => "fill=\"#cba6f7\" font-weight=\"bold\"",
    }
}
