//! `mktemp`, `truncate` and `sync`

use super::operand::join;
use crate::content::{Filler, Rope};
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Ended};
use crate::vfs::Errno;

pub(super) static PROGRAM: Applet =
    Applet { names: &["mktemp"], about: "makes a file of a new name", usage: "[-dqu] [-p DIR] [TEMPLATE]", run };

pub(super) static TRUNCATE: Applet =
    Applet { names: &["truncate"], about: "sets the size of files", usage: "[-c] -s SIZE FILE...", run: truncate };

pub(super) static SYNC: Applet =
    Applet { names: &["sync"], about: "writes everything to disk", usage: "[FILE]...", run: |_| Ok(0) };

const ACCEPTED: Accepted = Accepted {
    letters: "dqutp:",
    long: &[("directory", 'd'), ("quiet", 'q'), ("dry-run", 'u'), ("tmpdir", 'p')],
    misuse: 1,
};

fn run(process: &mut Process<'_>) -> Ended {
    const LETTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let options = ACCEPTED.parse(process)?;
    let in_directory = options.operands.is_empty() || options.has('t') || options.has('p');
    let own = if process.busybox() { "tmp.XXXXXX" } else { "tmp.XXXXXXXXXX" };
    let template = options.operands.first().map_or(own, String::as_str);
    let stem = template.trim_end_matches('X');
    let count = template.len() - stem.len();
    if count < 3 {
        let words = format!("too few X's in template '{template}'");
        return process.fail(1, &words);
    }
    let letter = |_| {
        let number = process.system.clock().random() % LETTERS.len() as u64;
        LETTERS.get(number as usize).copied().map_or('a', char::from)
    };
    let name = stem.to_string() + &(0..count).map(letter).collect::<String>();
    let temporary = process.environment.get("TMPDIR").cloned().unwrap_or_else(|| "/tmp".into());
    let name = if in_directory { join(options.value('p').unwrap_or(&temporary), &name) } else { name };
    let path = process.at(&name);
    let files = process.system.files();
    let made = match (options.has('u'), options.has('d')) {
        (true, _) => Ok(()),
        (false, true) => files.make_dir(&path, 0o700),
        (false, false) => files.write(&path, Rope::new(), 0o600),
    };
    match made {
        Ok(()) => {
            process.print(&format!("{name}\n"))?;
            Ok(0)
        }
        Err(errno) => {
            let what = if options.has('d') { "directory" } else { "file" };
            let shown = join(if in_directory { &temporary } else { "." }, template);
            let shown = shown.strip_prefix("./").unwrap_or(&shown);
            if options.has('q') {
                return Ok(1);
            }
            process.complain_as(
                &format!("failed to create {what} via template '{shown}': {errno}"),
                &format!("{shown}: {errno}"),
            )?;
            Ok(1)
        }
    }
}

const TRUNCATE_ACCEPTED: Accepted = Accepted { letters: "cs:", long: &[("no-create", 'c'), ("size", 's')], misuse: 1 };

fn truncate(process: &mut Process<'_>) -> Ended {
    let options = TRUNCATE_ACCEPTED.parse(process)?;
    let Some(text) = options.value('s').map(str::to_string) else {
        return process.misses("you must specify either '--size' or '--reference'");
    };
    if options.operands.is_empty() {
        return process.misses("missing file operand");
    }
    let sign = text.chars().next().filter(|first| matches!(first, '+' | '-'));
    let Some(number) = super::dd::size(text.trim_start_matches(['+', '-'])) else {
        let words = format!("Invalid number: '{text}'");
        return process.fail(1, &words);
    };
    let mut status = 0;
    for operand in &options.operands {
        let path = process.at(operand);
        let files = process.system.files();
        let old = match files.read(&path) {
            Err(Errno::NoEntry) if options.has('c') => continue,
            Err(Errno::NoEntry) => Ok(Rope::new()),
            other => other,
        };
        let done = old.and_then(|old| {
            let size = match sign {
                Some('+') => old.len().saturating_add(number),
                Some(_) => old.len().saturating_sub(number),
                None => number,
            };
            let hole = Rope::filler(Filler { seed: 0, dense: 0 }, size.saturating_sub(old.len()));
            files.write(&path, Rope::concat([old.slice(0..size), hole]), 0o666)
        });
        if let Err(errno) = done {
            let gnu = format!("cannot open '{operand}' for writing: {errno}");
            process.complain_as(&gnu, &format!("{operand}: open: {errno}"))?;
            status = 1;
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn new_names_are_made() {
        check(&[
            ("f=$(mktemp); stat -c '%a %s' $f; d=$(mktemp -d); stat -c %F $d", "600 0\ndirectory\n"),
            ("[ $(mktemp) != $(mktemp) ] && cd /tmp && basename $(mktemp a.XXX) | wc -c", "6\n"),
        ]);
        check_all(Flavour::Gnu, &[("mktemp -q no/x.XXX", "", "", 1)]);
        check_all(Flavour::Gnu, &[("mktemp x.XX", "", "mktemp: too few X's in template 'x.XX'\n", 1)]);
    }

    #[test]
    fn sizes_are_set() {
        check(&[(
            "printf abcdef > f; truncate -s 3 f; cat f; truncate -s +2 f; stat -c %s f; truncate -s 1M g; stat -c %s g",
            "abc5\n1048576\n",
        )]);
        check_all(
            Flavour::Gnu,
            &[("truncate -s 1 d/f", "", "truncate: cannot open 'd/f' for writing: No such file or directory\n", 1)],
        );
    }
}
