//! `mv`: renames, or copies and removes where a rename is not possible.

use super::copying::Copying;
use super::removing::Removal;
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Bail, Ended};
use crate::vfs::{Errno, FileType};

pub(super) static PROGRAM: Applet =
    Applet { names: &["mv"], about: "moves or renames files", usage: "[-finT] [-t DIR] SOURCE... DEST", run };

const ACCEPTED: Accepted = Accepted {
    letters: "finuvTt:",
    long: &[
        ("force", 'f'),
        ("interactive", 'i'),
        ("no-clobber", 'n'),
        ("update", 'u'),
        ("verbose", 'v'),
        ("no-target-directory", 'T'),
        ("target-directory", 't'),
    ],
    misuse: 1,
};

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let mut status = 0;
    for (from, to) in process.destinations(&options)? {
        let source = process.look(&from, false);
        let target = process.look(&to, false);
        if let (Ok(source), Ok(target)) = (&source, &target) {
            if source.inode == target.inode {
                process.complain(&format!("'{from}' and '{to}' are the same file"))?;
                status = 1;
                continue;
            }
            let older = options.has('u') && source.mtime <= target.mtime;
            let last = options.last_of("fin");
            if last == Some('n') || older || last == Some('i') && !process.ask(&format!("overwrite '{to}'?"))? {
                continue;
            }
        }
        if !shift(process, &from, &to)? {
            status = 1;
        } else if options.has('v') {
            let renamed = if process.busybox() { "" } else { "renamed " };
            process.print(&format!("{renamed}'{from}' -> '{to}'\n"))?;
        }
    }
    Ok(status)
}

fn shift(process: &mut Process<'_>, from: &str, to: &str) -> Result<bool, Bail> {
    let (source, target) = (process.at(from), process.at(to));
    let errno = match process.system.files().rename(&source, &target) {
        Ok(()) => return Ok(true),
        Err(Errno::CrossDevice) => return copy_and_remove(process, from, to),
        Err(errno) => errno,
    };
    if process.busybox() {
        process.complain(&format!("can't rename '{from}': {errno}"))?;
        return Ok(false);
    }
    let words = match (errno, process.look(from, false)) {
        (_, Err(errno)) => format!("cannot stat '{from}': {errno}"),
        (Errno::Invalid, _) => format!("cannot move '{from}' to a subdirectory of itself, '{to}'"),
        (Errno::NotDirectory, Ok(stat)) if stat.kind == FileType::Directory => {
            format!("cannot overwrite non-directory '{to}' with directory '{from}'")
        }
        (Errno::IsDirectory, _) => format!("cannot overwrite directory '{to}' with non-directory '{from}'"),
        _ => format!("cannot move '{from}' to '{to}': {errno}"),
    };
    process.complain(&words)?;
    Ok(false)
}

fn copy_and_remove(process: &mut Process<'_>, from: &str, to: &str) -> Result<bool, Bail> {
    let mut copying = Copying {
        recursive: true,
        keep_links: (true, true),
        preserve: true,
        keep_hard_links: true,
        force: true,
        ..Copying::default()
    };
    let removal = Removal { recursive: true, force: true, ..Removal::default() };
    Ok(copying.copy(process, from, to)? && removal.remove(process, from)?)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn moves_files_and_directories() {
        check(&[
            ("echo x > a; mv a b; cat b; echo *", "x\nb\n"),
            ("mkdir d; touch a b; mv a b d; echo d/*", "d/a d/b\n"),
            ("mkdir d e; touch d/x; mv d e; echo e/d/*", "e/d/x\n"),
            ("echo x > a; echo y > b; mv -n a b; cat b; mv -v a b; cat b", "y\nrenamed 'a' -> 'b'\nx\n"),
        ]);
    }

    #[test]
    fn complains_in_both_manners() {
        check_all(
            Flavour::Gnu,
            &[
                ("mv x y", "", "mv: cannot stat 'x': No such file or directory\n", 1),
                ("mkdir d; mv d d/e", "", "mv: cannot move 'd' to a subdirectory of itself, 'd/e'\n", 1),
                ("mkdir -p a b/a/c; mv a b", "", "mv: cannot move 'a' to 'b/a': Directory not empty\n", 1),
                ("touch a; mv a a", "", "mv: 'a' and 'a' are the same file\n", 1),
            ],
        );
        check_all(Flavour::Busybox, &[("mv x y", "", "mv: can't rename 'x': No such file or directory\n", 1)]);
    }
}
