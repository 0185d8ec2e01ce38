//! [`Screen`]: what is shown, in the palette and at the pace that the terminal wants.

use std::io::{self, IsTerminal, Write};

use super::pace::{self, Speed};
use super::signals::Interrupts;
use super::style::{Look, Palette};
use super::{markdown, show};
use crate::lesson::Say;
use crate::shell::TerminalSize;

/// What a terminal that does not say is taken for.
const USUAL: TerminalSize = TerminalSize { columns: 80, rows: 24 };

/// How things are shown, as asked for on the command line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Manner {
    /// No escape byte, nothing redrawn.
    pub plain: bool,
    pub speed: Speed,
}

/// Standard output.
pub(super) struct Screen {
    palette: Palette,
    speed: Speed,
    interrupts: Interrupts,
    /// What of the output since the last newline stands on the screen.
    tail: String,
}

/// Whether everything was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
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
        Screen { palette, speed: manner.speed, interrupts, tail: String::new() }
    }

    pub fn palette(&self) -> Palette {
        self.palette
    }

    /// The terminal's size.
    pub fn size(&self) -> TerminalSize {
        let size = terminal_size().filter(|size| size.columns > 0);
        size.map_or(USUAL, |size| TerminalSize { columns: size.columns, rows: size.rows.max(1) })
    }

    /// Shows text as it is. (A terminal that is gone is noticed when it is read from.)
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(bytes).and_then(|()| out.flush());
        match bytes.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')) {
            Some(at) => self.tail = String::from_utf8_lossy(bytes.get(at + 1..).unwrap_or_default()).into_owned(),
            None => self.tail += &String::from_utf8_lossy(bytes),
        }
    }

    /// Shows a short Markdown text.
    pub fn markdown(&mut self, text: &str) {
        let text = markdown::render(text, self.width(), self.palette);
        self.text(&text);
    }

    /// Shows a line less prominently.
    pub fn aside(&mut self, text: &str) {
        let text = self.palette.paint(Look::Dim, text);
        self.text(&(text + "\n"));
    }

    /// Shows what the tutor says, with blank lines between; output of commands at the pace of a network.
    pub fn say(&mut self, says: &[Say]) -> Shown {
        let mut rest = says;
        let mut after_output = true;
        while let Some((first, after)) = rest.split_first() {
            let Say::Output(_) = first else {
                self.fresh_line();
                let text = show::show(first, self.width(), self.palette);
                let apart = match first {
                    Say::Note(_) => rest.len() < says.len(),
                    Say::Goals(_) => after_output,
                    _ => true,
                };
                self.text(&format!("{}{}\n", if apart { "\n" } else { "" }, text.trim_matches('\n')));
                (rest, after_output) = (after, false);
                continue;
            };
            let count = rest.iter().take_while(|say| matches!(say, Say::Output(_))).count();
            let (output, after) = rest.split_at(count);
            let bytes: Vec<u8> = output
                .iter()
                .flat_map(|say| if let Say::Output(chunk) = say { chunk.bytes.as_slice() } else { &[] })
                .copied()
                .collect();
            if self.output(&bytes) == Shown::Interrupted {
                return Shown::Interrupted;
            }
            (rest, after_output) = (after, true);
        }
        if !matches!(says.last(), None | Some(Say::Output(_) | Say::Note(_))) {
            self.text("\n");
        }
        Shown::All
    }

    /// Shows what a command printed.
    pub fn output(&mut self, bytes: &[u8]) -> Shown {
        if self.palette == Palette::Plain {
            self.text(&pace::settled(bytes));
            return Shown::All;
        }
        let frames = pace::frames(bytes);
        let pause = self.speed.frame(frames.len());
        self.interrupts.forget();
        for (index, frame) in frames.iter().enumerate() {
            if index > 0 && !pause.is_zero() {
                std::thread::sleep(pause);
                if self.interrupts.came() {
                    self.text("\n");
                    return Shown::Interrupted;
                }
            }
            self.bytes(frame);
        }
        Shown::All
    }

    /// What stands on the line of the cursor, as a prompt would have to repeat it.
    pub fn take_tail(&mut self) -> String {
        pace::settled(std::mem::take(&mut self.tail).as_bytes())
    }

    /// Goes to a new line, unless the cursor is at the start of one.
    pub fn fresh_line(&mut self) {
        if !self.take_tail().is_empty() {
            self.text("\n");
        }
    }

    /// The line was ended by what was typed.
    pub fn typed(&mut self) {
        self.tail.clear();
    }

    fn width(&self) -> usize {
        usize::from(self.size().columns)
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
