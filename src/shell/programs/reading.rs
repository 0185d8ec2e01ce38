//! Reading files and standard input: whole, or line by line.

use std::io::BufRead;

use super::{Bail, Process};
use crate::allowance;
use crate::content::{Filler, Rope, RopeReader};
use crate::shell::{Input, Prompt, Stop, System};
use crate::vfs::Errno;

/// Bytes that a program may take in at once.
pub const CONTENT_LIMIT: u64 = 128 << 20;
/// Bytes that a line may have.
pub const LINE_LIMIT: usize = 32 << 20;
/// What reading one line counts, beside its bytes.
const LINE_WORK: u64 = 64;
/// How long the devices without end are.
const ENDLESS: u64 = 1 << 40;

/// A file's content; devices read as they do in life.
pub fn open_file(system: &mut dyn System, path: &str) -> Result<Rope, Errno> {
    match path {
        "/dev/null" => return Ok(Rope::new()),
        "/dev/zero" => return Ok(Rope::filler(Filler { seed: 0, dense: 0 }, ENDLESS)),
        "/dev/urandom" | "/dev/random" => {
            let seed = system.clock().random();
            return Ok(Rope::filler(Filler { seed, dense: u16::MAX }, ENDLESS));
        }
        _ => {}
    }
    let files = system.files();
    files.may(path, 4)?;
    files.read(path)
}

/// Lines of one input.
pub struct Lines {
    reader: Option<RopeReader>,
    /// Whether it is standard input, whose position others see and move.
    stdin: bool,
    position: u64,
}

impl Lines {
    /// The lines of a file's content.
    pub fn of(content: &Rope) -> Self {
        Lines { reader: Some(content.reader()), stdin: false, position: 0 }
    }

    /// The lines of standard input.
    pub fn of_stdin(process: &Process<'_>) -> Self {
        let (reader, position) = match &process.stdin {
            Input::Data { content, position } => (Some(content.slice(*position..content.len()).reader()), *position),
            Input::Empty | Input::Terminal | Input::Typed => (None, 0),
        };
        Lines { reader, stdin: true, position }
    }

    /// The next line with its newline, which the last one may lack.
    pub fn next(&mut self, process: &mut Process<'_>) -> Result<Option<Vec<u8>>, Stop> {
        allowance::work(LINE_WORK)?;
        if let (true, Input::Data { position, .. }) = (self.stdin, &process.stdin)
            && *position != self.position
        {
            *self = Lines::of_stdin(process);
        }
        let Some(reader) = &mut self.reader else {
            return match process.stdin {
                Input::Terminal | Input::Typed if self.stdin => {
                    let line = process.system.read_line(&Prompt::foreground())?;
                    Ok(line.map(|line| (line + "\n").into_bytes()))
                }
                _ => Ok(None),
            };
        };
        let mut line = Vec::new();
        loop {
            let buffer = reader.fill_buf().unwrap_or_default();
            if buffer.is_empty() {
                break;
            }
            let end = buffer.iter().position(|byte| *byte == b'\n').map(|end| end + 1);
            let taken = end.unwrap_or(buffer.len());
            line.extend_from_slice(buffer.get(..taken).unwrap_or_default());
            reader.consume(taken);
            if line.len() > LINE_LIMIT {
                return Err(Stop::Limit(format!("a line of more than {LINE_LIMIT} bytes")));
            }
            if end.is_some() {
                break;
            }
        }
        if let (true, Input::Data { position, .. }) = (self.stdin, &mut process.stdin) {
            *position = position.saturating_add(line.len() as u64);
            self.position = *position;
        }
        Ok((!line.is_empty()).then_some(line))
    }

    /// The next line as text without its newline, and whether it had one.
    pub fn next_text(&mut self, process: &mut Process<'_>) -> Result<Option<(String, bool)>, Stop> {
        let Some(mut line) = self.next(process)? else { return Ok(None) };
        let newline = line.last() == Some(&b'\n');
        if newline {
            line.pop();
        }
        let text =
            String::from_utf8(line).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Ok(Some((text, newline)))
    }
}

impl Process<'_> {
    /// Everything that is left of standard input.
    pub fn rest_of_stdin(&mut self) -> Result<Rope, Stop> {
        match &mut self.stdin {
            Input::Empty => Ok(Rope::new()),
            Input::Data { content, position } => {
                let rest = content.slice(*position..content.len());
                *position = content.len();
                Ok(rest)
            }
            Input::Terminal | Input::Typed => {
                let mut text = Vec::new();
                while let Some(line) = self.system.read_line(&Prompt::foreground())? {
                    text.extend_from_slice(line.as_bytes());
                    text.push(b'\n');
                    if text.len() > LINE_LIMIT {
                        return Err(Stop::Limit(format!("more than {LINE_LIMIT} bytes typed")));
                    }
                }
                Ok(text.into())
            }
        }
    }

    /// A file's content, or with `-` standard input.
    pub fn open(&mut self, operand: &str) -> Result<Result<Rope, Errno>, Stop> {
        match operand {
            "-" | "/dev/stdin" => self.rest_of_stdin().map(Ok),
            path => {
                let path = self.absolute(path);
                Ok(open_file(self.system, &path))
            }
        }
    }

    /// The first bytes of a file, or with `-` of standard input, where others find what follows.
    pub fn open_beginning(&mut self, operand: &str, count: u64) -> Result<Result<Rope, Errno>, Stop> {
        match (operand, &mut self.stdin) {
            ("-" | "/dev/stdin", Input::Data { content, position }) => {
                let start = *position;
                *position = start.saturating_add(count).min(content.len());
                Ok(Ok(content.slice(start..*position)))
            }
            _ => Ok(self.open(operand)?.map(|content| content.slice(0..count.min(content.len())))),
        }
    }

    /// The lines of a file, or with `-` of standard input.
    pub fn lines(&mut self, operand: &str) -> Result<Lines, Errno> {
        match operand {
            "-" | "/dev/stdin" => Ok(Lines::of_stdin(self)),
            path => {
                let path = self.absolute(path);
                open_file(self.system, &path).map(|content| Lines::of(&content))
            }
        }
    }

    /// The bytes of a rope, if a program may take in as many.
    pub fn take_in(&mut self, content: &Rope) -> Result<bytes::Bytes, Stop> {
        content.bytes_up_to(CONTENT_LIMIT).map_err(|error| Stop::Limit(error.to_string()))
    }

    /// Runs `each` on the lines of every operand; files that cannot be read are complained about. Returns 1 if there
    /// were such, else 0.
    pub fn each_input(
        &mut self,
        operands: &[String],
        mut each: impl FnMut(&mut Self, &str, &mut Lines) -> Result<(), Bail>,
    ) -> Result<i32, Bail> {
        let mut status = 0;
        for operand in operands {
            match self.lines(operand) {
                Ok(mut lines) => each(self, operand, &mut lines)?,
                Err(errno) => {
                    self.complain(&format!("{operand}: {errno}"))?;
                    status = 1;
                }
            }
        }
        Ok(status)
    }
}
