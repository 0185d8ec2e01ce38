//! `cat`

use super::options::Accepted;
use super::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["cat", "more", "less"],
    about: "prints files one after the other",
    usage: "[-nbvteA] [FILE]...",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "nbvteETAs u",
    long: &[("number", 'n'), ("number-nonblank", 'b'), ("show-all", 'A'), ("show-ends", 'E'), ("show-tabs", 'T')],
    misuse: 1,
};

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let plain = !"nbvteETAs".chars().any(|letter| options.has(letter));
    let mut status = 0;
    let mut number = 0;
    for operand in options.files() {
        if plain && operand == "-" && process.stdin.comes_by_lines() {
            let mut lines = super::Lines::of_stdin(process);
            while let Some(line) = lines.next(process)? {
                process.put(&line)?;
            }
            continue;
        }
        let content = match process.open(&operand)? {
            Ok(content) => content,
            Err(errno) => {
                let words = if process.busybox() && errno != crate::vfs::Errno::IsDirectory {
                    format!("can't open '{operand}': {errno}")
                } else if process.busybox() {
                    format!("read error: {errno}")
                } else {
                    format!("{operand}: {errno}")
                };
                process.complain(&words)?;
                status = 1;
                continue;
            }
        };
        if plain {
            process.output.write_rope(Stream::Out, &content)?;
            continue;
        }
        let ends = options.has('E') || options.has('e') || options.has('A');
        let tabs = options.has('T') || options.has('t') || options.has('A');
        let visible = options.has('v') || options.has('e') || options.has('t') || options.has('A');
        let mut lines = super::Lines::of(&content);
        let mut blank_before = false;
        while let Some(mut line) = lines.next(process)? {
            let newline = line.last() == Some(&b'\n');
            if newline {
                line.pop();
            }
            if options.has('s') && line.is_empty() && std::mem::replace(&mut blank_before, line.is_empty()) {
                continue;
            }
            blank_before = line.is_empty();
            let mut text = Vec::new();
            if options.has('b') && !line.is_empty() || options.has('n') && !options.has('b') {
                number += 1;
                text.extend_from_slice(format!("{number:>6}\t").as_bytes());
            }
            for byte in line {
                match byte {
                    b'\t' if tabs => text.extend_from_slice(b"^I"),
                    0..=31 if visible && byte != b'\t' => text.extend_from_slice(&[b'^', byte + 64]),
                    127 if visible => text.extend_from_slice(b"^?"),
                    128.. if visible => {
                        text.extend_from_slice(b"M-");
                        match byte - 128 {
                            low @ 0..=31 => text.extend_from_slice(&[b'^', low + 64]),
                            127 => text.extend_from_slice(b"^?"),
                            low => text.push(low),
                        }
                    }
                    byte => text.push(byte),
                }
            }
            if newline {
                text.extend_from_slice(if ends { b"$\n" } else { b"\n" });
            }
            process.put(&text)?;
        }
    }
    Ok(status)
}
