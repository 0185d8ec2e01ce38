//! `tr`, byte by byte

use super::options::Accepted;
use super::{Applet, Bail, Ended, escape};
use crate::shell::Process;

pub(super) static PROGRAM: Applet = Applet {
    names: &["tr"],
    about: "translates, squeezes or deletes characters",
    usage: "[-cdst] STRING1 [STRING2]",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "+cCdst",
    long: &[("complement", 'c'), ("delete", 'd'), ("squeeze-repeats", 's'), ("truncate-set1", 't')],
    misuse: 1,
};

/// What is wrong with a set.
enum Bad {
    /// A range from its end to its beginning.
    Reverse(String),
    /// A class that there is none of.
    Class(String),
}

/// The bytes that a set stands for; GNU's second set is filled up to `length` by `[x*]`.
fn set(text: &str, busybox: bool, length: usize) -> Result<Vec<u8>, Bad> {
    let mut bytes = Vec::new();
    let mut filler = None;
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some((name, after)) = rest.strip_prefix("[:").and_then(|inner| inner.split_once(":]")) {
            let class = crate::shell::pattern::named_class(name);
            if class.is_empty() && !busybox {
                return Err(Bad::Class(name.into()));
            }
            let mut letters: Vec<u8> = class.iter().flat_map(|(first, last)| *first as u8..=*last as u8).collect();
            letters.sort_unstable();
            bytes.extend(letters);
            rest = after;
            continue;
        }
        let mut inner = rest.strip_prefix("[=").unwrap_or_default().chars();
        if let (Some(same), Some(after)) = (inner.next(), inner.as_str().strip_prefix("=]")) {
            bytes.extend_from_slice(same.encode_utf8(&mut [0; 4]).as_bytes());
            rest = after;
            continue;
        }
        if let Some((byte, count, after)) = repeated(rest).filter(|_| !busybox) {
            match count {
                0 => filler = Some((bytes.len(), byte)),
                count => bytes.extend(std::iter::repeat_n(byte, count.min(length))),
            }
            rest = after;
            continue;
        }
        let (one, after) = one(rest, letter);
        rest = after;
        let to = rest.strip_prefix('-').and_then(|after| after.chars().next()).filter(char::is_ascii);
        match (one.as_slice(), to) {
            ([first], Some(last)) if *first <= last as u8 => {
                bytes.extend(*first..=last as u8);
                rest = rest.get(2..).unwrap_or("");
            }
            ([first], Some(last)) if !busybox => {
                return Err(Bad::Reverse(format!("{}-{last}", char::from(*first))));
            }
            _ => bytes.extend_from_slice(&one),
        }
    }
    if let Some((at, byte)) = filler {
        let missing = length.saturating_sub(bytes.len());
        bytes.splice(at..at, std::iter::repeat_n(byte, missing));
    }
    Ok(bytes)
}

/// The letter at the beginning, with its escape undone, and what follows.
fn one(rest: &str, letter: char) -> (Vec<u8>, &str) {
    let length = if letter == '\\' {
        let digits = rest.bytes().skip(1).take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
        1 + digits.max(rest.chars().nth(1).map_or(0, char::len_utf8))
    } else {
        letter.len_utf8()
    };
    let mut one = Vec::new();
    let piece = rest.get(..length).unwrap_or("");
    if piece.len() == 2 && piece.starts_with('\\') && !"abfnrtv\\01234567".contains(piece.chars().nth(1).unwrap_or(' '))
    {
        one.extend_from_slice(piece.get(1..).unwrap_or("").as_bytes());
    } else {
        escape::expand(piece, false, &mut one);
    }
    (one, rest.get(length..).unwrap_or(""))
}

/// `[x*N]` and `[x*]`: the byte, how often (0: as often as is missing), and what follows.
fn repeated(text: &str) -> Option<(u8, usize, &str)> {
    let inner = text.strip_prefix('[')?;
    let (one, rest) = one(inner, inner.chars().next()?);
    let (count, after) = rest.strip_prefix('*')?.split_once(']')?;
    let count = match count {
        "" => 0,
        octal if octal.starts_with('0') => usize::from_str_radix(octal, 8).ok()?,
        count => count.parse().ok()?,
    };
    Some((*one.first()?, count, after))
}

fn read_set(process: &mut Process<'_>, text: &str, length: usize) -> Result<Vec<u8>, Bail> {
    match set(text, process.busybox(), length) {
        Ok(bytes) => Ok(bytes),
        Err(Bad::Reverse(range)) => {
            process.fail(1, &format!("range-endpoints of '{range}' are in reverse collating sequence order"))
        }
        Err(Bad::Class(name)) => process.fail(1, &format!("invalid character class '{name}'")),
    }
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let (delete, squeeze) = (options.has('d'), options.has('s'));
    let Some(first) = options.operands.first() else { return process.missing_operand() };
    let second = options.operands.get(1);
    if second.is_none() && !delete && !squeeze {
        let words = format!("missing operand after '{first}'\nTwo strings must be given when translating.");
        return if process.busybox() { process.missing_operand() } else { process.misused(1, &words) };
    }
    // What is too much, too, is said by GNU's alone.
    let extra = options.operands.get(if delete && !squeeze { 1 } else { 2 }).filter(|_| !process.busybox());
    if let Some(extra) = extra {
        let more = "\nOnly one string may be given when deleting without squeezing repeats.";
        let more = if delete && !squeeze { more } else { "" };
        return process.misused(1, &format!("extra operand '{extra}'{more}"));
    }
    let mut from = read_set(process, first, 0)?;
    if options.has('c') || options.has('C') {
        from = (0..=255).filter(|byte| !from.contains(byte)).collect();
    }
    let to = match second {
        Some(text) => read_set(process, text, from.len())?,
        None => Vec::new(),
    };
    if second.is_some() && to.is_empty() && !delete && !options.has('t') {
        let gnu = "when not truncating set1, string2 must be non-empty";
        process.complain_as(gnu, "STRING2 cannot be empty")?;
        return Ok(1);
    }
    if options.has('t') && !delete {
        from.truncate(to.len());
    }
    let mut map: Vec<Option<u8>> = (0..=255).map(Some).collect();
    let mut squeezed = [false; 256];
    for (index, byte) in from.iter().enumerate() {
        let slot = usize::from(*byte);
        if delete {
            map[slot] = None;
        } else if let Some(last) = to.last() {
            // The first mention of a byte counts.
            if map[slot] == Some(*byte) && !from.get(..index).unwrap_or_default().contains(byte) {
                map[slot] = Some(*to.get(index).unwrap_or(last));
            }
        }
    }
    if squeeze {
        let of = if second.is_some() { &to } else { &from };
        of.iter().for_each(|byte| squeezed[usize::from(*byte)] = true);
    }
    let mut last = None;
    if process.stdin.comes_by_lines() {
        let mut lines = super::Lines::of_stdin(process);
        while let Some(line) = lines.next(process)? {
            let out = translated(&line, &map, &squeezed, &mut last);
            process.put(&out)?;
        }
        return Ok(0);
    }
    let content = process.rest_of_stdin()?;
    for chunk in content.chunks() {
        process.system.step()?;
        let out = translated(&chunk, &map, &squeezed, &mut last);
        process.put(&out)?;
    }
    Ok(0)
}

fn translated(bytes: &[u8], map: &[Option<u8>], squeezed: &[bool; 256], last: &mut Option<u8>) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for byte in bytes {
        let Some(byte) = map.get(usize::from(*byte)).copied().flatten() else { continue };
        if squeezed[usize::from(byte)] && *last == Some(byte) {
            continue;
        }
        *last = Some(byte);
        out.push(byte);
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::{Busybox, Gnu};
    use crate::shell::testing::check_all;

    #[test]
    fn sets_are_cut_filled_up_and_refused() {
        let gnu = [
            ("echo abcd | tr -t abcd xy", "xycd\n", "", 0),
            (
                "echo abcd | tr '[=a=]b' xy; echo abcd | tr a-c '[x*]'; echo abc | tr abc '[x*2]y'",
                "xycd\nxxxd\nxxy\n",
                "",
                0,
            ),
            ("echo aB | tr '[:lower:]' '[:upper:]'", "AB\n", "", 0),
            ("echo a | tr z-a x", "", "tr: range-endpoints of 'z-a' are in reverse collating sequence order\n", 1),
            ("echo a | tr '[:foo:]' x", "", "tr: invalid character class 'foo'\n", 1),
            ("echo a | tr a ''", "", "tr: when not truncating set1, string2 must be non-empty\n", 1),
            ("echo a | tr a b c", "", "tr: extra operand 'c'\nTry 'tr --help' for more information.\n", 1),
        ];
        check_all(Gnu, &gnu);
        check_all(
            Busybox,
            &[
                ("echo abzd | tr z-a xyw", "wbxd\n", "", 0),
                ("echo a | tr a ''", "", "tr: STRING2 cannot be empty\n", 1),
            ],
        );
    }
}
