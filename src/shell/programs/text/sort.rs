//! `sort`

use std::cmp::Ordering;

use super::options::Accepted;
use super::{Applet, Bail, Ended, Lines};
use crate::content::Rope;
use crate::shell::{Process, Stop, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["sort"],
    about: "sorts lines",
    usage: "[-nrugfhVbcsz] [-k KEY] [-t SEPARATOR] [-o FILE] [FILE]...",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "nrugfhVbcsdiMzk:t:o:",
    long: &[
        ("numeric-sort", 'n'),
        ("reverse", 'r'),
        ("unique", 'u'),
        ("human-numeric-sort", 'h'),
        ("version-sort", 'V'),
        ("ignore-case", 'f'),
        ("key", 'k'),
        ("field-separator", 't'),
        ("output", 'o'),
        ("check", 'c'),
        ("stable", 's'),
        ("zero-terminated", 'z'),
    ],
    misuse: 2,
};

/// Lines that may be sorted.
const MAX_LINES: usize = 2_000_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bytes,
    Folded,
    Number,
    Human,
    Version,
}

struct Key {
    /// Field and character, from 1; character 0: the field's end.
    from: (usize, usize),
    to: Option<(usize, usize)>,
    kind: Kind,
    reverse: bool,
    blanks: bool,
}

fn kind_of(letters: &str, default: Kind) -> Kind {
    match letters.chars().rev().find(|letter| "nghVf".contains(*letter)) {
        Some('n' | 'g') => Kind::Number,
        Some('h') => Kind::Human,
        Some('V') => Kind::Version,
        Some('f') => Kind::Folded,
        _ => default,
    }
}

fn key(text: &str, kind: Kind, reverse: bool, blanks: bool) -> Option<Key> {
    let (from, to) = match text.split_once(',') {
        Some((from, to)) => (from, Some(to)),
        None => (text, None),
    };
    let place = |text: &str, default: usize| {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (numbers, letters) = text.split_at(end);
        let (field, character) = numbers.split_once('.').unwrap_or((numbers, ""));
        let character = if character.is_empty() { default } else { character.parse().ok()? };
        Some(((field.parse().ok().filter(|field: &usize| *field > 0)?, character), letters.to_string()))
    };
    let (from, first) = place(from, 1)?;
    let (to, second) = match to {
        Some(to) => place(to, 0).map(|(to, letters)| (Some(to), letters))?,
        None => (None, String::new()),
    };
    let letters = first + &second;
    let own = letters.chars().any(|letter| "nghVfrb".contains(letter));
    let reverse = if own { letters.contains('r') } else { reverse };
    Some(Key {
        from,
        to,
        kind: kind_of(&letters, if own { Kind::Bytes } else { kind }),
        reverse,
        blanks: blanks || letters.contains('b'),
    })
}

impl Key {
    fn of<'l>(&self, line: &'l str, separator: Option<char>) -> &'l str {
        let start = position(line, separator, self.from.0, self.from.1.max(1), self.blanks || self.kind != Kind::Bytes);
        let end = match self.to {
            None => line.len(),
            Some((field, 0)) => field_end(line, separator, field),
            Some((field, character)) => position(line, separator, field, character + 1, self.blanks),
        };
        line.get(start..end.max(start)).unwrap_or("")
    }
}

/// Byte offset of a field's start; a field without separator begins with the blanks before it.
fn field_start(line: &str, separator: Option<char>, field: usize) -> usize {
    if field <= 1 {
        return 0;
    }
    match separator {
        Some(separator) => line.match_indices(separator).nth(field - 2).map_or(line.len(), |(at, s)| at + s.len()),
        None => field_end(line, separator, field - 1),
    }
}

fn field_end(line: &str, separator: Option<char>, field: usize) -> usize {
    if let Some(separator) = separator {
        return line.match_indices(separator).nth(field.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
    }
    let mut at = 0;
    for _ in 0..field {
        let rest = line.get(at..).unwrap_or("");
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let word = rest.get(blanks..).unwrap_or("");
        at += blanks + word.find([' ', '\t']).unwrap_or(word.len());
        if at >= line.len() {
            break;
        }
    }
    at
}

fn position(line: &str, separator: Option<char>, field: usize, character: usize, skip: bool) -> usize {
    let mut start = field_start(line, separator, field);
    let rest = line.get(start..).unwrap_or("");
    if skip {
        start += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }
    let rest = line.get(start..).unwrap_or("");
    start + rest.char_indices().nth(character - 1).map_or(rest.len(), |(at, _)| at)
}

fn number(text: &str) -> f64 {
    let text = text.trim_start();
    let end = text
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*at == 0 && *c == '-')))
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or(0.0)
}

fn human(text: &str) -> f64 {
    let text = text.trim_start();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-').chars().next();
    let power = unit.and_then(|unit| "KMGTPE".find(unit.to_ascii_uppercase())).map_or(0, |at| at as i32 + 1);
    number(text) * 1024f64.powi(power)
}

fn version(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        let split = |text: &str| text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        let (l, r) = (split(left), split(right));
        let order = left.get(..l).cmp(&right.get(..r));
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (left.get(l..).unwrap_or(""), right.get(r..).unwrap_or(""));
        if left.is_empty() || right.is_empty() {
            return left.len().cmp(&right.len());
        }
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (l, r) = (digits(left), digits(right));
        let plain = |text: &str, end: usize| text.get(..end).unwrap_or("").trim_start_matches('0').to_string();
        let (a, b) = (plain(left, l), plain(right, r));
        let order = a.len().cmp(&b.len()).then_with(|| a.cmp(&b));
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (left.get(l..).unwrap_or(""), right.get(r..).unwrap_or(""));
    }
}

fn compare(kind: Kind, left: &str, right: &str) -> Ordering {
    match kind {
        Kind::Bytes => left.as_bytes().cmp(right.as_bytes()),
        Kind::Folded => left.to_uppercase().cmp(&right.to_uppercase()),
        Kind::Number => number(left).total_cmp(&number(right)),
        Kind::Human => human(left).total_cmp(&human(right)),
        Kind::Version => version(left, right),
    }
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let letters: String = "nghVf".chars().filter(|letter| options.has(*letter)).collect();
    let kind = kind_of(&letters, Kind::Bytes);
    let (reverse, unique, blanks) = (options.has('r'), options.has('u'), options.has('b'));
    let separator = match options.value('t') {
        Some("\\t") => Some('\t'),
        Some("\\0") => Some('\0'),
        Some(text) if text.chars().count() == 1 => text.chars().next(),
        Some("") => return process.fail(2, "empty tab"),
        Some(text) => {
            let text = format!("multi-character tab '{text}'");
            return process.fail(2, &text);
        }
        None => None,
    };
    let mut keys = Vec::new();
    for text in options.values('k') {
        match key(text, kind, reverse, blanks) {
            Some(key) => keys.push(key),
            None => {
                let text = format!("invalid number at field start: invalid count at start of '{text}'");
                return process.fail(2, &text);
            }
        }
    }
    let end = if options.has('z') { '\0' } else { '\n' };
    let files = options.files();
    let lines = read(process, &files, end)?;
    let by_keys = |left: &String, right: &String| {
        for key in &keys {
            let order = compare(key.kind, key.of(left, separator), key.of(right, separator));
            let order = if key.reverse { order.reverse() } else { order };
            if order != Ordering::Equal {
                return order;
            }
        }
        if !keys.is_empty() {
            return Ordering::Equal;
        }
        let order = compare(kind, left, right);
        if reverse { order.reverse() } else { order }
    };
    let full = |left: &String, right: &String| {
        let order = by_keys(left, right);
        if order != Ordering::Equal || unique || options.has('s') {
            return order;
        }
        let order = left.as_bytes().cmp(right.as_bytes());
        if reverse { order.reverse() } else { order }
    };
    if options.has('c') {
        for (before, (one, two)) in lines.iter().zip(lines.iter().skip(1)).enumerate() {
            let order = full(one, two);
            if order == Ordering::Greater || (unique && order == Ordering::Equal) {
                let file = files.first().map_or("-", String::as_str);
                let gnu = format!("sort: {file}:{}: disorder: {two}\n", before + 2);
                let text = if process.busybox() { format!("Check line {}\n", before + 1) } else { gnu };
                process.output.write(Stream::Err, text.as_bytes())?;
                return Ok(1);
            }
        }
        return Ok(0);
    }
    let mut lines = lines;
    lines.sort_by(full);
    if unique {
        lines.dedup_by(|next, kept| by_keys(next, kept) == Ordering::Equal);
    }
    let mut text = lines.join(end.encode_utf8(&mut [0; 4]));
    if !lines.is_empty() {
        text.push(end);
    }
    match options.value('o') {
        None => process.print(&text)?,
        Some(file) => {
            let path = process.absolute(file);
            if let Err(errno) = process.system.files().write(&path, Rope::from(text), 0o666) {
                let text = format!("open failed: {file}: {errno}");
                return process.fail(2, &text);
            }
        }
    }
    Ok(0)
}

fn read(process: &mut Process<'_>, files: &[String], end: char) -> Result<Vec<String>, Bail> {
    let mut all = Vec::new();
    for operand in files.iter().filter(|_| end == '\0') {
        let content = match process.open(operand)? {
            Ok(content) => process.take_in(&content)?,
            Err(errno) => {
                process.complain_as(&format!("cannot read: {operand}: {errno}"), &format!("{operand}: {errno}"))?;
                return Err(Bail::Status(2));
            }
        };
        let text = String::from_utf8_lossy(&content);
        for record in text.split_terminator('\0') {
            all.push(record.to_string());
            if all.len() > MAX_LINES {
                return Err(Stop::Limit(format!("sort of more than {MAX_LINES} records")).into());
            }
        }
    }
    for operand in files.iter().filter(|_| end == '\n') {
        let mut lines: Lines = match process.lines(operand) {
            Ok(lines) => lines,
            Err(errno) => {
                let words = if process.busybox() {
                    format!("{operand}: {errno}")
                } else {
                    format!("cannot read: {operand}: {errno}")
                };
                return process.fail(2, &words);
            }
        };
        while let Some((line, _)) = lines.next_text(process)? {
            all.push(line);
            if all.len() > MAX_LINES {
                return Err(Stop::Limit(format!("sort of more than {MAX_LINES} lines")).into());
            }
        }
    }
    Ok(all)
}
