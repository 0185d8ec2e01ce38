//! [`Log`]: what a container's main process printed, line by line (the `json-file` log driver).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::shell::{Output, Stop, Stream, TerminalSize};

use super::super::execution::Now;

/// Bytes of log that a container keeps; the oldest lines go first.
pub const LOG_LIMIT: usize = 4 << 20;
/// Lines of log that a container keeps.
pub const LINE_LIMIT: usize = 50_000;

/// Bytes of a line in a file besides its text: `{"log":"","stream":"stdout","time":"2026-08-21T00:00:00.000000000Z"}`.
const ENTRY: u64 = 70;

/// One line, with its newline if it had one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    pub at: Timestamp,
    /// Standard error?
    pub error: bool,
    pub text: String,
}

/// The log: shared until it grows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    lines: Arc<Vec<LogLine>>,
    bytes: usize,
}

impl Log {
    /// The lines, oldest first.
    pub fn lines(&self) -> &[LogLine] {
        &self.lines
    }

    /// The same with further lines, in the order of time.
    pub fn with(&self, aside: &[LogLine]) -> Log {
        if aside.is_empty() {
            return self.clone();
        }
        let mut lines: Vec<LogLine> = self.lines.iter().chain(aside).cloned().collect();
        lines.sort_by_key(|line| line.at);
        let bytes = lines.iter().map(|line| line.text.len()).sum();
        let mut log = Log { lines: Arc::new(lines), bytes };
        log.forget();
        log
    }

    /// The same in the order of time, up to the `end`: what runs in the background is played ahead of what runs beside it.
    pub fn in_order(mut self, end: Option<Timestamp>) -> Log {
        let ended = |line: &LogLine| end.is_none_or(|end| line.at <= end);
        if !self.lines.is_sorted_by_key(|line| line.at) || !self.lines.last().is_none_or(ended) {
            let lines = Arc::make_mut(&mut self.lines);
            lines.sort_by_key(|line| line.at);
            lines.retain(ended);
            self.bytes = lines.iter().map(|line| line.text.len()).sum();
        }
        self
    }

    /// The same where files of so many bytes are kept, so many at most (moby `daemon/logger/loggerutils/logfile.go`: a
    /// file that is full is followed by another one before the next line).
    pub fn rotated(mut self, size: u64, files: usize) -> Log {
        let mut starts = vec![0];
        let mut filled = 0_u64;
        for (place, line) in self.lines.iter().enumerate() {
            if filled >= size {
                starts.push(place);
                filled = 0;
            }
            filled = filled.saturating_add(line.text.escape_default().count() as u64).saturating_add(ENTRY);
        }
        if let Some(first) =
            starts.len().checked_sub(files).and_then(|gone| starts.get(gone)).filter(|first| **first > 0)
        {
            Arc::make_mut(&mut self.lines).drain(..*first);
            self.bytes = self.lines.iter().map(|line| line.text.len()).sum();
        }
        self
    }

    /// Adds what was printed at a moment.
    pub fn add(&mut self, at: Timestamp, stream: Stream, bytes: &[u8]) {
        let error = stream == Stream::Err;
        let lines = Arc::make_mut(&mut self.lines);
        self.bytes += bytes.len();
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            let text = String::from_utf8_lossy(piece);
            match lines.iter_mut().rev().find(|line| line.error == error) {
                Some(last) if !last.text.ends_with('\n') => last.text.push_str(&text),
                _ => lines.push(LogLine { at, error, text: text.into_owned() }),
            }
        }
        self.forget();
    }

    /// Forgets the oldest lines, if there are too many: only now and then, so that a flood of lines costs no more than its length.
    fn forget(&mut self) {
        if self.bytes > LOG_LIMIT + LOG_LIMIT / 4 || self.lines.len() > LINE_LIMIT + LINE_LIMIT / 4 {
            let lines = Arc::make_mut(&mut self.lines);
            let mut excess = self.bytes.saturating_sub(LOG_LIMIT);
            let too_many = lines.len().saturating_sub(LINE_LIMIT);
            let too_long = lines.iter().take_while(|line| {
                let goes = excess > 0;
                excess = excess.saturating_sub(line.text.len());
                goes
            });
            let gone = too_many.max(too_long.count());
            lines.drain(..gone);
            self.bytes = lines.iter().map(|line| line.text.len()).sum();
        }
    }
}

/// The size of a terminal that nobody told.
pub const DEFAULT_SIZE: TerminalSize = TerminalSize { columns: 80, rows: 24 };

/// Standard output and error of a main process: into the log, and to who is attached.
pub struct Logged<'a> {
    pub log: Log,
    pub now: Now,
    /// Who watches, and from which byte on (what was seen before a replay is not shown twice).
    pub watcher: Option<&'a mut dyn Output>,
    /// Bytes that were printed before the watcher came.
    pub unseen: u64,
    /// Whether both streams are one terminal.
    pub tty: bool,
    /// How big it is, if somebody said so.
    pub size: Option<TerminalSize>,
    /// Bytes printed so far.
    pub written: u64,
    /// Bytes printed in this run.
    pub fresh: u64,
}

impl Logged<'_> {
    /// Bytes that a run may print to who is attached.
    pub const LIMIT: u64 = 64 << 20;
    /// Bytes that a run may print while nobody watches.
    pub const UNWATCHED: u64 = 8 << 20;
}

impl Output for Logged<'_> {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        let stream = if self.tty { Stream::Out } else { stream };
        let before = self.written;
        self.written = before.saturating_add(bytes.len() as u64);
        self.fresh = self.fresh.saturating_add(bytes.len() as u64);
        let limit = if self.watcher.is_some() { Self::LIMIT } else { Self::UNWATCHED };
        if self.fresh > limit {
            return Err(Stop::Limit(format!("more than {limit} bytes of output")));
        }
        self.log.add(self.now.get(), stream, bytes);
        if let Some(watcher) = &mut self.watcher {
            let skip = usize::try_from(self.unseen.saturating_sub(before)).unwrap_or(usize::MAX);
            if let Some(fresh) = bytes.get(skip..)
                && !fresh.is_empty()
            {
                watcher.write(stream, fresh)?;
            }
        }
        Ok(())
    }

    fn stopped(&mut self, what: &str) -> Result<(), Stop> {
        match &mut self.watcher {
            Some(watcher) => watcher.stopped(what),
            None => Ok(()),
        }
    }

    fn terminal(&self, stream: Stream) -> Option<TerminalSize> {
        if !self.tty {
            return None;
        }
        let size = || self.watcher.as_ref().and_then(|watcher| watcher.terminal(stream));
        Some(self.size.or_else(size).unwrap_or(DEFAULT_SIZE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_become_lines_and_a_tail_is_joined() {
        let mut log = Log::default();
        log.add(Timestamp(1), Stream::Out, b"a\nb");
        log.add(Timestamp(2), Stream::Err, b"oops\n");
        log.add(Timestamp(3), Stream::Out, b"c\nd");
        let lines: Vec<_> = log.lines().iter().map(|line| (line.at.0, line.error, line.text.as_str())).collect();
        assert_eq!(lines, [(1, false, "a\n"), (1, false, "bc\n"), (2, true, "oops\n"), (3, false, "d")]);
    }

    #[test]
    fn a_log_forgets_its_oldest_lines() {
        let mut log = Log::default();
        let line = vec![b'x'; LOG_LIMIT / 2];
        for at in 0..4 {
            log.add(Timestamp(at), Stream::Out, &line);
            log.add(Timestamp(at), Stream::Out, b"\n");
        }
        assert!(log.lines().len() < 4);
        assert_eq!(log.lines().last().unwrap().at, Timestamp(3));
        log.add(Timestamp(4), Stream::Out, &b"\n".repeat(2 * LINE_LIMIT));
        assert!(log.lines().len() <= LINE_LIMIT);
    }
}
