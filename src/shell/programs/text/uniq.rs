//! `uniq`

use super::options::Accepted;
use super::{Applet, Bail, Ended};
use crate::allowance;
use crate::content::Rope;
use crate::shell::{Process, Stop};

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
    let mut out = String::new();
    let target = options.operands.get(1).filter(|name| *name != "-").map(|name| process.absolute(name));
    let mut show = |process: &mut Process<'_>, line: &str, count: u64| -> Result<(), Bail> {
        if (options.has('d') && count < 2) || (options.has('u') && count > 1) {
            return Ok(());
        }
        let count = if options.has('c') { format!("{count:>7} ") } else { String::new() };
        let line = format!("{count}{line}\n");
        if target.is_none() {
            return Ok(process.print(&line)?);
        }
        allowance::room(line.len()).map_err(Stop::from)?;
        out.push_str(&line);
        Ok(())
    };
    let input = [options.operands.first().cloned().unwrap_or_else(|| "-".into())];
    if let (true, Err(errno)) = (process.busybox() && input[0] != "-", process.look(&input[0], true)) {
        return process.fail(1, &format!("can't open '{}': {errno}", input[0]));
    }
    let status = process.each_input(&input, |process, _, lines| {
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
    })?;
    if let Some(path) = target
        && let Err(errno) = process.system.files().write(&path, Rope::from(out), 0o666)
    {
        let name = options.operands.get(1).map_or("", String::as_str);
        process.complain_as(&format!("{name}: {errno}"), &format!("can't open '{name}': {errno}"))?;
        return Ok(1);
    }
    Ok(status)
}
