//! `uniq`

use super::options::Accepted;
use super::{Applet, Bail, Ended};
use crate::shell::Process;

pub(super) static PROGRAM: Applet = Applet {
    names: &["uniq"],
    about: "prints each of several equal lines once",
    usage: "[-cdui] [-f FIELDS] [-s CHARS] [INPUT [OUTPUT]]",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "cduif:s:w:",
    long: &[("count", 'c'), ("repeated", 'd'), ("unique", 'u'), ("ignore-case", 'i'), ("skip-fields", 'f')],
    misuse: 1,
};

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let number = |letter| options.value(letter).and_then(|text| text.parse::<usize>().ok());
    let (fields, skipped, width) =
        (number('f').unwrap_or(0), number('s').unwrap_or(0), number('w').unwrap_or(usize::MAX));
    let key = |line: &str| {
        let mut rest = line;
        for _ in 0..fields {
            rest = rest.trim_start_matches([' ', '\t']);
            rest = rest.get(rest.find([' ', '\t']).unwrap_or(rest.len())..).unwrap_or("");
        }
        let text: String = rest.chars().skip(skipped).take(width).collect();
        if options.has('i') { text.to_lowercase() } else { text }
    };
    let show = |process: &mut Process<'_>, line: &str, count: u64| -> Result<(), Bail> {
        if (options.has('d') && count < 2) || (options.has('u') && count > 1) {
            return Ok(());
        }
        let count = if options.has('c') { format!("{count:>7} ") } else { String::new() };
        Ok(process.print(&format!("{count}{line}\n"))?)
    };
    let input: Vec<String> = vec![options.operands.first().cloned().unwrap_or_else(|| "-".into())];
    process.each_input(&input, |process, _, lines| {
        let mut kept: Option<(String, String, u64)> = None;
        while let Some((line, _)) = lines.next_text(process)? {
            let this = key(&line);
            match &mut kept {
                Some((_, same, count)) if *same == this => *count += 1,
                _ => {
                    if let Some((line, _, count)) = kept.replace((line, this, 1)) {
                        show(process, &line, count)?;
                    }
                }
            }
        }
        if let Some((line, _, count)) = kept {
            show(process, &line, count)?;
        }
        Ok(())
    })
}
