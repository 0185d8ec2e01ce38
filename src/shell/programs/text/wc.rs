//! `wc`

use super::options::Accepted;
use super::{Applet, Ended};
use crate::shell::Process;

pub(super) static PROGRAM: Applet =
    Applet { names: &["wc"], about: "counts lines, words and bytes", usage: "[-lwcmL] [FILE]...", run };

const ACCEPTED: Accepted = Accepted {
    letters: "lwcmL",
    long: &[("lines", 'l'), ("words", 'w'), ("bytes", 'c'), ("chars", 'm'), ("max-line-length", 'L')],
    misuse: 1,
};

#[derive(Clone, Copy, Default)]
struct Counts {
    lines: u64,
    words: u64,
    characters: u64,
    bytes: u64,
    longest: u64,
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let all = !"lwcmL".chars().any(|letter| options.has(letter));
    let mut status = 0;
    let mut rows: Vec<(Counts, Option<String>)> = Vec::new();
    let mut total = Counts::default();
    let files = options.files();
    for operand in &files {
        let content = match process.open(operand)? {
            Ok(content) => content,
            Err(errno) => {
                process.complain(&format!("{operand}: {errno}"))?;
                status = 1;
                continue;
            }
        };
        let mut counts = Counts { bytes: content.len(), ..Counts::default() };
        if all || "lwmL".chars().any(|letter| options.has(letter)) {
            let (mut in_word, mut length) = (false, 0);
            for chunk in content.chunks() {
                process.system.step()?;
                for byte in chunk {
                    let blank = byte.is_ascii_whitespace() || byte == 11;
                    counts.words += u64::from(!blank && !in_word);
                    in_word = !blank;
                    counts.characters += u64::from(byte & 0xc0 != 0x80);
                    if byte == b'\n' {
                        counts.lines += 1;
                        length = 0;
                    } else {
                        length += u64::from(byte & 0xc0 != 0x80);
                        counts.longest = counts.longest.max(length);
                    }
                }
            }
        }
        total.lines += counts.lines;
        total.words += counts.words;
        total.characters += counts.characters;
        total.bytes = total.bytes.saturating_add(counts.bytes);
        total.longest = total.longest.max(counts.longest);
        rows.push((counts, (!options.operands.is_empty()).then(|| operand.clone())));
    }
    if files.len() > 1 {
        rows.push((total, Some("total".into())));
    }
    let columns = |counts: &Counts| {
        let mut columns = Vec::new();
        let mut add = |letter, value: u64| {
            if options.has(letter) || (all && letter != 'm' && letter != 'L') {
                columns.push(value);
            }
        };
        add('l', counts.lines);
        add('w', counts.words);
        add('m', counts.characters);
        add('c', counts.bytes);
        add('L', counts.longest);
        columns
    };
    let several = columns(&total).len() > 1;
    let width = match () {
        () if process.busybox() => {
            if several || files.len() > 1 {
                9
            } else {
                1
            }
        }
        () if rows.len() == 1 && !several => 1,
        () if options.operands.is_empty() || options.operands.iter().any(|name| name == "-") => 7,
        () => total.bytes.to_string().len(),
    };
    for (counts, name) in &rows {
        let numbers: Vec<String> = columns(counts).iter().map(|value| format!("{value:>width$}")).collect();
        let name = name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        process.print(&format!("{}{name}\n", numbers.join(" ")))?;
    }
    Ok(status)
}
