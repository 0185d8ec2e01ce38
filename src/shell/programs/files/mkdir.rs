//! `mkdir` and `rmdir`

use super::mode;
use super::operand::directory_name;
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Bail, Ended};
use crate::vfs::{Errno, FileType};

pub(super) static PROGRAM: Applet =
    Applet { names: &["mkdir"], about: "creates directories", usage: "[-m MODE] [-p] DIRECTORY...", run };

pub(super) static RMDIR: Applet =
    Applet { names: &["rmdir"], about: "removes empty directories", usage: "[-p] DIRECTORY...", run: remove };

const ACCEPTED: Accepted =
    Accepted { letters: "pvm:", long: &[("parents", 'p'), ("verbose", 'v'), ("mode", 'm')], misuse: 1 };

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    if options.operands.is_empty() {
        return process.missing_operand();
    }
    let umask = process.system.files().identity().umask;
    let mode = match options.value('m') {
        None => None,
        Some(text) => match mode::apply(text, 0o777, true, umask) {
            Some(mode) => Some(mode),
            None => {
                let words = format!("invalid mode '{text}'");
                return process.fail(1, &words);
            }
        },
    };
    let mut status = 0;
    for operand in &options.operands {
        let made = make(process, operand, options.has('p'), options.has('v'))?;
        let path = process.at(operand);
        if let (true, Some(mode)) = (made, mode) {
            let _ = process.system.files().set_mode(&path, mode);
        }
        if !made {
            status = 1;
        }
    }
    Ok(status)
}

/// Makes a directory, with `parents` those that lead to it (then one that is there already is right). Says whether the
/// directory is there.
pub(super) fn make(process: &mut Process<'_>, operand: &str, parents: bool, verbose: bool) -> Result<bool, Bail> {
    process.system.step()?;
    let mut wanted = Vec::new();
    if parents {
        let mut missing = directory_name(operand).to_string();
        while !process.is_directory(&missing) && process.look(&missing, false).is_err() {
            let above = directory_name(&missing).to_string();
            if above == missing || above == "." && !missing.contains('/') && missing == "." {
                break;
            }
            wanted.push(missing);
            missing = above;
        }
        wanted.reverse();
    }
    wanted.push(operand.to_string());
    for directory in &wanted {
        let path = process.at(directory);
        match process.system.files().make_dir(&path, 0o777) {
            Ok(()) if verbose && process.busybox() => process.print(&format!("created directory: '{directory}'\n"))?,
            Ok(()) if verbose => process.print(&format!("{}: created directory '{directory}'\n", process.name()))?,
            Ok(()) => {}
            Err(Errno::Exists) if parents && process.is_directory(directory) => {}
            Err(errno) => {
                let gnu = format!("cannot create directory '{directory}': {errno}");
                let busybox = format!("can't create directory '{operand}': {errno}");
                process.complain_as(&gnu, &busybox)?;
                return Ok(false);
            }
        }
    }
    Ok(true)
}

const RMDIR_ACCEPTED: Accepted = Accepted {
    letters: "pvι",
    long: &[("parents", 'p'), ("verbose", 'v'), ("ignore-fail-on-non-empty", 'ι')],
    misuse: 1,
};

fn remove(process: &mut Process<'_>) -> Ended {
    let options = RMDIR_ACCEPTED.parse(process)?;
    if options.operands.is_empty() {
        return process.missing_operand();
    }
    let mut status = 0;
    for operand in &options.operands {
        let mut directory = operand.clone();
        loop {
            process.system.step()?;
            let path = process.at(&directory);
            if options.has('v') {
                process.print(&format!("rmdir: removing directory, '{directory}'\n"))?;
            }
            match process.system.files().remove_dir(&path) {
                Ok(()) => {}
                Err(Errno::NotEmpty) if options.has('ι') => break,
                Err(errno) => {
                    let is_link = process.look(&directory, false).is_ok_and(|stat| stat.kind == FileType::Symlink);
                    let errno = if is_link { Errno::NotDirectory } else { errno };
                    let gnu = format!("failed to remove '{directory}': {errno}");
                    process.complain_as(&gnu, &format!("'{directory}': {errno}"))?;
                    status = 1;
                    break;
                }
            }
            let above = directory_name(&directory).to_string();
            if !options.has('p') || above == "." || above == "/" {
                break;
            }
            directory = above;
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn directories_are_made_and_removed() {
        check(&[
            ("mkdir a b; echo *", "a b\n"),
            ("mkdir -p a/b/c a/b; echo a/b/*", "a/b/c\n"),
            ("mkdir -p /tmp/x/y; echo /tmp/x/*", "/tmp/x/y\n"),
            ("mkdir -pv a/b", "mkdir: created directory 'a'\nmkdir: created directory 'a/b'\n"),
            ("mkdir -m 700 a; stat -c %a a", "700\n"),
            ("mkdir -p a/b/c; rmdir -p a/b/c; echo *", "*\n"),
        ]);
    }

    #[test]
    fn complains_in_both_manners() {
        check_all(
            Flavour::Gnu,
            &[
                ("mkdir a/b", "", "mkdir: cannot create directory 'a/b': No such file or directory\n", 1),
                ("touch a; mkdir a", "", "mkdir: cannot create directory 'a': File exists\n", 1),
                ("mkdir -p a/b; rmdir a", "", "rmdir: failed to remove 'a': Directory not empty\n", 1),
            ],
        );
        check_all(
            Flavour::Busybox,
            &[
                ("mkdir a/b", "", "mkdir: can't create directory 'a/b': No such file or directory\n", 1),
                ("rmdir a", "", "rmdir: 'a': No such file or directory\n", 1),
            ],
        );
    }
}
