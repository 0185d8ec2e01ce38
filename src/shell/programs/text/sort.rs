//! `sort`

use std::cmp::Ordering;

use super::options::Accepted;
use super::{Applet, Bail, Ended, Lines};
use crate::content::Rope;
use crate::shell::{Process, Stop, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["sort"],
    about: "sorts lines",
    usage: "[-nrugMfdihVbcsz] [-k KEY] [-t SEPARATOR] [-o FILE] [FILE]...",
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
        ("dictionary-order", 'd'),
        ("ignore-nonprinting", 'i'),
        ("ignore-leading-blanks", 'b'),
        ("general-numeric-sort", 'g'),
        ("month-sort", 'M'),
        ("key", 'k'),
        ("field-separator", 't'),
        ("output", 'o'),
        ("check", 'c'),
        ("stable", 's'),
        ("zero-terminated", 'z'),
    ],
    misuse: 2,
};

/// Text of which everything counts.
const PLAIN: Kind = Kind::Text(Text { folded: false, dictionary: false, printing: false });
/// Letters of a number that `-g` looks at.
const LONGEST_NUMBER: usize = 64;
const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// Lines that may be sorted.
const MAX_LINES: usize = 2_000_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text(Text),
    Number,
    /// With exponents (`-g`).
    General,
    Month,
    Human,
    Version(Text),
}

/// What of a text counts.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Text {
    /// Small letters are capital ones.
    folded: bool,
    /// Only blanks, letters and digits.
    dictionary: bool,
    /// Only what is printed.
    printing: bool,
}

impl Text {
    fn of(self, text: &str) -> String {
        let counts = |letter: &char| {
            (!self.dictionary || letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '\t'))
                && (!self.printing || matches!(letter, ' '..='~'))
        };
        let kept = text.chars().filter(counts);
        if self.folded { kept.map(|letter| letter.to_ascii_uppercase()).collect() } else { kept.collect() }
    }
}

/// Letters of kinds.
const KINDS: &str = "nghMVfdi";

struct Key {
    /// Field and character, from 1; character 0: the field's end.
    from: (usize, usize),
    to: Option<(usize, usize)>,
    kind: Kind,
    reverse: bool,
    blanks: bool,
}

/// Kinds that cannot be meant at once, as they are shown (coreutils `src/sort.c`, `check_ordering_compatibility`,
/// `key_to_opts`): what is left out goes well with versions.
fn incompatible(letters: &str) -> Option<String> {
    let has = |letter| letters.contains(letter);
    let kinds = ['n', 'g', 'h', 'M'].into_iter().filter(|letter| has(*letter)).count();
    if kinds + usize::from(has('V') || has('d') || has('i')) < 2 {
        return None;
    }
    Some("dfghiMnV".chars().filter(|letter| has(*letter) && !(*letter == 'i' && has('d'))).collect())
}

fn kind_of(letters: &str, default: Kind) -> Kind {
    let text =
        Text { folded: letters.contains('f'), dictionary: letters.contains('d'), printing: letters.contains('i') };
    match letters.chars().rev().find(|letter| "nghMV".contains(*letter)) {
        Some('n') => Kind::Number,
        Some('g') => Kind::General,
        Some('h') => Kind::Human,
        Some('M') => Kind::Month,
        Some('V') => Kind::Version(text),
        _ if text != Text::default() => Kind::Text(text),
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
    let own = letters.chars().any(|letter| KINDS.contains(letter) || "rb".contains(letter));
    let reverse = if own { letters.contains('r') } else { reverse };
    Some(Key {
        from,
        to,
        kind: kind_of(&letters, if own { PLAIN } else { kind }),
        reverse,
        blanks: blanks || letters.contains('b'),
    })
}

impl Key {
    fn of<'l>(&self, line: &'l str, separator: Option<char>) -> &'l str {
        let start = position(
            line,
            separator,
            self.from.0,
            self.from.1.max(1),
            self.blanks || !matches!(self.kind, Kind::Text(_)),
        );
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

/// A number as C reads it; what is none comes before all.
fn general(text: &str) -> f64 {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(text.len());
    let ends = (1..=end.min(LONGEST_NUMBER)).rev();
    match ends.filter_map(|end| text.get(..end)?.parse::<f64>().ok()).next() {
        None => f64::NEG_INFINITY,
        Some(f64::NEG_INFINITY) => f64::MIN,
        Some(number) => number,
    }
}

/// 1 to 12; 0: no month.
fn month(text: &str) -> usize {
    let text = text.trim_start();
    let name = text.get(..3).unwrap_or("").to_ascii_uppercase();
    MONTHS.iter().position(|month| *month == name).map_or(0, |at| at + 1)
}

fn compare(kind: Kind, left: &str, right: &str) -> Ordering {
    match kind {
        PLAIN => left.as_bytes().cmp(right.as_bytes()),
        Kind::Text(text) => text.of(left).cmp(&text.of(right)),
        Kind::General => general(left).total_cmp(&general(right)),
        Kind::Month => month(left).cmp(&month(right)),
        Kind::Number => number(left).total_cmp(&number(right)),
        Kind::Human => human(left).total_cmp(&human(right)),
        Kind::Version(text) if text == Text::default() => version(left, right),
        Kind::Version(text) => version(&text.of(left), &text.of(right)),
    }
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let letters: String = KINDS.chars().filter(|letter| options.has(*letter)).collect();
    let kind = kind_of(&letters, PLAIN);
    for letters in std::iter::once(letters.as_str()).chain(options.values('k')) {
        if let Some(shown) = incompatible(letters).filter(|_| !process.busybox()) {
            return process.fail(2, &format!("options '-{shown}' are incompatible"));
        }
    }
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

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::Gnu;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn kinds_of_order() {
        check(&[
            (r"printf 'Mar\nfoo\n jan 5\nDEC\n' | sort -M", "foo\n jan 5\nMar\nDEC\n"),
            (r"printf 'b-a\nba\n-c\na b\n' | sort -d", "a b\nb-a\nba\n-c\n"),
            (r"printf 'a\001c\nab\n' | sort -i", "ab\na\u{1}c\n"),
            (r"printf '1e3\n20\n-inf\nx\n' | sort -g", "x\n-inf\n20\n1e3\n"),
            (r"printf 'B-a\nba\n-c\nA b\n' | sort -df", "A b\nB-a\nba\n-c\n"),
            (r"printf 'a-10\n-a9\n' | sort -dV", "-a9\na-10\n"),
            (r"printf 'B10\nb9\n' | sort -fV", "b9\nB10\n"),
            (r"printf 'x 2 Mar\ny 1 jan\n' | sort -k3M", "y 1 jan\nx 2 Mar\n"),
        ]);
        check_all(
            Gnu,
            &[
                ("echo a | sort -nd", "", "sort: options '-dn' are incompatible\n", 2),
                ("echo a | sort -gnf", "", "sort: options '-fgn' are incompatible\n", 2),
                ("echo a | sort -k 1,1hM", "", "sort: options '-hM' are incompatible\n", 2),
                ("echo a | sort -m", "", "sort: layercake does not simulate the option -m\n", 2),
            ],
        );
    }
}
