//! `link` and `unlink`: the system calls alone.

use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Bail, Ended};

pub(super) static LINK: Applet =
    Applet { names: &["link"], about: "makes a further name of a file", usage: "FILE LINK", run: link };

pub(super) static UNLINK: Applet = Applet { names: &["unlink"], about: "removes a file", usage: "FILE", run: unlink };

/// The operands, which are to be so many.
fn operands<const N: usize>(process: &mut Process<'_>) -> Result<[String; N], Bail> {
    let given = Accepted::letters("").parse(process)?.operands;
    let words = match (given.last(), given.get(N)) {
        (_, Some(extra)) => format!("extra operand '{extra}'"),
        (Some(last), None) => format!("missing operand after '{last}'"),
        (None, None) => "missing operand".into(),
    };
    match given.try_into() {
        Ok(operands) => Ok(operands),
        Err(_) => process.misses(&words),
    }
}

fn link(process: &mut Process<'_>) -> Ended {
    let [file, link] = operands(process)?;
    let (from, to) = (process.at(&file), process.at(&link));
    if let Err(errno) = process.system.files().hard_link(&from, &to) {
        let gnu = format!("cannot create link '{link}' to '{file}': {errno}");
        process.complain_as(&gnu, &format!("can't create hardlink '{link}' to '{file}': {errno}"))?;
        return Ok(1);
    }
    Ok(0)
}

fn unlink(process: &mut Process<'_>) -> Ended {
    let [file] = operands(process)?;
    let path = process.at(&file);
    if let Err(errno) = process.system.files().remove_file(&path) {
        let gnu = format!("cannot unlink '{file}': {errno}");
        process.complain_as(&gnu, &format!("can't remove file '{file}': {errno}"))?;
        return Ok(1);
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::check_all;

    #[test]
    fn names_come_and_go() {
        check_all(
            Flavour::Gnu,
            &[
                ("echo x > a; link a b; cat b; unlink a; ls", "x\nb\n", "", 0),
                ("unlink a b", "", "unlink: extra operand 'b'\nTry 'unlink --help' for more information.\n", 1),
                ("link a b", "", "link: cannot create link 'b' to 'a': No such file or directory\n", 1),
            ],
        );
        check_all(
            Flavour::Busybox,
            &[
                ("unlink a", "", "unlink: can't remove file 'a': No such file or directory\n", 1),
                ("link a b", "", "link: can't create hardlink 'b' to 'a': No such file or directory\n", 1),
            ],
        );
    }
}
