//! [`Sheet`]: what is shown, piece by piece, and what stands on the cursor's line meanwhile.

use super::harmless::harmless;
use super::line::StyledLine;
use super::style::{Look, Palette};
use super::{capped, markdown, render, settled};
use crate::lesson::Say;
use crate::shell::TerminalSize;
use crate::tell;

/// What is written on: how wide it is, and in which palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surface {
    pub size: TerminalSize,
    pub palette: Palette,
}

/// A piece of what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Whole lines; the cursor is at the beginning of one.
    Lines(Vec<StyledLine>),
    /// What a program printed: it may redraw lines (unless the palette is plain), and does nothing else to a terminal.
    Output(Vec<u8>),
}

/// What is shown since it was last taken.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub surface: Surface,
    pieces: Vec<Piece>,
    /// What of the output since the last newline stands on the screen.
    tail: String,
}

impl Sheet {
    pub fn new(surface: Surface) -> Self {
        Sheet { surface, pieces: Vec::new(), tail: String::new() }
    }

    pub fn palette(&self) -> Palette {
        self.surface.palette
    }

    pub fn columns(&self) -> usize {
        usize::from(self.surface.size.columns)
    }

    /// What has come together.
    pub fn take(&mut self) -> Vec<Piece> {
        std::mem::take(&mut self.pieces)
    }

    /// The line that the cursor was on was ended by what was typed.
    pub fn typed(&mut self) {
        self.tail.clear();
    }

    /// What stands on the cursor's line, as a prompt would have to repeat it.
    pub fn take_tail(&mut self) -> String {
        settled(std::mem::take(&mut self.tail).as_bytes())
    }

    /// Whether the cursor is at the start of a line.
    pub fn at_line_start(&self) -> bool {
        settled(self.tail.as_bytes()).is_empty()
    }

    /// Goes to a new line, unless the cursor is at the start of one.
    pub fn fresh_line(&mut self) {
        if !self.take_tail().is_empty() {
            self.output(b"\n");
        }
    }

    /// Shows lines.
    pub fn lines(&mut self, lines: Vec<StyledLine>) {
        self.fresh_line();
        match self.pieces.last_mut() {
            Some(Piece::Lines(before)) => before.extend(lines),
            _ => self.pieces.push(Piece::Lines(lines)),
        }
    }

    /// Shows a text of one look.
    pub fn text(&mut self, look: Look, text: &str) {
        self.lines(text.trim_end_matches('\n').lines().map(|line| StyledLine::new(look, line)).collect());
    }

    /// Shows a text of one look, broken into lines.
    pub fn wrapped(&mut self, look: Look, text: &str) {
        let width = self.columns();
        self.lines(StyledLine::new(look, text).wrap(width));
    }

    /// Shows a short Markdown text.
    pub fn markdown(&mut self, text: &str) {
        self.lines(markdown::lines(text, self.columns(), self.palette()));
    }

    /// Shows what a command printed.
    pub fn output(&mut self, bytes: &[u8]) {
        let bytes = match self.palette() {
            Palette::Plain => settled(bytes).into_bytes().into(),
            _ => harmless(bytes),
        };
        if bytes.is_empty() {
            return;
        }
        match bytes.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')) {
            Some(at) => self.tail = String::from_utf8_lossy(bytes.get(at + 1..).unwrap_or_default()).into_owned(),
            None => self.tail += &String::from_utf8_lossy(&bytes),
        }
        self.pieces.push(Piece::Output(bytes.into_owned()));
    }

    /// Shows what the tutor says, with blank lines between.
    pub fn says(&mut self, says: &[Say]) {
        let mut rest = says;
        let mut after_output = true;
        while let Some((first, after)) = rest.split_first() {
            if let Say::Output(_) = first {
                // What was printed in one go is shown in one go, whatever stream it went to.
                let count = rest.iter().take_while(|say| matches!(say, Say::Output(_))).count();
                let (output, after) = rest.split_at(count);
                let mut bytes = Vec::new();
                for say in output {
                    if let Say::Output(chunk) = say {
                        bytes.extend_from_slice(&chunk.bytes);
                    }
                }
                match capped::cut(&bytes, self.columns()) {
                    Some((end, more)) => {
                        bytes.truncate(end);
                        self.output(&bytes);
                        let text = tell::output_cut(self.palette().sign("…", "..."), more);
                        self.text(Look::Dim, &text);
                    }
                    None => self.output(&bytes),
                }
                (rest, after_output) = (after, true);
                continue;
            }
            let apart = match first {
                Say::Note(_) => rest.len() < says.len(),
                Say::Goals(_) => {
                    let before = says.len().checked_sub(rest.len() + 1).and_then(|at| says.get(at));
                    after_output || matches!(before, Some(Say::Aside(_)))
                }
                _ => true,
            };
            let mut lines = if apart { vec![StyledLine::default()] } else { vec![] };
            lines.extend(render::render(first, self.columns(), self.palette()));
            self.lines(lines);
            (rest, after_output) = (after, false);
        }
        if !matches!(says.last(), None | Some(Say::Output(_) | Say::Note(_))) {
            self.lines(vec![StyledLine::default()]);
        }
    }
}
