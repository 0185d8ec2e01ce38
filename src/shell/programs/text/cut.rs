//! `cut`

use super::options::Accepted;
use super::{Applet, Ended};
use crate::shell::Process;

pub(super) static PROGRAM: Applet = Applet {
    names: &["cut"],
    about: "prints parts of each line",
    usage: "{-b LIST | -c LIST | -f LIST [-d CHAR] [-s]} [--output-delimiter STR] [FILE]...",
    run,
};

/// `-O` is BusyBox's letter for the mark between parts; GNU's has none.
const BUSYBOX: Accepted = Accepted { letters: "b:c:f:d:sο:O: n", ..GNU };
const GNU: Accepted = Accepted {
    letters: "b:c:f:d:sο: n",
    long: &[
        ("bytes", 'b'),
        ("characters", 'c'),
        ("fields", 'f'),
        ("delimiter", 'd'),
        ("only-delimited", 's'),
        ("output-delimiter", 'ο'),
    ],
    misuse: 1,
};

/// Ranges from 1, both ends included, sorted.
fn ranges(text: &str) -> Option<Vec<(usize, usize)>> {
    let mut list = Vec::new();
    for part in text.split([',', ' ']) {
        let number = |text: &str| text.parse::<usize>().ok().filter(|number| *number > 0);
        list.push(match part.split_once('-') {
            None => (number(part)?, number(part)?),
            Some(("", to)) => (1, number(to)?),
            Some((from, "")) => (number(from)?, usize::MAX),
            Some((from, to)) => (number(from)?, number(to)?),
        });
    }
    list.sort_unstable();
    list.iter().all(|(from, to)| from <= to).then_some(list)
}

/// Whether a range of the list ends before it begins.
fn decreases(text: &str) -> bool {
    text.split([',', ' ']).any(|part| {
        let ends = part.split_once('-').map(|(from, to)| (from.parse::<u64>(), to.parse::<u64>()));
        matches!(ends, Some((Ok(from), Ok(to))) if from > to)
    })
}

/// What BusyBox says of a list (`coreutils/cut.c`): it counts from 0 there.
fn bad_list(text: &str) -> String {
    for part in text.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        match (from.parse::<u64>(), to.parse::<u64>()) {
            (Ok(from), Ok(to)) if from > to && to > 0 => return format!("{}<{}", to - 1 + 1, from - 1),
            (Err(_), _) if !from.is_empty() => return format!("invalid number '{from}'"),
            (_, Err(_)) if !to.is_empty() => return format!("invalid number '{to}'"),
            (Ok(0), _) => return "invalid number '0'".into(),
            _ => {}
        }
    }
    format!("invalid number '{text}'")
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = if process.busybox() { BUSYBOX } else { GNU }.parse(process)?;
    let Some(letter) = options.last_of("bcf") else {
        if process.busybox() {
            return process.fail(1, "expected a list of bytes, characters, or fields");
        }
        return process.misused(1, "you must specify a list of bytes, characters, or fields");
    };
    let text = options.value(letter).unwrap_or("").to_string();
    let list = match ranges(&text) {
        None if process.busybox() => return process.fail(1, &bad_list(&text)),
        list => list,
    };
    let Some(list) = list else {
        let what = if letter == 'f' { "field" } else { "byte/character" };
        let words = match text.split([',', ' ']).any(|part| part == "0" || part.starts_with("0-")) {
            true if letter == 'f' => "fields are numbered from 1".to_string(),
            true => "byte/character positions are numbered from 1".to_string(),
            false if decreases(&text) => "invalid decreasing range".to_string(),
            false if text.split([',', ' ']).any(|part| part == "-") => "invalid range with no endpoint: -".to_string(),
            false => format!("invalid {what} value '{text}'"),
        };
        return process.misused(1, &words);
    };
    let delimiter = options.value('d').unwrap_or("\t").to_string();
    if letter == 'f' && delimiter.chars().count() > 1 && !process.busybox() {
        return process.misused(1, "the delimiter must be a single character");
    }
    let joint = options.value('ο').or_else(|| options.value('O')).map(str::to_string);
    let chosen = |index: usize| list.iter().any(|(from, to)| (*from..=*to).contains(&index));
    process.each_input(&options.files(), |process, _, lines| {
        while let Some(mut line) = lines.next(process)? {
            if line.last() == Some(&b'\n') {
                line.pop();
            }
            let mut out = Vec::new();
            match letter {
                'f' => {
                    let text = String::from_utf8_lossy(&line);
                    if !text.contains(&delimiter) {
                        if options.has('s') {
                            continue;
                        }
                        out.extend_from_slice(&line);
                    } else {
                        let fields: Vec<&str> = text
                            .split(delimiter.as_str())
                            .enumerate()
                            .filter(|(index, _)| chosen(index + 1))
                            .map(|(_, field)| field)
                            .collect();
                        out.extend_from_slice(fields.join(joint.as_deref().unwrap_or(&delimiter)).as_bytes());
                    }
                }
                // GNU's -c counts bytes, BusyBox's characters.
                'c' if process.busybox() => {
                    let text = String::from_utf8_lossy(&line);
                    let kept: String =
                        text.chars().enumerate().filter(|(index, _)| chosen(index + 1)).map(|(_, c)| c).collect();
                    out.extend_from_slice(kept.as_bytes());
                }
                _ => out.extend(line.iter().enumerate().filter(|(index, _)| chosen(index + 1)).map(|(_, byte)| *byte)),
            }
            out.push(b'\n');
            process.put(&out)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::Gnu;
    use crate::shell::testing::check_all;

    #[test]
    fn ranges_that_are_none_are_refused() {
        let more = "Try 'cut --help' for more information.\n";
        for (list, words) in [("3,5-3", "invalid decreasing range"), ("-", "invalid range with no endpoint: -")] {
            check_all(Gnu, &[(&format!("echo a | cut -f {list}"), "", &format!("cut: {words}\n{more}"), 1)]);
        }
    }
}
