//! `basename` and `dirname`

use super::operand::{directory_name, last_name};
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Ended};

pub(super) static PROGRAM: Applet =
    Applet { names: &["basename"], about: "prints a path's last name", usage: "NAME [SUFFIX]", run };

pub(super) static DIRNAME: Applet =
    Applet { names: &["dirname"], about: "prints a path without its last name", usage: "NAME...", run: directory };

const ACCEPTED: Accepted =
    Accepted { letters: "as:z", long: &[("multiple", 'a'), ("suffix", 's'), ("zero", 'z')], misuse: 1 };

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let several = options.has('a') || options.has('s');
    let (names, suffix) = match options.operands.as_slice() {
        [] => return process.missing_operand(),
        names if several => (names, options.value('s').unwrap_or("")),
        [_] => (&options.operands[..], ""),
        [_, suffix] => (&options.operands[..1], suffix.as_str()),
        [_, _, extra, ..] => {
            let words = format!("extra operand '{extra}'");
            return process.misses(&words);
        }
    };
    for name in names {
        let name = last_name(name);
        let name = name.strip_suffix(suffix).filter(|stem| !stem.is_empty()).unwrap_or(name);
        process.print(&format!("{name}{}", if options.has('z') { '\0' } else { '\n' }))?;
    }
    Ok(0)
}

fn directory(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    if options.operands.is_empty() {
        return process.missing_operand();
    }
    for name in &options.operands {
        process.print(&format!("{}\n", directory_name(name)))?;
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use crate::shell::testing::check;

    #[test]
    fn paths_are_taken_apart() {
        check(&[
            ("basename /usr/lib/; basename a.txt .txt; basename /; basename -s .c a.c b.c", "lib\na\n/\na\nb\n"),
            ("dirname /usr/lib/ a /a //", "/usr\n.\n/\n/\n"),
        ]);
    }
}
