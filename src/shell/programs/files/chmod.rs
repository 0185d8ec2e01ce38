//! `chmod`

use super::mode;
use super::operand::join;
use super::says::Says;
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Bail, Ended};
use crate::text::permissions;
use crate::vfs::FileType;

pub(super) static PROGRAM: Applet =
    Applet { names: &["chmod"], about: "changes permissions", usage: "[-Rvf] MODE FILE...", run };

const ACCEPTED: Accepted = Accepted {
    letters: "Rvfc",
    long: &[("recursive", 'R'), ("verbose", 'v'), ("silent", 'f'), ("changes", 'c')],
    misuse: 1,
};

fn run(process: &mut Process<'_>) -> Ended {
    // A mode such as `-x` looks like an option.
    let mut arguments = process.arguments.get(1..).unwrap_or_default().to_vec();
    let umask = process.system.files().identity().umask;
    let is_mode = |word: &String| {
        let letters = word.get(1..).unwrap_or("");
        word.starts_with('-')
            && letters.starts_with(['r', 'w', 'x', 'X', 's', 't'])
            && mode::apply(word, 0, false, umask).is_some()
    };
    if let Some(at) = arguments.iter().position(is_mode) {
        arguments.insert(at, "--".into());
    }
    let options = ACCEPTED.parse_words(process, arguments)?;
    let (text, files) = match options.operands.split_first() {
        None => return process.missing_operand(),
        Some((only, [])) => {
            let words = format!("missing operand after '{only}'");
            return process.misses(&words);
        }
        Some((mode, files)) => (mode.clone(), files),
    };
    if mode::apply(&text, 0, false, umask).is_none() {
        return if process.busybox() {
            let words = format!("invalid mode '{text}'");
            process.fail(1, &words)
        } else {
            let words = format!("invalid mode: '{text}'");
            process.misused(1, &words)
        };
    }
    let mut status = 0;
    for file in files {
        let says = Says::of(&options);
        if !change(process, file, &text, umask, options.has('R'), says)? {
            status = 1;
        }
    }
    Ok(status)
}

fn change(
    process: &mut Process<'_>,
    operand: &str,
    text: &str,
    umask: u32,
    recursive: bool,
    says: Says,
) -> Result<bool, Bail> {
    process.system.step()?;
    let stat = match process.look(operand, true) {
        Ok(stat) => stat,
        Err(errno) => {
            if says.errors {
                process.complain_as(&format!("cannot access '{operand}': {errno}"), &format!("{operand}: {errno}"))?;
            }
            return Ok(false);
        }
    };
    let directory = stat.kind == FileType::Directory;
    let new = mode::apply(text, stat.mode, directory, umask).unwrap_or(stat.mode);
    let path = process.at(operand);
    let mut done = true;
    if let Err(errno) = process.system.files().set_mode(&path, new) {
        if says.errors {
            let gnu = format!("changing permissions of '{operand}': {errno}");
            process.complain_as(&gnu, &format!("{operand}: {errno}"))?;
        }
        done = false;
    } else if process.busybox() {
        if says.kept || says.changed && stat.mode != new {
            process.print(&format!("mode of '{operand}' changed to {new:04o} ({})\n", permissions(new)))?;
        }
    } else if if stat.mode == new { says.kept } else { says.changed } {
        let (old, old_text) = (stat.mode, permissions(stat.mode));
        let new_text = permissions(new);
        process.print(&if old == new {
            format!("mode of '{operand}' retained as {old:04o} ({old_text})\n")
        } else {
            format!("mode of '{operand}' changed from {old:04o} ({old_text}) to {new:04o} ({new_text})\n")
        })?;
    }
    if recursive && directory {
        for name in process.names_in(operand).unwrap_or_default() {
            let inner = join(operand, &name);
            if process.look(&inner, false).is_ok_and(|stat| stat.kind != FileType::Symlink) {
                done &= change(process, &inner, text, umask, recursive, says)?;
            }
        }
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn changes_modes() {
        check(&[
            (
                "touch a; chmod 600 a; stat -c %a a; chmod +x a; stat -c %a a; chmod -x a; stat -c %A a",
                "600\n711\n-rw-------\n",
            ),
            ("mkdir -p d/e; touch d/f; chmod -R go= d; stat -c %a d d/e d/f", "700\n700\n600\n"),
            (
                "touch a; chmod -c 644 a; chmod -c 600 a",
                "mode of 'a' changed from 0644 (rw-r--r--) to 0600 (rw-------)\n",
            ),
            ("touch a; chmod -v 755 a", "mode of 'a' changed from 0644 (rw-r--r--) to 0755 (rwxr-xr-x)\n"),
        ]);
    }

    #[test]
    fn complains_in_both_manners() {
        check_all(
            Flavour::Gnu,
            &[
                ("chmod 755 x", "", "chmod: cannot access 'x': No such file or directory\n", 1),
                ("chmod zz x", "", "chmod: invalid mode: 'zz'\nTry 'chmod --help' for more information.\n", 1),
                ("chmod 755", "", "chmod: missing operand after '755'\nTry 'chmod --help' for more information.\n", 1),
            ],
        );
        check_all(
            Flavour::Busybox,
            &[
                ("chmod 755 x", "", "chmod: x: No such file or directory\n", 1),
                ("chmod zz x", "", "chmod: invalid mode 'zz'\n", 1),
            ],
        );
    }
}
