//! `grep`, `egrep`, `fgrep`

use super::super::banner::is_studied;
use std::ops::Range;

use super::options::{Accepted, Options};
use super::regex::{BadPattern, Dialect, Regex, Style, TooHard, compile, literal};
use super::{Applet, Bail, Ended, Lines};
use crate::shell::{Process, Stop};
use crate::vfs::{Errno, FileType};

pub(super) static PROGRAM: Applet = Applet {
    names: &["grep", "egrep", "fgrep"],
    about: "prints the lines that match a pattern",
    usage: "[-EFivnclLoqswxhHr] [-m N] [-A N] [-B N] [-C N] { PATTERN | -e PATTERN... | -f FILE } [FILE]...",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "EFGPivnclLoqswxhHrRaIm:A:B:C:e:f:",
    long: &[
        ("extended-regexp", 'E'),
        ("fixed-strings", 'F'),
        ("ignore-case", 'i'),
        ("invert-match", 'v'),
        ("line-number", 'n'),
        ("count", 'c'),
        ("files-with-matches", 'l'),
        ("files-without-match", 'L'),
        ("only-matching", 'o'),
        ("quiet", 'q'),
        ("silent", 'q'),
        ("no-messages", 's'),
        ("word-regexp", 'w'),
        ("line-regexp", 'x'),
        ("no-filename", 'h'),
        ("with-filename", 'H'),
        ("recursive", 'r'),
        ("text", 'a'),
        ("max-count", 'm'),
        ("after-context", 'A'),
        ("before-context", 'B'),
        ("context", 'C'),
        ("regexp", 'e'),
        ("file", 'f'),
        ("color", 'χ'),
        ("colour", 'χ'),
        ("perl-regexp", 'P'),
    ],
    misuse: 2,
};

/// Bytes of a file that say whether it is text.
const LOOKED_AT: u64 = 32 << 10;
/// Files that one recursive search may visit.
const MAX_FILES: usize = 100_000;

struct Search {
    patterns: Vec<Regex>,
    words: bool,
    whole: bool,
    invert: bool,
    numbers: bool,
    count: bool,
    list: Option<bool>,
    only: bool,
    quiet: bool,
    names: bool,
    most: u64,
    before: usize,
    after: usize,
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    if options.has('P') && process.busybox() {
        return process.no_such_option('P', 2);
    }
    let (mut operands, patterns) = patterns(process, &options)?;
    let patterns = match compiled(process, &options, &patterns) {
        Ok(patterns) => patterns,
        Err(error) => {
            let pattern =
                patterns.iter().find(|pattern| compiled(process, &options, std::slice::from_ref(*pattern)).is_err());
            let why = if is_studied(process.system) { String::new() } else { format!(": {error}") };
            let busybox = format!("bad regex '{}'{why}", pattern.map_or("", String::as_str));
            process.complain_as(&error.to_string(), &busybox)?;
            return Ok(2);
        }
    };
    for warning in patterns.iter().flat_map(|pattern| &pattern.warnings) {
        process.complain(&format!("warning: {warning}"))?;
    }
    let recursive = options.has('r') || options.has('R');
    if operands.is_empty() {
        operands.push(if recursive { "." } else { "-" }.to_string());
    }
    let number = |letter| options.value(letter).and_then(|text| text.parse().ok());
    let around: usize = number('C').unwrap_or(0);
    let mut search = Search {
        patterns,
        words: options.has('w'),
        whole: options.has('x'),
        invert: options.has('v'),
        numbers: options.has('n'),
        count: options.has('c'),
        list: if options.has('l') { Some(true) } else { options.has('L').then_some(false) },
        only: options.has('o'),
        quiet: options.has('q'),
        names: (operands.len() > 1 || options.has('H')) && !options.has('h'),
        most: options.value('m').and_then(|text| text.parse().ok()).unwrap_or(u64::MAX),
        before: number('B').unwrap_or(around),
        after: number('A').unwrap_or(around),
    };
    let mut found = false;
    let mut failed = false;
    let mut queue: Vec<(String, bool)> = operands.into_iter().rev().map(|operand| (operand, true)).collect();
    let mut visited = 0;
    while let Some((operand, named)) = queue.pop() {
        visited += 1;
        if visited > MAX_FILES {
            return Err(Stop::Limit(format!("grep in more than {MAX_FILES} files")).into());
        }
        if operand != "-" {
            let path = process.absolute(&operand);
            let files = process.system.files();
            let directory = files.stat(&path, true).is_ok_and(|stat| stat.kind == FileType::Directory);
            if directory && recursive {
                search.names = !options.has('h');
                let entries = files.read_dir(&path).unwrap_or_default();
                let base = operand.trim_end_matches('/');
                let name = |entry: &crate::vfs::DirEntry| {
                    if operand == "." && !named { entry.name.clone() } else { format!("{base}/{}", entry.name) }
                };
                let inside = entries.iter().rev().filter(|entry| entry.stat.kind != FileType::Symlink);
                queue.extend(inside.map(|entry| (name(entry), false)));
                continue;
            }
            if directory {
                // BusyBox reads nothing from it, and says nothing.
                if process.busybox() {
                    continue;
                }
                if !options.has('s') {
                    process.complain(&format!("{operand}: Is a directory"))?;
                }
                failed = true;
                continue;
            }
        }
        let binary = !process.busybox() && !options.has('a') && is_binary(process, &operand);
        if binary && options.has('I') {
            continue;
        }
        match process.lines(&operand) {
            Ok(mut lines) => {
                found |= search.one(process, &operand, &mut lines, binary)?;
                if found && search.quiet {
                    return Ok(0);
                }
            }
            Err(errno) => {
                if !options.has('s') {
                    let errno: Errno = errno;
                    process.complain(&format!("{operand}: {errno}"))?;
                }
                failed = true;
            }
        }
    }
    Ok(if failed { 2 } else { i32::from(!found) })
}

/// Whether a file is none of text: it has a byte of zeros near its beginning.
fn is_binary(process: &mut Process<'_>, operand: &str) -> bool {
    let path = process.absolute(operand);
    let content = process.system.files().read(&path).ok().filter(|_| operand != "-");
    content.is_some_and(|content| content.slice(0..LOOKED_AT).to_bytes().contains(&0))
}

/// The operands without the patterns, and the patterns.
fn patterns(process: &mut Process<'_>, options: &Options) -> Result<(Vec<String>, Vec<String>), Bail> {
    let mut patterns: Vec<String> = options.values('e').flat_map(|text| text.split('\n')).map(String::from).collect();
    for file in options.values('f') {
        match process.open(file)? {
            Ok(content) => {
                let bytes = process.take_in(&content)?;
                patterns.extend(String::from_utf8_lossy(&bytes).lines().map(String::from));
            }
            Err(errno) => return process.fail(2, &format!("{file}: {errno}")),
        }
    }
    let mut operands = options.operands.clone();
    if options.value('e').is_none() && options.value('f').is_none() {
        if operands.is_empty() {
            if process.busybox() {
                return process.missing_operand();
            }
            let text = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";
            process.output.write(crate::shell::Stream::Err, text.as_bytes())?;
            return Err(Bail::Status(2));
        }
        patterns = operands.remove(0).split('\n').map(String::from).collect();
    }
    Ok((operands, patterns))
}

/// All patterns, compiled.
fn compiled(process: &Process<'_>, options: &Options, patterns: &[String]) -> Result<Vec<Regex>, BadPattern> {
    let name = process.name();
    let ignore_case = options.has('i');
    let kind = options.last_of("EFGP");
    let fixed = name == "fgrep" || kind == Some('F');
    let dialect = match kind {
        Some('P') => Dialect::Perl,
        _ if process.busybox() => Dialect::Posix,
        _ => Dialect::Grep,
    };
    let extended = name == "egrep" || matches!(kind, Some('E' | 'P'));
    let style = Style { extended, ignore_case, dialect, ..Style::default() };
    let one = |text: &String| if fixed { literal(text, ignore_case) } else { compile(text, style) };
    patterns.iter().map(one).collect()
}

impl Search {
    /// Whether a line matches a pattern.
    fn hit(&self, text: &str) -> Result<bool, TooHard> {
        for pattern in &self.patterns {
            if self.first(pattern, text, 0)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The first match of a pattern at byte `from` or after it, as `-w` and `-x` want it.
    fn first(&self, pattern: &Regex, text: &str, from: usize) -> Result<Option<Range<usize>>, TooHard> {
        let mut from = from;
        while let Some(found) = if from <= text.len() { pattern.find(text, from)? } else { None } {
            let before = text.get(..found.start).and_then(|text| text.chars().next_back());
            let after = text.get(found.end..).and_then(|text| text.chars().next());
            let word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
            let fits = (!self.whole || (found.start == 0 && found.end == text.len()))
                && (!self.words || !(word(before) || word(after)));
            if fits {
                return Ok(Some(found));
            }
            from = found.start + text.get(found.start..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        }
        Ok(None)
    }

    /// What `-o` prints: the matches one after the other, the longest where several begin.
    fn parts<'t>(&self, text: &'t str) -> Result<Vec<&'t str>, TooHard> {
        let mut parts = Vec::new();
        let mut from = 0;
        while from <= text.len() {
            let mut best: Option<Range<usize>> = None;
            for pattern in &self.patterns {
                let found = self.first(pattern, text, from)?;
                let order = |range: &Range<usize>| (range.start, std::cmp::Reverse(range.end));
                best = best.into_iter().chain(found).min_by_key(order);
            }
            let Some(found) = best else { break };
            if found.is_empty() {
                from = found.end + text.get(found.end..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            } else {
                from = found.end;
                parts.extend(text.get(found));
            }
        }
        Ok(parts)
    }

    /// Searches one input; returns whether anything was found.
    fn one(&self, process: &mut Process<'_>, name: &str, lines: &mut Lines, binary: bool) -> Result<bool, Bail> {
        let shown = if name == "-" { "(standard input)" } else { name };
        let prefix = |number: u64, mark: char| {
            let name = if self.names { format!("{shown}{mark}") } else { String::new() };
            let number = if self.numbers { format!("{number}{mark}") } else { String::new() };
            name + &number
        };
        let mut matched = 0;
        let mut number = 0;
        let mut owed = 0;
        let mut held: std::collections::VecDeque<(u64, String)> = Default::default();
        let mut last_shown = 0;
        while matched < self.most || owed > 0 {
            let Some((text, _)) = lines.next_text(process)? else { break };
            number += 1;
            let hit = matched < self.most && self.hit(&text)? != self.invert;
            if hit {
                matched += 1;
                if self.quiet || self.list.is_some() {
                    break;
                }
                if self.count {
                    continue;
                }
                if binary {
                    process.print(&format!("grep: {name}: binary file matches\n"))?;
                    break;
                }
                if self.only {
                    if !self.invert {
                        for part in self.parts(&text)? {
                            process.print(&format!("{}{part}\n", prefix(number, ':')))?;
                        }
                    }
                    continue;
                }
                let first = held.front().map_or(number, |(number, _)| *number);
                if last_shown > 0 && first > last_shown + 1 && self.before + self.after > 0 {
                    process.print("--\n")?;
                }
                for (number, text) in held.drain(..) {
                    process.print(&format!("{}{text}\n", prefix(number, '-')))?;
                }
                process.print(&format!("{}{text}\n", prefix(number, ':')))?;
                last_shown = number;
                owed = self.after;
            } else if owed > 0 && !self.count && !self.only {
                process.print(&format!("{}{text}\n", prefix(number, '-')))?;
                last_shown = number;
                owed -= 1;
            } else if self.before > 0 {
                held.push_back((number, text));
                if held.len() > self.before {
                    held.pop_front();
                }
            }
        }
        if let Some(with) = self.list {
            if (matched > 0) == with {
                process.print(&format!("{shown}\n"))?;
            }
        } else if self.count && !self.quiet {
            let name = if self.names { format!("{shown}:") } else { String::new() };
            process.print(&format!("{name}{matched}\n"))?;
        }
        Ok(matched > 0)
    }
}
