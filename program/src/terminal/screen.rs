//! [`Screen`]: standard output, in the palette and at the pace that the terminal wants.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use super::pace::{self, Speed};
use super::paint::{paint_line, without_styles};
use super::signals::Interrupts;
use layercake::{Palette, Piece, StyledLine, Surface, TerminalSize};

/// How long nobody looks whether Ctrl-C came.
const GLANCE: Duration = Duration::from_millis(20);
/// What a terminal that does not say is taken for.
const USUAL: TerminalSize = TerminalSize { columns: 80, rows: 24 };

/// How things are shown, as asked for on the command line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// No escape byte, nothing redrawn.
    pub plain: bool,
    pub speed: Speed,
}

/// Standard output.
pub(super) struct Screen {
    palette: Palette,
    speed: Speed,
    interrupts: Interrupts,
}

/// Whether everything was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Displayed {
    All,
    /// Ctrl-C came while progress was shown.
    Interrupted,
}

impl Screen {
    pub fn new(manner: Manner, interrupts: Interrupts) -> Self {
        let variable = |name: &str| std::env::var(name).unwrap_or_default();
        let plain = manner.plain || !io::stdout().is_terminal() || variable("TERM") == "dumb";
        let palette = match plain {
            true => Palette::Plain,
            false if !variable("NO_COLOR").is_empty() => Palette::NoColours,
            false => Palette::Colours,
        };
        Screen { palette, speed: manner.speed, interrupts }
    }

    /// Ctrl-C while no line is read.
    pub fn interrupts(&self) -> &Interrupts {
        &self.interrupts
    }

    pub fn palette(&self) -> Palette {
        self.palette
    }

    /// What is written on.
    pub fn surface(&self) -> Surface {
        let size = terminal_size().filter(|size| size.columns > 0);
        let size = size.map_or(USUAL, |size| TerminalSize { columns: size.columns, rows: size.rows.max(1) });
        Surface { size, palette: self.palette }
    }

    /// Shows text as it is. (A terminal that is gone is noticed when it is read from.)
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(bytes).and_then(|()| out.flush());
    }

    /// Shows lines.
    pub fn lines(&mut self, lines: &[StyledLine]) {
        let text: String = lines.iter().map(|line| paint_line(self.palette, line) + "\n").collect();
        self.text(&text);
    }

    /// Shows a short Markdown text.
    pub fn markdown(&mut self, text: &str) {
        let columns = usize::from(self.surface().size.columns);
        self.lines(&layercake::page(text, columns, self.palette));
    }

    /// Shows pieces; output of commands at the pace of a network. Ctrl-C counts from when the command began.
    pub fn show(&mut self, pieces: &[Piece]) -> Displayed {
        for piece in pieces {
            match piece {
                Piece::Lines(lines) => self.lines(lines),
                Piece::Output(bytes) => {
                    if self.output(bytes) == Displayed::Interrupted {
                        return Displayed::Interrupted;
                    }
                }
            }
        }
        Displayed::All
    }

    fn output(&mut self, bytes: &[u8]) -> Displayed {
        let frames = pace::frames(bytes);
        let pause = self.speed.frame(frames.len());
        for (index, frame) in frames.iter().enumerate() {
            let until = Instant::now() + if index > 0 { pause } else { Duration::ZERO };
            loop {
                if self.interrupts.came() {
                    // Progress moves the cursor about: what it has drawn below is cleared.
                    let moves = index > 0 && self.palette != Palette::Plain;
                    self.text(if moves { "\r\x1b[J" } else { "\n" });
                    return Displayed::Interrupted;
                }
                match until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
                    Some(left) => std::thread::sleep(left.min(GLANCE)),
                    None => break,
                }
            }
            match self.palette {
                Palette::NoColours => self.bytes(&without_styles(frame)),
                Palette::Plain | Palette::Colours => self.bytes(frame),
            }
        }
        Displayed::All
    }
}

#[cfg(unix)]
fn terminal_size() -> Option<TerminalSize> {
    let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout()).ok()?;
    Some(TerminalSize { columns: size.ws_col, rows: size.ws_row })
}

#[cfg(not(unix))]
fn terminal_size() -> Option<TerminalSize> {
    None
}
