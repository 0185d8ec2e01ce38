//! `tail`; with `-f` it stays, and shows nothing more: nothing else runs meanwhile.

use super::head::{Titles, count_of, modern, unreadable};
use super::options::Accepted;
use super::{Applet, Bail, Ended, Lines};
use crate::content::Rope;
use crate::shell::{MEMORY, Process, Stay, Stop, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["tail"],
    about: "prints the last lines of files",
    usage: "[-n [+]LINES] [-c [+]BYTES] [-fqv] [FILE]...",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "n:c:fFqv s:",
    long: &[("lines", 'n'), ("bytes", 'c'), ("follow", 'f'), ("quiet", 'q'), ("silent", 'q'), ("verbose", 'v')],
    misuse: 1,
};

fn run(process: &mut Process<'_>) -> Ended {
    let mut words = modern(process);
    if let Some(first) = words.first_mut()
        && first.len() > 1
        && first.starts_with('+')
        && first.bytes().skip(1).all(|byte| byte.is_ascii_digit())
    {
        *first = format!("-n{first}");
    }
    let options = ACCEPTED.parse_words(process, words)?;
    let bytes = options.last_of("nc") == Some('c');
    let text = options.value(if bytes { 'c' } else { 'n' }).unwrap_or("10").to_string();
    let from = text.strip_prefix('+');
    let digits = from.unwrap_or(text.strip_prefix('-').unwrap_or(&text));
    let count = count_of(process, &text, digits, bytes)?;
    let mut status = 0;
    let mut opened = Vec::new();
    let files = options.files();
    // BusyBox opens all of them before it shows the first.
    let ahead = if process.busybox() { files.len() } else { 1 };
    let mut titles = Titles::new(&options);
    for some in files.chunks(ahead) {
        for operand in some {
            match process.open(operand)? {
                Ok(content) => opened.push((operand, content)),
                Err(errno) => {
                    unreadable(process, operand, errno, &format!("can't open '{operand}'"))?;
                    status = 1;
                }
            }
        }
        if process.busybox() && opened.is_empty() {
            return process.fail(1, "no files");
        }
        if process.busybox() {
            titles = Titles::of(&options, opened.len());
        }
        for (operand, content) in opened.drain(..) {
            titles.before(process, operand)?;
            end_of(process, operand, &content, bytes, from, count)?;
        }
    }
    if (options.has('f') || options.has('F')) && status == 0 {
        return Err(Stop::Stays(Stay { on_stop_signal: (process.pid != 1).then_some(143), ..Stay::default() }).into());
    }
    Ok(status)
}

/// Prints what the operand is asked for: from the line or byte `from`, or the last ones.
fn end_of(
    process: &mut Process<'_>,
    operand: &str,
    content: &Rope,
    bytes: bool,
    from: Option<&str>,
    count: u64,
) -> Result<(), Bail> {
    let start = match (bytes, from) {
        (true, Some(_)) => count.saturating_sub(1),
        (true, None) => content.len().saturating_sub(count),
        (false, Some(_)) => {
            let mut lines = Lines::of(content);
            let mut start = 0;
            for _ in 1..count {
                let Some(line) = lines.next(process)? else { break };
                start += line.len() as u64;
            }
            start
        }
        (false, None) => {
            // What never ends is read until there is no room for it.
            if content.len() > MEMORY {
                process.hold_in_memory(content.len())?;
            }
            last_lines(process, content, count)?
        }
    };
    if operand == "-" {
        process.hold_in_memory(content.len().saturating_sub(start))?;
    }
    process.output.write_rope(Stream::Out, &content.slice(start..content.len()))?;
    Ok(())
}

/// Where the last `count` lines begin: the end is read backwards, window by window.
fn last_lines(process: &mut Process<'_>, content: &Rope, count: u64) -> Result<u64, Stop> {
    const WINDOW: u64 = 1 << 16;
    if count == 0 {
        return Ok(content.len());
    }
    let mut found = 0;
    let mut end = content.len();
    while end > 0 {
        process.system.step()?;
        let start = end.saturating_sub(WINDOW);
        let piece = content.slice(start..end).to_bytes();
        for (at, _) in piece.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n') {
            let after = start + at as u64 + 1;
            if after == content.len() {
                continue;
            }
            found += 1;
            if found == count {
                return Ok(after);
            }
        }
        end = start;
    }
    Ok(0)
}
