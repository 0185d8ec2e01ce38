//! `install`

use super::copying::Copying;
use super::operand::directory_name;
use super::{mkdir, mode};
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Bail, Ended, accounts};

pub(super) static PROGRAM: Applet = Applet {
    names: &["install"],
    about: "copies files and sets their mode and owner",
    usage: "[-dDTv] [-m MODE] [-o OWNER] [-g GROUP] [-t DIR] SOURCE... DEST",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "dDTvm:o:g:t: c",
    long: &[
        ("directory", 'd'),
        ("mode", 'm'),
        ("owner", 'o'),
        ("group", 'g'),
        ("target-directory", 't'),
        ("no-target-directory", 'T'),
        ("verbose", 'v'),
    ],
    misuse: 1,
};

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let text = options.value('m').unwrap_or("755");
    let Some(mode) = mode::apply(text, 0, options.has('d'), 0) else {
        let words = format!("invalid mode '{text}'");
        return process.fail(1, &words);
    };
    let uid = named(process, options.value('o'), "user", |process, name| {
        accounts::user(process.system, name).map(|(uid, _)| uid)
    })?;
    let gid = named(process, options.value('g'), "group", |process, name| accounts::group(process.system, name))?;
    let mut status = 0;
    let mut made = Vec::new();
    if options.has('d') {
        if options.operands.is_empty() {
            return process.misses("missing file operand");
        }
        for operand in &options.operands {
            if mkdir::make(process, operand, true, options.has('v'))? {
                made.push(operand.clone());
            } else {
                status = 1;
            }
        }
    } else {
        if let (true, Some(to)) = (options.has('D'), options.operands.last()) {
            let directory = options.value('t').map_or_else(|| directory_name(to).to_string(), str::to_string);
            if !mkdir::make(process, &directory, true, false)? {
                return Ok(1);
            }
        }
        let mut copying = Copying { force: true, verbose: options.has('v'), ..Copying::default() };
        for (from, to) in process.destinations(&options)? {
            if copying.copy(process, &from, &to)? {
                made.push(to);
            } else {
                status = 1;
            }
        }
    }
    for operand in made {
        let path = process.at(&operand);
        let stat = process.look(&operand, true);
        let files = process.system.files();
        let mut done = Ok(());
        if let (Ok(stat), true) = (stat, uid.is_some() || gid.is_some()) {
            done = files.set_owner(&path, uid.unwrap_or(stat.uid), gid.unwrap_or(stat.gid), true);
        }
        if let Err(errno) = done.and_then(|()| files.set_mode(&path, mode)) {
            process.complain(&format!("cannot change ownership of '{operand}': {errno}"))?;
            status = 1;
        }
    }
    Ok(status)
}

/// The number of a user or group that an option names.
fn named(
    process: &mut Process<'_>,
    name: Option<&str>,
    what: &str,
    find: fn(&mut Process<'_>, &str) -> Option<u32>,
) -> Result<Option<u32>, Bail> {
    let Some(name) = name else { return Ok(None) };
    match find(process, name) {
        Some(id) => Ok(Some(id)),
        None => {
            let words = format!("invalid {what} '{name}'");
            process.fail(1, &words)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::shell::testing::check;

    #[test]
    fn copies_with_mode_and_owner() {
        check(&[
            ("echo x > a; install -m 600 -o student a b; stat -c '%a %u' b", "600 1000\n"),
            (
                "install -d -m 1777 a/b; stat -c %a a a/b; echo x > f; install -D f c/d/f; stat -c %a c/d/f",
                "755\n1777\n755\n",
            ),
        ]);
    }
}
