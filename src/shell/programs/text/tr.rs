//! `tr`, byte by byte

use super::options::Accepted;
use super::{Applet, Ended, escape};
use crate::shell::Process;

pub(super) static PROGRAM: Applet = Applet {
    names: &["tr"],
    about: "translates, squeezes or deletes characters",
    usage: "[-cds] STRING1 [STRING2]",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "+cCdst",
    long: &[("complement", 'c'), ("delete", 'd'), ("squeeze-repeats", 's'), ("truncate-set1", 't')],
    misuse: 1,
};

/// The bytes that a set stands for.
fn set(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some((name, after)) = rest.strip_prefix("[:").and_then(|inner| inner.split_once(":]")) {
            for (first, last) in crate::shell::pattern::named_class(name) {
                bytes.extend(*first as u8..=*last as u8);
            }
            bytes.sort_unstable();
            rest = after;
            continue;
        }
        let length = if letter == '\\' {
            let digits = rest.bytes().skip(1).take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
            1 + digits.max(rest.chars().nth(1).map_or(0, char::len_utf8))
        } else {
            letter.len_utf8()
        };
        let mut one = Vec::new();
        let piece = rest.get(..length).unwrap_or("");
        if piece.len() == 2
            && piece.starts_with('\\')
            && !"abfnrtv\\01234567".contains(piece.chars().nth(1).unwrap_or(' '))
        {
            one.extend_from_slice(piece.get(1..).unwrap_or("").as_bytes());
        } else {
            escape::expand(piece, false, &mut one);
        }
        rest = rest.get(length..).unwrap_or("");
        let to = rest.strip_prefix('-').and_then(|after| after.chars().next()).filter(char::is_ascii);
        match (one.as_slice(), to) {
            ([first], Some(last)) if *first <= last as u8 => {
                bytes.extend(*first..=last as u8);
                rest = rest.get(2..).unwrap_or("");
            }
            _ => bytes.extend_from_slice(&one),
        }
    }
    bytes
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
    let mut from = set(first);
    if options.has('c') || options.has('C') {
        from = (0..=255).filter(|byte| !from.contains(byte)).collect();
    }
    let to = second.map(|text| set(text)).unwrap_or_default();
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
