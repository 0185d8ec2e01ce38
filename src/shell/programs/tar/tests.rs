//! What real GNU tar (1.34) says to the same.

use crate::shell::Flavour;
use crate::shell::testing::{check, check_all};

/// What the tests pack.
const MADE: &str = "echo x > f; mkdir d; echo y > d/b; echo z > d/a; ln -s b d/l; tar cf a.tar f; tar czf c.tgz f;";

#[test]
fn what_is_packed_can_be_said_on_the_command_line() {
    for (line, expected) in [
        // To the byte.
        (
            "tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf - d f | sha256sum",
            "4a31cde1c99262c6b215d1271a00ab19b1e949cf107b877a120bc9399c6b31a9  -\n",
        ),
        (
            "tar --mtime='2024-01-02 03:04Z' --owner=joe:1000 --group=grp:5 --mode=644 -cf - f | tar tvf -",
            "-rw-r--r-- joe/grp           2 2024-01-02 03:04 f\n",
        ),
        (
            "tar --mtime='2024-01-02 03:04Z' --owner=root --group=0 --mode=600 -cf - f | tar tvf -",
            "-rw------- root/root         2 2024-01-02 03:04 f\n",
        ),
        ("tar cPf names.tar $PWD/f; grep -c \"^$PWD\" names.tar", "1\n"),
        ("echo b > ex; tar cf - -X ex d | tar tf -", "d/\nd/a\nd/l\n"),
        ("tar chf - d | tar tvf - | cut -c1-3 | tr '\\n' ' '", "drw -rw -rw hrw "),
        // An archive can be added to.
        ("tar rf a.tar d/a; tar tf a.tar", "f\nd/a\n"),
        ("tar cf b.tar -b 1 f; stat -c %s a.tar b.tar", "10240\n2048\n"),
        (
            "tar rf new.tar f; tar tf new.tar; tar rf a.tar d/a; mkdir out; tar xmf a.tar -C out; cat out/f out/d/a",
            "f\nx\nz\n",
        ),
    ] {
        check(&[(&format!("{MADE}{line}"), expected)]);
    }
}

#[test]
fn what_it_cannot_do_is_said() {
    let hint = "Try 'tar --help' or 'tar --usage' for more information.\n";
    let fatal = "tar: Error is not recoverable: exiting now\n";
    let (date, sample) = ("tar: ./nope: Cannot stat: No such file or directory\n", "tar: Date sample file not found\n");
    for (line, expected, status) in [
        ("tar rf c.tgz f", format!("tar: Cannot update compressed archives\n{fatal}"), 2),
        ("tar rzf c.tgz f", format!("tar: Cannot update compressed archives\n{hint}"), 2),
        ("tar --owner=99999999999 -cf - f", format!("tar: 99999999999: Invalid owner or group ID\n{fatal}"), 2),
        ("tar --mode=zz -cf - f", format!("tar: Invalid mode given on option\n{fatal}"), 2),
        ("tar --mtime=./nope -cf - f", format!("{date}{sample}{hint}"), 2),
        ("tar cf - -b x f", format!("tar: x: Invalid blocking factor\n{hint}"), 2),
        ("tar cwf - f", "tar: layercake does not simulate the option -w\n".into(), 64),
        ("tar --format=pax -cf - f", "tar: layercake does not simulate the option --format\n".into(), 64),
        ("tar --frob -cf - f", format!("tar: unrecognized option '--frob'\n{hint}"), 64),
    ] {
        check_all(Flavour::Gnu, &[(&format!("{MADE}{line}"), "", &expected, status)]);
    }
    let there_is_none = "echo x > f; tar rf a.tar f 2>&1 | head -n 1";
    check_all(Flavour::Busybox, &[(there_is_none, "tar: unrecognized option: r\n", "", 0)]);
}
