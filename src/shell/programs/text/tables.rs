//! `split`, `join`: lines in pieces, side by side.

use std::borrow::Cow;

use super::options::Accepted;
use super::{Applet, Bail, Ended};
use crate::allowance;
use crate::shell::{Process, Stop};

pub(super) static SPLIT: Applet = Applet {
    names: &["split"],
    about: "cuts a file into pieces",
    usage: "[-l LINES | -b BYTES] [-d] [-a N] [FILE [PREFIX]]",
    run: split,
};
pub(super) static JOIN: Applet = Applet {
    names: &["join"],
    about: "joins lines of two sorted files by a field",
    usage: "[-t CHAR] [-1 N] [-2 N] [-a N] FILE FILE",
    run: join,
};

/// Pieces that a file may be cut into.
const MOST_PIECES: usize = 20_000;

/// Letters that a piece's suffix may have.
const LONGEST_SUFFIX: u32 = 32;

/// The lines of operands, or of standard input.
pub(super) fn lines(process: &mut Process<'_>, operands: &[String]) -> Result<(Vec<String>, i32), Bail> {
    let stdin = ["-".to_string()];
    let operands = if operands.is_empty() { &stdin[..] } else { operands };
    let mut all = Vec::new();
    let status = process.each_input(operands, |process, _, lines| {
        while let Some((line, _)) = lines.next_text(process)? {
            all.push(line);
        }
        Ok(())
    })?;
    Ok((all, status))
}

/// A number with `k`, `M`, `G` behind it.
fn amount(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let factor: u64 = match text.get(digits.len()..)? {
        "" => 1,
        "k" | "K" | "KiB" => 1 << 10,
        "kB" | "KB" => 1000,
        "m" | "M" | "MiB" => 1 << 20,
        "MB" => 1_000_000,
        "G" | "GiB" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor).filter(|amount| *amount > 0)
}

fn split(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted {
        letters: "l:b:da:",
        long: &[("lines", 'l'), ("bytes", 'b'), ("numeric-suffixes", 'd'), ("suffix-length", 'a')],
        misuse: 1,
    };
    let options = accepted.parse(process)?;
    let file = options.operands.first().map_or("-", String::as_str).to_string();
    let prefix = options.operands.get(1).map_or("x", String::as_str).to_string();
    let content = match process.open(&file)? {
        Ok(content) => content,
        Err(errno) => return process.fail(1, &format!("cannot open '{file}' for reading: {errno}")),
    };
    let text = options.value('b').or_else(|| options.value('l'));
    let size = text.map_or(Some(1000), amount);
    let Some(size) = size else {
        let what = if options.has('b') { "bytes" } else { "lines" };
        return process.fail(1, &format!("invalid number of {what}: '{}'", text.unwrap_or_default()));
    };
    let (base, first) = if options.has('d') { (10_usize, b'0') } else { (26, b'a') };
    let width = match options.value('a').map(str::parse::<u32>) {
        None | Some(Ok(0)) => None,
        Some(Ok(width)) if width <= LONGEST_SUFFIX => Some(width),
        Some(_) => {
            let text = options.value('a').unwrap_or_default();
            return process.fail(1, &format!("invalid suffix length: '{text}'"));
        }
    };
    let mut pieces = Vec::new();
    if options.has('b') {
        let mut at = 0;
        while at < content.len() && pieces.len() <= MOST_PIECES {
            pieces.push(content.slice(at..at.saturating_add(size).min(content.len())));
            at = at.saturating_add(size);
        }
    } else {
        let bytes = process.take_in(&content)?;
        let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        pieces.extend(lines.chunks(size).take(MOST_PIECES + 1).map(|chunk| chunk.concat().into()));
    }
    if pieces.len() > MOST_PIECES {
        return Err(Stop::Limit(format!("more than {MOST_PIECES} pieces of a file")).into());
    }
    for (index, piece) in pieces.into_iter().enumerate() {
        process.system.step()?;
        let Some(suffix) = suffix(index, width, (base, first)) else {
            return process.fail(1, "output file suffixes exhausted");
        };
        let name = format!("{prefix}{suffix}");
        let path = process.absolute(&name);
        if let Err(errno) = process.system.files().write(&path, piece, 0o666) {
            return process.fail(1, &format!("{name}: {errno}"));
        }
    }
    Ok(0)
}

/// What stands behind a piece's name: `aa` to `yz`, then `zaaa` to `zyzz`, and so on, where nobody says how long it is.
fn suffix(index: usize, width: Option<u32>, (base, first): (usize, u8)) -> Option<String> {
    let last = char::from(first + u8::try_from(base - 1).ok()?);
    let (mut left, mut digits, mut head) = (index, width.unwrap_or(2), String::new());
    // Of those that grow, the last first letter leads to the next length.
    while width.is_none() && left >= base.pow(digits - 1) * (base - 1) {
        left -= base.pow(digits - 1) * (base - 1);
        head.push(last);
        digits += 1;
    }
    let mut letters = Vec::new();
    for _ in 0..digits {
        letters.push(char::from(first + u8::try_from(left % base).ok()?));
        left /= base;
    }
    (left == 0).then(|| head + &letters.iter().rev().collect::<String>())
}

fn join(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted { letters: "t:1:2:j:a:v:i", long: &[], misuse: 1 };
    let options = accepted.parse(process)?;
    let [first, second] = options.operands.as_slice() else {
        return match options.operands.last() {
            None => process.misused(1, "missing operand"),
            Some(last) => process.misused(1, &format!("missing operand after '{last}'")),
        };
    };
    let field = |letter| {
        let number = options.value(letter).or_else(|| options.value('j')).and_then(|text| text.parse::<usize>().ok());
        number.unwrap_or(1).max(1) - 1
    };
    let mark = options.value('t').and_then(|text| text.chars().next());
    let (one, status) = lines(process, std::slice::from_ref(first))?;
    let (other, status_of_other) = lines(process, std::slice::from_ref(second))?;
    let caseless = options.has('i');
    let (left, right) = (rows(&one, mark, field('1'), caseless)?, rows(&other, mark, field('2'), caseless)?);
    let alone = |side: &str| options.values('a').chain(options.values('v')).any(|value| value == side);
    let gap = mark.unwrap_or(' ').to_string();
    for pair in merged(&left, &right) {
        process.system.step()?;
        let line = |rows: &[&Row<'_>]| {
            let key = rows.first().map_or("", |row| row.shown);
            let rest = rows.iter().flat_map(|row| row.rest.iter().copied());
            std::iter::once(key).chain(rest).collect::<Vec<_>>().join(&gap) + "\n"
        };
        match pair {
            (Some(row), Some(partner)) if !options.has('v') => process.print(&line(&[row, partner]))?,
            (Some(_), Some(_)) | (None, None) => {}
            (Some(row), None) if alone("1") => process.print(&line(&[row]))?,
            (None, Some(row)) if alone("2") => process.print(&line(&[row]))?,
            (Some(_), None) | (None, Some(_)) => {}
        }
    }
    Ok(status.max(status_of_other))
}

/// A line: what it is joined by, and its other fields.
struct Row<'l> {
    key: Cow<'l, str>,
    shown: &'l str,
    rest: Vec<&'l str>,
}

fn rows(lines: &[String], mark: Option<char>, at: usize, caseless: bool) -> Result<Vec<Row<'_>>, Stop> {
    let row = |line| {
        let line: &String = line;
        allowance::work(line.len() as u64)?;
        let mut cells: Vec<&str> = match mark {
            Some(mark) => line.split(mark).collect(),
            None => line.split_whitespace().collect(),
        };
        let shown = if at < cells.len() { cells.remove(at) } else { "" };
        let key = if caseless { shown.to_lowercase().into() } else { shown.into() };
        Ok(Row { key, shown, rest: cells })
    };
    lines.iter().map(row).collect()
}

/// The pairs of sorted lines that go with each other, and those that are alone, in one pass through both.
fn merged<'r>(
    left: &'r [Row<'r>],
    right: &'r [Row<'r>],
) -> impl Iterator<Item = (Option<&'r Row<'r>>, Option<&'r Row<'r>>)> {
    let (mut at, mut from) = (0, 0);
    let mut due = std::collections::VecDeque::new();
    std::iter::from_fn(move || {
        while due.is_empty() {
            let (row, partner) = (left.get(at), right.get(from));
            let order = match (row, partner) {
                (Some(row), Some(partner)) => row.key.cmp(&partner.key),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => return None,
            };
            match order {
                std::cmp::Ordering::Less => {
                    due.push_back((row, None));
                    at += 1;
                }
                std::cmp::Ordering::Greater => {
                    due.push_back((None, partner));
                    from += 1;
                }
                // The partners stay for the next line with the same key.
                std::cmp::Ordering::Equal => {
                    let key = row.map_or("", |row| &row.key);
                    let partners =
                        right.get(from..).unwrap_or_default().iter().take_while(|partner| partner.key == key);
                    due.extend(partners.map(|partner| (row, Some(partner))));
                    at += 1;
                    if left.get(at).is_none_or(|next| next.key != key) {
                        from += due.len();
                    }
                }
            }
        }
        due.pop_front()
    })
}

#[cfg(test)]
mod tests {
    use crate::shell::testing::check;

    #[test]
    fn lines_in_pieces_and_side_by_side() {
        check(&[
            ("seq 5 > f; split -l 2 f p; ls p*; cat pac; split -b 3 -d f n; cat n00 | wc -c", "paa\npab\npac\n5\n3\n"),
            ("printf '1 a\\n2 b\\n' > x; printf '1 c\\n3 d\\n' > y; join x y; join -a 1 x y", "1 a c\n1 a c\n2 b\n"),
            (
                "printf '1 a\\n1 b\\n4 q\\n' > x; printf '1 c\\n1 d\\n2 e\\n' > y; join -a 2 x y; join -v1 x y",
                "1 a c\n1 a d\n1 b c\n1 b d\n2 e\n4 q\n",
            ),
            ("seq 20 > x; join x x | tail -1", "20\n"),
            ("printf 'B 1\\n' > x; printf 'b 2\\n' > y; join -i x y; join x y", "B 1 2\n"),
        ]);
    }
}
