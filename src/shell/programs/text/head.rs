//! `head`

use super::options::{Accepted, Options};
use super::{Applet, Bail, Ended, Lines};
use crate::shell::{Process, Stream};
use crate::vfs::Errno;

pub(super) static PROGRAM: Applet = Applet {
    names: &["head"],
    about: "prints the first lines of files",
    usage: "[-n LINES] [-c BYTES] [-qv] [FILE]...",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "n:c:qv",
    long: &[("lines", 'n'), ("bytes", 'c'), ("quiet", 'q'), ("silent", 'q'), ("verbose", 'v')],
    misuse: 1,
};

/// `-5` as `-n 5`.
pub(super) fn modern(process: &Process<'_>) -> Vec<String> {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if let Some(first) = words.first_mut() {
        let digits = first.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if let Some(digits) = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
            *first = format!("-n{digits}");
        }
    }
    words
}

/// A count with a unit: `10`, `2k`, `1M`.
pub(super) fn count(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text.get(..end)?.parse().ok()?;
    let unit: u64 = match text.get(end..)? {
        "" => 1,
        "b" => 512,
        "k" | "K" | "KiB" => 1 << 10,
        "kB" | "KB" => 1000,
        "M" | "m" | "MiB" => 1 << 20,
        "MB" => 1_000_000,
        "G" | "GiB" => 1 << 30,
        "GB" => 1_000_000_000,
        _ => return None,
    };
    number.checked_mul(unit)
}

/// How many bytes or lines `-c` or `-n` says in `digits`, the part of `text` without a sign.
pub(super) fn count_of(process: &mut Process<'_>, text: &str, digits: &str, bytes: bool) -> Result<u64, Bail> {
    if let Some(count) = count(digits) {
        return Ok(count);
    }
    let what = if bytes { "bytes" } else { "lines" };
    let words = match process.busybox() {
        true => format!("invalid number '{text}'"),
        false => format!("invalid number of {what}: '{text}'"),
    };
    process.complain(&words)?;
    Err(Bail::Status(1))
}

/// The heads (`==> FILE <==`) before the parts of several files.
pub(super) struct Titles {
    shown: bool,
    first: bool,
}

impl Titles {
    pub(super) fn new(options: &Options) -> Self {
        Self::of(options, options.files().len())
    }

    /// The same for so many files.
    pub(super) fn of(options: &Options, files: usize) -> Self {
        Titles { shown: (files > 1 || options.has('v')) && !options.has('q'), first: true }
    }

    /// After a file that cannot be read: BusyBox's `head` takes it for the first one all the same.
    fn missed(&mut self, process: &Process<'_>) {
        self.first &= !process.busybox();
    }

    /// Before the part of a file.
    pub(super) fn before(&mut self, process: &mut Process<'_>, operand: &str) -> Result<(), Bail> {
        if self.shown {
            let name = if operand == "-" { "standard input" } else { operand };
            let blank = if self.first { "" } else { "\n" };
            process.print(&format!("{blank}==> {name} <==\n"))?;
        }
        self.first = false;
        Ok(())
    }
}

/// Says that a file cannot be read, as each program's busybox form (`to_busybox`) and GNU's do.
pub(super) fn unreadable(process: &mut Process<'_>, operand: &str, errno: Errno, to_busybox: &str) -> Result<(), Bail> {
    let words = match (process.busybox(), errno) {
        (true, _) => format!("{to_busybox}: {errno}"),
        (_, Errno::IsDirectory) => format!("error reading '{operand}': {errno}"),
        _ => format!("cannot open '{operand}' for reading: {errno}"),
    };
    process.complain(&words)?;
    Ok(())
}

fn run(process: &mut Process<'_>) -> Ended {
    let words = modern(process);
    let options = ACCEPTED.parse_words(process, words)?;
    let bytes = options.last_of("nc") == Some('c');
    let text = options.value(if bytes { 'c' } else { 'n' }).unwrap_or("10").to_string();
    let (but, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let count = count_of(process, &text, digits, bytes)?;
    let mut titles = Titles::new(&options);
    let mut status = 0;
    for operand in &options.files() {
        let lines = if bytes || but { None } else { Some(process.lines(operand)) };
        let opened = match lines {
            Some(lines) => lines.map(Source::Lines),
            None if but => process.open(operand)?.map(Source::Whole),
            None => process.open_beginning(operand, count)?.map(Source::Whole),
        };
        let source = match opened {
            Ok(source) => source,
            Err(errno) => {
                unreadable(process, operand, errno, operand)?;
                titles.missed(process);
                status = 1;
                continue;
            }
        };
        titles.before(process, operand)?;
        match source {
            Source::Lines(mut lines) => {
                for _ in 0..count {
                    let Some(line) = lines.next(process)? else { break };
                    process.put(&line)?;
                }
            }
            Source::Whole(content) if bytes => {
                let end = if but { content.len().saturating_sub(count) } else { content.len() };
                process.output.write_rope(Stream::Out, &content.slice(0..end))?;
            }
            Source::Whole(content) => all_but(process, &content, count)?,
        }
    }
    Ok(status)
}

enum Source {
    Lines(Lines),
    Whole(crate::content::Rope),
}

fn all_but(process: &mut Process<'_>, content: &crate::content::Rope, count: u64) -> Result<(), Bail> {
    let mut lines = Lines::of(content);
    let mut held = std::collections::VecDeque::new();
    while let Some(line) = lines.next(process)? {
        held.push_back(line);
        if held.len() as u64 > count {
            process.put(&held.pop_front().unwrap_or_default())?;
        }
    }
    Ok(())
}
