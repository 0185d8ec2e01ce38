//! `addgroup` and `groupadd`: a group, or a user in one.

use super::super::options::Accepted;
use super::super::{Applet, Ended};
use super::records::{
    append, exists, free_number, is_member, is_system, join, no_group, number, require_superuser, taken,
};
use super::wording::{EXISTS, Edition, MISSING, NAMES, Teller, WRONG_CALL, WRONG_KIND};
use crate::shell::Process;

pub(super) static PROGRAM: Applet = Applet {
    names: &["addgroup", "groupadd"],
    about: "makes a group, or adds a user to one",
    usage: "[-g GID] [-S] [USER] GROUP",
    run: addgroup,
};

const BUSYBOX: Accepted = Accepted { letters: "g:S", long: &[("gid", 'g'), ("system", 'S')], misuse: 1 };
/// As its words are made.
const DEBIAN: Accepted =
    Accepted { letters: "g: γ", long: &[("gid", 'g'), ("system", 'S'), ("quiet", 'κ'), ("group", 'γ')], misuse: 1 };
const SHADOW: Accepted = Accepted {
    letters: "g:rfo",
    long: &[("gid", 'g'), ("system", 'r'), ("force", 'f'), ("non-unique", 'o')],
    misuse: 2,
};

pub(super) fn addgroup(process: &mut Process<'_>) -> Ended {
    let options = match process.name().as_str() {
        "groupadd" => SHADOW.parse(process)?,
        _ if process.busybox() => BUSYBOX.parse(process)?,
        _ => {
            let words = super::debian::words(process)?;
            DEBIAN.parse_words(process, words)?
        }
    };
    require_superuser(process)?;
    let debian = process.name() != "groupadd" && !process.busybox();
    let teller = debian.then(|| Teller::of(process, options.has('κ')));
    if let [user, group] = options.operands.as_slice() {
        return match teller {
            None => join(process, user, group).map(|()| 0),
            Some(teller) if teller.edition == Edition::Early => put_into(process, teller, user, group),
            Some(teller) => {
                let text = "addgroup with two arguments is an unspecified operation.";
                teller.fail(process, WRONG_CALL, text)
            }
        };
    }
    let Some(name) = options.operands.first().cloned() else {
        return match teller {
            None => process.missing_operand(),
            Some(teller) => teller.fail(process, WRONG_CALL, NAMES),
        };
    };
    if let Some(teller) = teller
        && exists(process, "/etc/group", &name)
    {
        return match (options.has('S'), is_system(process, "/etc/group", &name)) {
            (false, _) => teller.fail(process, EXISTS, &format!("The group `{name}' already exists.")),
            (true, true) => {
                let text = format!("The group `{name}' already exists as a system group. Exiting.");
                teller.info(process, &text).map(|()| 0)
            }
            (true, false) => {
                let text = format!("The group `{name}' already exists and is not a system group. Exiting.");
                teller.fail(process, WRONG_KIND, &text)
            }
        };
    }
    if exists(process, "/etc/group", &name) {
        return match process.name().as_str() {
            _ if options.has('f') => Ok(0),
            "groupadd" => process.fail(9, &format!("group '{name}' already exists")),
            _ => process.fail(1, &format!("group '{name}' in use")),
        };
    }
    let system = options.has('S') || options.has('r');
    let gid = match options.value('g') {
        // By force another number is taken for one that is not free.
        Some(text) => match number(process, "/etc/group", text, options.has('o') || options.has('f'))? {
            gid if options.has('f') && !options.has('o') && taken(process, "/etc/group", gid) => {
                free_number(process, "/etc/group", system)
            }
            gid => gid,
        },
        None => {
            teller.map_or(Ok(()), |teller| teller.selecting(process, "GID", system))?;
            free_number(process, "/etc/group", system)
        }
    };
    if let Some(teller) = teller {
        teller.info(process, &format!("Adding group `{name}' (GID {gid}) ..."))?;
    }
    append(process, "/etc/group", &format!("{name}:x:{gid}:"))?;
    teller.map_or(Ok(()), |teller| teller.done(process)).map(|()| 0)
}

/// `adduser USER GROUP`, Debian's.
pub(super) fn put_into(process: &mut Process<'_>, teller: Teller, user: &str, group: &str) -> Ended {
    if !exists(process, "/etc/passwd", user) {
        return teller.fail(process, MISSING, &format!("The user `{user}' does not exist."));
    }
    if !exists(process, "/etc/group", group) {
        return no_group(process, group);
    }
    if is_member(process, user, group) {
        let text = format!("The user `{user}' is already a member of `{group}'.");
        return teller.info(process, &text).map(|()| 0);
    }
    teller.info(process, &format!("Adding user `{user}' to group `{group}' ..."))?;
    join(process, user, group)?;
    teller.done(process).map(|()| 0)
}
