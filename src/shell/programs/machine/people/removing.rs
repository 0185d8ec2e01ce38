//! `deluser` and `delgroup`, BusyBox's and Debian's.

use super::super::options::Accepted;
use super::super::{Applet, Bail, Ended, accounts};
use super::records::{exists, remove, require_superuser, write};
use crate::shell::Process;

pub(super) static PROGRAM: Applet = Applet {
    names: &["deluser", "delgroup"],
    about: "removes a user or a group, or a user from one",
    usage: "[--remove-home] USER [GROUP]",
    run: deluser,
};

fn deluser(process: &mut Process<'_>) -> Ended {
    let busybox = process.busybox();
    let accepted = Accepted {
        letters: "rqSg",
        long: &[("remove-home", 'r'), ("quiet", 'q'), ("system", 'S'), ("group", 'g')],
        misuse: 1,
    };
    let words = match busybox {
        true => process.arguments.get(1..).unwrap_or_default().to_vec(),
        false => super::debian::words(process)?,
    };
    let options = accepted.parse_words(process, words)?;
    require_superuser(process)?;
    if options.has('r') {
        return process.fail(1, "layercake does not simulate --remove-home; `rm -r` removes the directory");
    }
    let Some(name) = options.operands.first().cloned() else { return process.missing_operand() };
    let group = process.name() == "delgroup" || options.has('g');
    let tells = !busybox && !options.has('q');
    if let Some(of) = options.operands.get(1) {
        if tells {
            process.print(&format!("Removing user `{name}' from group `{of}' ...\n"))?;
        }
        leave(process, &name, of)?;
        process.print(if tells { "Done.\n" } else { "" })?;
        return Ok(0);
    }
    let path = if group { "/etc/group" } else { "/etc/passwd" };
    if !exists(process, path, &name) {
        let what = if group { "group" } else { "user" };
        return match busybox {
            true => process.fail(1, &format!("unknown {what} {name}")),
            false => process.fail(if group { 3 } else { 2 }, &format!("The {what} `{name}' does not exist.")),
        };
    }
    let system = super::records::is_system(process, path, &name);
    if options.has('S') && !system {
        let what = if group { "group" } else { "user" };
        return process.fail(1, &format!("The {what} `{name}' is not a system {what}. Exiting."));
    }
    if tells {
        let what = if group { "group" } else { "user" };
        process.print(&format!("Removing {what} `{name}' ...\n"))?;
    }
    remove(process, path, &name)?;
    if !group {
        remove(process, "/etc/shadow", &name)?;
        let own = accounts::text(process.system, "/etc/group");
        let own = own.lines().any(|line| line.split(':').next() == Some(&name) && line.ends_with(':'));
        if own {
            remove(process, "/etc/group", &name)?;
        }
    }
    process.print(if tells { "Done.\n" } else { "" })?;
    Ok(0)
}

/// Takes a user out of a group.
fn leave(process: &mut Process<'_>, user: &str, group: &str) -> Result<(), Bail> {
    let text = accounts::text(process.system, "/etc/group");
    let mut out = String::new();
    let mut was_in = false;
    for line in text.lines() {
        let (head, members) = line.rsplit_once(':').unwrap_or((line, ""));
        if line.split(':').next() != Some(group) {
            out += &format!("{line}\n");
            continue;
        }
        was_in = members.split(',').any(|member| member == user);
        let rest: Vec<&str> = members.split(',').filter(|member| *member != user).collect();
        out += &format!("{head}:{}\n", rest.join(","));
    }
    match was_in {
        true => write(process, "/etc/group", out),
        false if process.busybox() => process.fail(1, &format!("can't find {user} in /etc/group")),
        false => process.fail(6, &format!("The user `{user}' is not a member of group `{group}'.")),
    }
}
