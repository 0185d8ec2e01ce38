//! `addgroup` and `groupadd`: a group, or a user in one.

use super::super::options::Accepted;
use super::super::{Applet, Ended};
use super::records::{append, exists, free_number, join, number, require_superuser, taken};
use crate::shell::Process;

pub(super) static PROGRAM: Applet = Applet {
    names: &["addgroup", "groupadd"],
    about: "makes a group, or adds a user to one",
    usage: "[-g GID] [-S] [USER] GROUP",
    run: addgroup,
};

const BUSYBOX: Accepted = Accepted { letters: "g:S", long: &[("gid", 'g'), ("system", 'S')], misuse: 1 };
const DEBIAN: Accepted =
    Accepted { letters: "g:Sq G", long: &[("gid", 'g'), ("system", 'S'), ("quiet", 'q'), ("group", 'G')], misuse: 1 };
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
    if let [user, group] = options.operands.as_slice() {
        join(process, user, group)?;
        return Ok(0);
    }
    let Some(name) = options.operands.first().cloned() else { return process.missing_operand() };
    if exists(process, "/etc/group", &name) {
        return match (process.name().as_str(), process.busybox()) {
            (_, _) if options.has('f') => Ok(0),
            ("groupadd", _) => process.fail(9, &format!("group '{name}' already exists")),
            (_, true) => process.fail(1, &format!("group '{name}' in use")),
            _ => process.fail(1, &format!("The group `{name}' already exists.")),
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
        None => free_number(process, "/etc/group", system),
    };
    append(process, "/etc/group", &format!("{name}:x:{gid}:"))?;
    if process.name() != "groupadd" && !process.busybox() && !options.has('q') {
        process.print(&format!("Adding group `{name}' (GID {gid}) ...\nDone.\n"))?;
    }
    Ok(0)
}
