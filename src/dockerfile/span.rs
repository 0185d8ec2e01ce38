//! A stretch of a Dockerfile's lines.

/// Lines of a Dockerfile, both ends included; the first line is 1.
///
/// Line 0 is what BuildKit gives an error that it met before it had counted a line: such an error shows no excerpt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub first: usize,
    pub last: usize,
}

impl Span {
    /// The lines from `first` to `last`, or `first` alone if `last` lies before it (BuildKit's `toRanges`).
    pub fn new(first: usize, last: usize) -> Self {
        Self { first, last: last.max(first) }
    }

    /// One line.
    pub fn line(line: usize) -> Self {
        Self { first: line, last: line }
    }

    /// Whether `line` is one of these.
    pub fn contains(self, line: usize) -> bool {
        (self.first..=self.last).contains(&line)
    }
}
