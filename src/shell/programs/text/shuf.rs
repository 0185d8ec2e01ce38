//! `shuf`

use std::collections::BTreeMap;

use super::options::Accepted;
use super::{Applet, Bail, Ended};
use crate::content::Rope;
use crate::shell::{Process, Stop};

pub(super) static PROGRAM: Applet = Applet {
    names: &["shuf"],
    about: "prints lines in an order of chance",
    usage: "[-n NUM] [-o FILE] [-z] [FILE | -e [ARG]... | -i LO-HI]",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "ei:n:o:z",
    long: &[("echo", 'e'), ("input-range", 'i'), ("head-count", 'n'), ("output", 'o'), ("zero-terminated", 'z')],
    misuse: 1,
};

/// Lines that it may print.
const MAX_LINES: u64 = 1_000_000;

/// What is shuffled.
enum Deck {
    Lines(Vec<String>),
    /// The first number, and how many there are.
    Numbers(u64, u64),
}

impl Deck {
    fn len(&self) -> u64 {
        match self {
            Deck::Lines(lines) => lines.len() as u64,
            Deck::Numbers(_, count) => *count,
        }
    }

    fn card(&self, at: u64) -> String {
        match self {
            Deck::Lines(lines) => usize::try_from(at).ok().and_then(|at| lines.get(at)).cloned().unwrap_or_default(),
            Deck::Numbers(first, _) => first.saturating_add(at).to_string(),
        }
    }
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    if options.has('e') && options.has('i') {
        return process.misused(1, "cannot combine -e and -i options");
    }
    let deck = match options.value('i') {
        Some(range) if options.operands.is_empty() => numbers(process, range)?,
        None if options.has('e') => Deck::Lines(options.operands.clone()),
        None if options.operands.len() < 2 => lines(process, &options.files(), options.has('z'))?,
        _ => {
            let extra = options.operands.get(usize::from(!options.has('i'))).cloned().unwrap_or_default();
            return match process.busybox() {
                true => process.missing_operand(),
                false => process.misused(1, &format!("extra operand '{extra}'")),
            };
        }
    };
    let mut count = deck.len();
    for text in options.values('n') {
        match text.parse::<u64>() {
            Ok(most) => count = count.min(most),
            Err(_) => {
                process.complain_as(&format!("invalid line count: '{text}'"), &format!("invalid number '{text}'"))?;
                return Ok(1);
            }
        }
    }
    if count > MAX_LINES {
        return Err(Stop::Limit(format!("shuf of more than {MAX_LINES} lines")).into());
    }
    let end = if options.has('z') { '\0' } else { '\n' };
    let text: String =
        drawn(process, deck.len(), count)?.into_iter().map(|at| deck.card(at) + &end.to_string()).collect();
    let Some(file) = options.value('o') else {
        process.print(&text)?;
        return Ok(0);
    };
    let path = process.absolute(file);
    match process.system.files().write(&path, Rope::from(text), 0o666) {
        Ok(()) => Ok(0),
        Err(errno) => {
            process.complain_as(&format!("{file}: {errno}"), &format!("can't open '{file}': {errno}"))?;
            Ok(1)
        }
    }
}

/// The lines of the one file.
fn lines(process: &mut Process<'_>, files: &[String], zero: bool) -> Result<Deck, Bail> {
    let Some(file) = files.first() else { return Ok(Deck::Lines(Vec::new())) };
    let content = match process.open(file)? {
        Ok(content) => process.take_in(&content)?,
        Err(errno) => return process.fail(1, &format!("{file}: {errno}")),
    };
    // BusyBox's `-z` is for what it prints.
    let end = if zero && !process.busybox() { '\0' } else { '\n' };
    let text = String::from_utf8_lossy(&content);
    Ok(Deck::Lines(text.split_terminator(end).map(String::from).collect()))
}

fn numbers(process: &mut Process<'_>, range: &str) -> Result<Deck, Bail> {
    let bounds =
        range.split_once('-').and_then(|(low, high)| Some((low.parse::<u64>().ok()?, high.parse::<u64>().ok()?)));
    // GNU's may be empty: the last number is the one before the first.
    let room = u64::from(!process.busybox());
    match bounds {
        Some((low, high)) if high >= low || low - high <= room => {
            Ok(Deck::Numbers(low, (high.wrapping_sub(low)).wrapping_add(1)))
        }
        _ => {
            process.complain_as(&format!("invalid input range: '{range}'"), &format!("bad range '{range}'"))?;
            Err(Bail::Status(1))
        }
    }
}

/// Draws `count` of the numbers below `all`, each once (Fisher and Yates; only what was moved is held).
fn drawn(process: &mut Process<'_>, all: u64, count: u64) -> Result<Vec<u64>, Stop> {
    let mut moved: BTreeMap<u64, u64> = BTreeMap::new();
    let mut drawn = Vec::new();
    for at in 0..count {
        if at % 1024 == 0 {
            process.system.step()?;
        }
        let other = at + process.system.clock().random() % (all - at).max(1);
        let own = moved.remove(&at).unwrap_or(at);
        drawn.push(if other == at { own } else { moved.insert(other, own).unwrap_or(other) });
    }
    Ok(drawn)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn everything_comes_once() {
        check(&[
            ("shuf -i 1-9 | sort | tr -d '\\n'", "123456789"),
            (
                "shuf -n 2 -i 1-4000000000 | wc -l; shuf -e a b c | sort; printf 'x\\ny' | shuf | sort",
                "2\na\nb\nc\nx\ny\n",
            ),
            ("seq 20 > f; shuf f -o g; sort -n g | cmp - f; cmp -s f g || echo mixed", "mixed\n"),
        ]);
        check_all(Flavour::Gnu, &[("shuf -i 3-1", "", "shuf: invalid input range: '3-1'\n", 1)]);
        check_all(Flavour::Busybox, &[("shuf -i 3-2", "", "shuf: bad range '3-2'\n", 1)]);
    }
}
