//! `rm`

use super::operand::last_name;
use super::removing::Removal;
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Ended};

pub(super) static PROGRAM: Applet =
    Applet { names: &["rm"], about: "removes files and directories", usage: "[-irf] FILE...", run };

const ACCEPTED: Accepted = Accepted {
    letters: "firRdvπ",
    long: &[
        ("force", 'f'),
        ("recursive", 'r'),
        ("dir", 'd'),
        ("verbose", 'v'),
        ("interactive", 'i'),
        ("no-preserve-root", 'π'),
    ],
    misuse: 1,
};

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let removal = Removal {
        recursive: options.has('r') || options.has('R'),
        empty_directories: options.has('d'),
        force: options.has('f'),
        ask: options.last_of("fi") == Some('i'),
        verbose: options.has('v'),
    };
    if options.operands.is_empty() {
        return if removal.force { Ok(0) } else { process.missing_operand() };
    }
    let mut status = 0;
    for operand in &options.operands {
        // BusyBox leaves slashes at the end out (`bb_get_last_path_component_strip`).
        let bare = operand.trim_end_matches('/').to_string();
        let operand = if process.busybox() && !bare.is_empty() { &bare } else { operand };
        let here = matches!(last_name(operand), "." | "..");
        if here && (removal.recursive || process.busybox()) {
            let gnu = format!("refusing to remove '.' or '..' directory: skipping '{operand}'");
            process.complain_as(&gnu, "can't remove '.' or '..'")?;
            status = 1;
            continue;
        }
        if last_name(operand) == "/" && removal.recursive && !options.has('π') && !process.busybox() {
            process.complain("it is dangerous to operate recursively on '/'")?;
            process.complain("use --no-preserve-root to override this failsafe")?;
            status = 1;
            continue;
        }
        if !removal.remove(process, operand)? {
            status = 1;
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{Machine, check, check_all, run_on};

    #[test]
    fn removes_files_and_trees() {
        check(&[
            ("touch a b; rm a; echo *", "b\n"),
            ("mkdir -p d/e/f; touch d/x; rm -rf d nothing; echo *", "*\n"),
            ("mkdir d; rm -dv d; touch a; rm -v a", "removed directory 'd'\nremoved 'a'\n"),
            ("mkdir d; touch d/f; ln -s d l; rm l; echo d/*", "d/f\n"),
        ]);
    }

    #[test]
    fn complains_in_both_manners() {
        check_all(
            Flavour::Gnu,
            &[
                ("rm x", "", "rm: cannot remove 'x': No such file or directory\n", 1),
                ("mkdir d; rm d", "", "rm: cannot remove 'd': Is a directory\n", 1),
                ("rm", "", "rm: missing operand\nTry 'rm --help' for more information.\n", 1),
                (
                    "rm -r /",
                    "",
                    "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n",
                    1,
                ),
                ("rm -r .", "", "rm: refusing to remove '.' or '..' directory: skipping '.'\n", 1),
            ],
        );
        check_all(
            Flavour::Busybox,
            &[
                ("rm x", "", "rm: can't remove 'x': No such file or directory\n", 1),
                ("mkdir d; rm d", "", "rm: 'd' is a directory\n", 1),
            ],
        );
    }

    #[test]
    fn asks_if_told_so() {
        let mut machine = Machine::new(Flavour::Gnu);
        let outcome = run_on(&mut machine, "echo 1 > a; touch b; rm -i a b; echo *", "y\nn\n").unwrap();
        assert_eq!(outcome.stderr, "rm: remove regular file 'a'? rm: remove regular empty file 'b'? ");
        assert_eq!(outcome.stdout, "b\n");
    }
}
