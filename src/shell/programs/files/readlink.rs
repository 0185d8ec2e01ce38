//! `readlink` and `realpath`

use super::operand::{directory_name, join, last_name};
use crate::shell::Process;
use crate::shell::programs::banner::is_studied;
use crate::shell::programs::{Accepted, Applet, Ended, Options};
use crate::vfs::{Errno, Path};

pub(super) static PROGRAM: Applet =
    Applet { names: &["readlink"], about: "prints where a symbolic link leads", usage: "[-fnv] FILE...", run };

pub(super) static REALPATH: Applet =
    Applet { names: &["realpath"], about: "prints paths without symbolic links", usage: "[-ems] FILE...", run: real };

const ACCEPTED: Accepted = Accepted {
    letters: "femnvqsz",
    long: &[
        ("canonicalize", 'f'),
        ("canonicalize-existing", 'e'),
        ("canonicalize-missing", 'm'),
        ("no-newline", 'n'),
        ("no-symlinks", 's'),
        ("quiet", 'q'),
        ("zero", 'z'),
    ],
    misuse: 1,
};

/// A path without symbolic links; how much of it must exist: `e` all, `f` all but the last name, `m` nothing.
fn canonical(process: &mut Process<'_>, operand: &str, how: char) -> Result<String, Errno> {
    let path = process.at(operand);
    // Until 1.36 BusyBox wanted all of it to exist.
    let strict = process.busybox() && is_studied(process.system);
    let files = process.system.files();
    match files.real_path(&path) {
        Err(Errno::NoEntry) if how == 'f' && !path.is_empty() && !strict => {
            // A link to nothing leads there all the same.
            let target = files.read_link(&path).ok();
            let directory = files.real_path(directory_name(&path))?;
            match target {
                Some(target) => Ok(Path::new(&directory).join(&target).into()),
                None => Ok(join(&directory, last_name(&path))),
            }
        }
        Err(Errno::NoEntry | Errno::NotDirectory) if how == 'm' => {
            let mut existing = directory_name(&path).to_string();
            while files.real_path(&existing).is_err() && existing != "/" {
                existing = directory_name(&existing).to_string();
            }
            let rest = path.get(existing.len()..).unwrap_or("");
            Ok(Path::new(&join(&files.real_path(&existing)?, rest)).into())
        }
        other => other,
    }
}

/// What stands behind a path.
fn end(options: &Options) -> char {
    if options.has('z') { '\0' } else { '\n' }
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    if options.operands.is_empty() {
        return process.missing_operand();
    }
    let mut status = 0;
    for operand in &options.operands {
        let answer = match options.last_of("fem") {
            Some(how) => canonical(process, operand, how),
            None => {
                let path = process.at(operand);
                process.system.files().read_link(&path)
            }
        };
        match answer {
            Ok(path) if options.has('n') => process.print(&path)?,
            Ok(path) => process.print(&format!("{path}{}", end(&options)))?,
            Err(errno) => {
                if options.has('v') {
                    process.complain(&format!("{operand}: {errno}"))?;
                }
                status = 1;
            }
        }
    }
    Ok(status)
}

fn real(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    if options.operands.is_empty() {
        return process.missing_operand();
    }
    let mut status = 0;
    for operand in &options.operands {
        let answer = if options.has('s') {
            Ok(Path::new(&process.at(operand)).into())
        } else {
            canonical(process, operand, options.last_of("em").unwrap_or('f'))
        };
        match answer {
            Ok(path) => process.print(&format!("{path}{}", end(&options)))?,
            Err(errno) => {
                if !options.has('q') {
                    process.complain(&format!("{operand}: {errno}"))?;
                }
                status = 1;
            }
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn links_are_followed() {
        check(&[
            (
                "mkdir -p d; ln -s d l; touch d/f; readlink l; readlink -f l/f; realpath l/../l/new",
                "d\n/home/student/d/f\n/home/student/d/new\n",
            ),
            ("realpath -m a/b/../c; ln -s gone l; readlink -f l", "/home/student/a/c\n/home/student/gone\n"),
        ]);
        check_all(
            Flavour::Gnu,
            &[
                ("touch a; readlink a", "", "", 1),
                ("realpath a/b", "", "realpath: a/b: No such file or directory\n", 1),
            ],
        );
    }
}
