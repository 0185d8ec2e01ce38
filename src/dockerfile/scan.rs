//! A file's lines with their ends, one after the other, within the limit of a line.

use super::limits;

/// Why the lines ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    File,
    LongLine,
}

/// The lines that are left, as Go's `bufio.Scanner` gives them: a line that is too long ends them.
pub struct Scan<'a> {
    rest: &'a str,
    pub end: End,
}

impl<'a> Scan<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { rest: text, end: End::File }
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = &'a str;

    /// The next line with its `\n`.
    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let length = self.rest.find('\n').unwrap_or(self.rest.len());
        if length > limits::LINE {
            self.rest = "";
            self.end = End::LongLine;
            return None;
        }
        let (line, rest) = self.rest.split_at((length + 1).min(self.rest.len()));
        self.rest = rest;
        Some(line)
    }
}
