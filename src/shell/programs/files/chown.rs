//! `chown` and `chgrp`

use super::operand::join;
use super::says::Says;
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Bail, Ended, accounts};
use crate::vfs::FileType;

pub(super) static PROGRAM: Applet =
    Applet { names: &["chown"], about: "changes owner and group", usage: "[-Rhv] OWNER[:GROUP] FILE...", run };

pub(super) static CHGRP: Applet =
    Applet { names: &["chgrp"], about: "changes the group", usage: "[-Rhv] GROUP FILE...", run };

const ACCEPTED: Accepted = Accepted {
    letters: "Rhvfc P",
    long: &[("recursive", 'R'), ("no-dereference", 'h'), ("verbose", 'v'), ("silent", 'f'), ("changes", 'c')],
    misuse: 1,
};

/// Who gets the files: `None` leaves it.
#[derive(Clone, Copy)]
struct Owner {
    uid: Option<u32>,
    gid: Option<u32>,
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let (text, files) = match options.operands.split_first() {
        None => return process.missing_operand(),
        Some((only, [])) => {
            let words = format!("missing operand after '{only}'");
            return process.misses(&words);
        }
        Some((text, files)) => (text.clone(), files),
    };
    let owner = if process.name() == "chgrp" { group(process, &text, &text)? } else { parse(process, &text)? };
    let mut status = 0;
    for file in files {
        let says = Says::of(&options);
        if !change(process, file, owner, options.has('R'), options.has('h'), says)? {
            status = 1;
        }
    }
    Ok(status)
}

fn parse(process: &mut Process<'_>, text: &str) -> Result<Owner, Bail> {
    let (user, rest) = match (text.split_once(':'), text.split_once('.')) {
        (Some((user, group)), _) => (user, Some(group)),
        // The old way of writing it, unless there is a user of that name.
        (None, Some((user, group))) if accounts::user(process.system, text).is_none() => (user, Some(group)),
        (None, _) => (text, None),
    };
    let mut owner = Owner { uid: None, gid: None };
    let mut main_group = None;
    if !user.is_empty() {
        let Some((uid, gid)) = accounts::user(process.system, user) else {
            let words = if process.busybox() { unknown(user, text) } else { format!("invalid user: '{text}'") };
            return process.fail(1, &words);
        };
        (owner.uid, main_group) = (Some(uid), gid);
    }
    match rest {
        None => {}
        Some("") => owner.gid = main_group,
        Some(name) => owner.gid = group(process, name, text)?.gid,
    }
    Ok(owner)
}

/// BusyBox's words for an owner that there is not (`libpwdgrp/uidgid_get.c`).
fn unknown(name: &str, text: &str) -> String {
    if text.contains([':', '.']) { format!("unknown user/group {text}") } else { format!("unknown user {name}") }
}

fn group(process: &mut Process<'_>, name: &str, text: &str) -> Result<Owner, Bail> {
    match accounts::group(process.system, name) {
        Some(gid) => Ok(Owner { uid: None, gid: Some(gid) }),
        None => {
            let words = if process.busybox() && process.name() == "chgrp" {
                format!("unknown group {name}")
            } else if process.busybox() {
                unknown(name, text)
            } else {
                format!("invalid group: '{text}'")
            };
            process.fail(1, &words)
        }
    }
}

impl Owner {
    /// `USER`, `USER:GROUP` or `GROUP`, whichever is given here, of these owners.
    fn named(self, process: &mut Process<'_>, uid: u32, gid: u32) -> String {
        let user = accounts::user_name(process.system, uid).unwrap_or_else(|| uid.to_string());
        let group = accounts::group_name(process.system, gid).unwrap_or_else(|| gid.to_string());
        match (self.uid, self.gid) {
            (Some(_), Some(_)) => format!("{user}:{group}"),
            (None, Some(_)) => group,
            _ => user,
        }
    }

    /// After a file's owners were `from` these and are `to` these.
    fn say(
        self,
        process: &mut Process<'_>,
        operand: &str,
        from: (u32, u32),
        to: (u32, u32),
        says: Says,
    ) -> Result<(), Bail> {
        let what = if self.uid.is_none() { "group" } else { "ownership" };
        let (old, new) = (self.named(process, from.0, from.1), self.named(process, to.0, to.1));
        let text = match from == to {
            true if says.kept => format!("{what} of '{operand}' retained as {old}\n"),
            false if says.changed => format!("changed {what} of '{operand}' from {old} to {new}\n"),
            _ => return Ok(()),
        };
        Ok(process.print(&text)?)
    }
}

fn change(
    process: &mut Process<'_>,
    operand: &str,
    owner: Owner,
    recursive: bool,
    links: bool,
    says: Says,
) -> Result<bool, Bail> {
    process.system.step()?;
    let path = process.at(operand);
    let stat = match process.look(operand, !links) {
        Ok(stat) => stat,
        Err(errno) => {
            if says.errors {
                process.complain_as(&format!("cannot access '{operand}': {errno}"), &format!("{operand}: {errno}"))?;
            }
            return Ok(false);
        }
    };
    let (uid, gid) = (owner.uid.unwrap_or(stat.uid), owner.gid.unwrap_or(stat.gid));
    let mut done = true;
    if let Err(errno) = process.system.files().set_owner(&path, uid, gid, !links) {
        let what = if owner.uid.is_none() { "group" } else { "ownership" };
        if says.errors {
            process.complain_as(&format!("changing {what} of '{operand}': {errno}"), &format!("{operand}: {errno}"))?;
        }
        done = false;
    } else if !process.busybox() {
        owner.say(process, operand, (stat.uid, stat.gid), (uid, gid), says)?;
    }
    if recursive && stat.kind == FileType::Directory {
        for name in process.names_in(operand).unwrap_or_default() {
            done &= change(process, &join(operand, &name), owner, true, true, says)?;
        }
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn changes_owners() {
        check(&[
            ("touch a; chown student a; stat -c '%u %g %U' a", "1000 0 student\n"),
            (
                "touch a; chown student: a; stat -c '%U %G' a; chown :0 a; stat -c '%u:%g' a",
                "student student\n1000:0\n",
            ),
            (
                "touch a; chown -v 7 a; chown -c 7 a; chown -v 7 a; chown -v :8 a; chgrp -c root a",
                "changed ownership of 'a' from root to 7\nownership of 'a' retained as 7\nchanged group of 'a' from root to 8\n\
                 changed group of 'a' from 8 to root\n",
            ),
            ("chown -f 0 nothing || echo $?", "1\n"),
            ("mkdir d; touch d/f; chown -R 7:8 d; stat -c %u:%g d d/f; chgrp root d; stat -c %g d", "7:8\n7:8\n0\n"),
        ]);
    }

    #[test]
    fn complains_in_both_manners() {
        check_all(
            Flavour::Gnu,
            &[
                ("touch a; chown bob a", "", "chown: invalid user: 'bob'\n", 1),
                ("chown 0 x", "", "chown: cannot access 'x': No such file or directory\n", 1),
            ],
        );
        check_all(Flavour::Busybox, &[("touch a; chown bob a", "", "chown: unknown user bob\n", 1)]);
    }
}
