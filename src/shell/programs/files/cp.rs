//! `cp`

use super::copying::Copying;
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Ended};

pub(super) static PROGRAM: Applet = Applet {
    names: &["cp"],
    about: "copies files and directories",
    usage: "[-arPLHpfinuvT] [-t DIR] SOURCE... DEST",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "arRdPLHpfinuvTlst: x",
    long: &[
        ("archive", 'a'),
        ("recursive", 'r'),
        ("no-dereference", 'P'),
        ("dereference", 'L'),
        ("preserve", 'p'),
        ("force", 'f'),
        ("interactive", 'i'),
        ("no-clobber", 'n'),
        ("update", 'u'),
        ("verbose", 'v'),
        ("no-target-directory", 'T'),
        ("target-directory", 't'),
        ("link", 'l'),
        ("symbolic-link", 's'),
    ],
    misuse: 1,
};

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let archive = options.has('a');
    let recursive = archive || options.has('r') || options.has('R');
    let keep = match options.last_of("adPLH") {
        Some('L') => (false, false),
        Some('H') => (false, true),
        Some('a' | 'd' | 'P') => (true, true),
        _ => (recursive, recursive),
    };
    let mut copying = Copying {
        recursive,
        keep_links: keep,
        preserve: archive || options.has('p'),
        keep_hard_links: archive || options.has('d'),
        force: options.has('f'),
        ask: options.last_of("fin") == Some('i'),
        no_clobber: options.last_of("in") == Some('n'),
        update: options.has('u'),
        verbose: options.has('v'),
        ..Copying::default()
    };
    let mut status = 0;
    for (from, to) in process.destinations(&options)? {
        let done = match options.last_of("ls") {
            Some(kind) => link(process, kind, &from, &to)?,
            None => copying.copy(process, &from, &to)?,
        };
        if !done {
            status = 1;
        }
    }
    Ok(status)
}

/// `cp -l` and `cp -s`: links instead of copies.
fn link(process: &mut Process<'_>, kind: char, from: &str, to: &str) -> Result<bool, crate::shell::programs::Bail> {
    let (source, path) = (process.at(from), process.at(to));
    let files = process.system.files();
    let done = if kind == 'l' { files.hard_link(&source, &path) } else { files.symlink(from, &path) };
    if let Err(errno) = done {
        process.complain(&format!("cannot create link '{to}': {errno}"))?;
    }
    Ok(done.is_ok())
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn copies_files_and_trees() {
        check(&[
            ("echo x > a; cp a b; cat b", "x\n"),
            ("mkdir d; echo x > a; echo y > b; cp a b d; cat d/a d/b", "x\ny\n"),
            ("mkdir -p d/e; echo x > d/e/f; cp -r d c; cat c/e/f; cp -r d c; cat c/d/e/f", "x\nx\n"),
            ("mkdir -p d/e; echo x > d/e/f; mkdir c; cp -r d/. c; cat c/e/f", "x\n"),
            ("echo x > a; ln -s a l; cp l c; cp -a l d; readlink d; readlink c || cat c", "a\nx\n"),
            ("echo x > a; cp -v a b", "'a' -> 'b'\n"),
            ("echo x > a; echo y > b; cp -n a b; cat b", "y\n"),
            (
                "echo x > a; chmod 751 a; touch -d 2001-02-03 a; cp -p a b; stat -c '%a %y' b",
                "751 2001-02-03 00:00:00.000000000 +0000\n",
            ),
            ("mkdir d; echo x > d/a; ln d/a d/b; cp -a d e; stat -c %h e/a", "2\n"),
        ]);
    }

    #[test]
    fn complains_in_both_manners() {
        check_all(
            Flavour::Gnu,
            &[
                ("cp x y", "", "cp: cannot stat 'x': No such file or directory\n", 1),
                ("mkdir d; cp d e", "", "cp: -r not specified; omitting directory 'd'\n", 1),
                ("mkdir d; cp -r d d/e", "", "cp: cannot copy a directory, 'd', into itself, 'd/e'\n", 1),
                ("touch a; cp a a", "", "cp: 'a' and 'a' are the same file\n", 1),
                ("touch a; cp a no/b", "", "cp: cannot create regular file 'no/b': No such file or directory\n", 1),
                ("touch a b; cp a b c", "", "cp: target 'c': No such file or directory\n", 1),
                (
                    "cp a",
                    "",
                    "cp: missing destination file operand after 'a'\nTry 'cp --help' for more information.\n",
                    1,
                ),
            ],
        );
        check_all(
            Flavour::Busybox,
            &[
                ("cp x y", "", "cp: can't stat 'x': No such file or directory\n", 1),
                ("mkdir d; cp d e", "", "cp: omitting directory 'd'\n", 1),
                ("touch a; cp a no/b", "", "cp: can't create 'no/b': No such file or directory\n", 1),
            ],
        );
    }
}
