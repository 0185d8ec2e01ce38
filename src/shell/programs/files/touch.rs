//! `touch`

use super::time;
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::shell::Process;
use crate::shell::programs::moment::moment as moment_of;
use crate::shell::programs::{Accepted, Applet, Bail, Ended, Options};
use crate::vfs::Errno;

pub(super) static PROGRAM: Applet = Applet {
    names: &["touch"],
    about: "sets the time of last change, and makes files that are not there",
    usage: "[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "camhd:t:r: f",
    long: &[("no-create", 'c'), ("date", 'd'), ("reference", 'r'), ("no-dereference", 'h')],
    misuse: 1,
};

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    if options.operands.is_empty() {
        return process.misses("missing file operand");
    }
    let given = moment(process, &options)?;
    let mut status = 0;
    for operand in &options.operands {
        process.system.step()?;
        let path = process.at(operand);
        let follow = !options.has('h');
        let files = process.system.files();
        let time = given.unwrap_or(files.identity().now);
        // There is one time here: what sets only the other one leaves it.
        let mut done = match options.has('a') && !options.has('m') {
            true => files.stat(&path, follow).map(drop),
            false => files.set_mtime(&path, time, follow),
        };
        if done == Err(Errno::NoEntry) {
            if options.has('c') || options.has('h') {
                continue;
            }
            done = files.append(&path, Rope::new(), 0o666);
            if let (Ok(()), Some(time)) = (done, given) {
                done = files.set_mtime(&path, time, follow);
            }
        }
        if let Err(errno) = done {
            process.complain_as(&format!("cannot touch '{operand}': {errno}"), &format!("{operand}: {errno}"))?;
            status = 1;
        }
    }
    Ok(status)
}

/// The moment that the options name.
fn moment(process: &mut Process<'_>, options: &Options) -> Result<Option<Timestamp>, Bail> {
    let now = process.system.files().identity().now;
    if let Some(file) = options.value('r') {
        return match process.look(file, true) {
            Ok(stat) => Ok(Some(stat.mtime)),
            Err(errno) => {
                let words = format!("failed to get attributes of '{file}': {errno}");
                process.complain_as(&words, &format!("{file}: {errno}"))?;
                Err(Bail::Status(1))
            }
        };
    }
    let (text, time) = match (options.value('d'), options.value('t')) {
        (Some(text), _) => (text, moment_of(text, now)),
        (None, Some(text)) => (text, time::parse_stamp(text, now)),
        (None, None) => return Ok(None),
    };
    match time {
        Some(time) => Ok(Some(time)),
        None => {
            let (gnu, busybox) = (format!("invalid date format '{text}'"), format!("invalid date '{text}'"));
            process.complain_as(&gnu, &busybox)?;
            Err(Bail::Status(1))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn makes_files_and_sets_times() {
        check(&[
            ("touch a; stat -c '%s %Y' a", "0 1787307072\n"),
            ("touch -d '2001-02-03 04:05:06' a; stat -c %y a", "2001-02-03 04:05:06.000000000 +0000\n"),
            ("touch -t 200102030405 a; touch -r a b; stat -c %Y a b", "981173100\n981173100\n"),
            ("touch -c a; echo *", "*\n"),
        ]);
    }

    #[test]
    fn complains_in_both_manners() {
        check_all(
            Flavour::Gnu,
            &[
                ("touch a/b", "", "touch: cannot touch 'a/b': No such file or directory\n", 1),
                ("touch -d soon a", "", "touch: invalid date format 'soon'\n", 1),
            ],
        );
        check_all(Flavour::Busybox, &[("touch a/b", "", "touch: a/b: No such file or directory\n", 1)]);
    }
}
