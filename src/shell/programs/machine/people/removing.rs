//! `deluser` and `delgroup`, BusyBox's and Debian's.

use super::super::options::Accepted;
use super::super::{Applet, Bail, Ended, accounts};
use super::records::{exists, is_member, no_group, remove, remove_member, require_superuser, write};
use super::wording::{Edition, NAMES, Teller, WRONG_CALL};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["deluser", "delgroup"],
    about: "removes a user or a group, or a user from one",
    usage: "[--remove-home] USER [GROUP]",
    run: deluser,
};

fn deluser(process: &mut Process<'_>) -> Ended {
    let busybox = process.busybox();
    let accepted = Accepted {
        letters: "",
        long: &[("remove-home", 'ρ'), ("quiet", 'κ'), ("system", 'σ'), ("group", 'γ')],
        misuse: 1,
    };
    let words = match busybox {
        true => process.arguments.get(1..).unwrap_or_default().to_vec(),
        false => super::debian::words(process)?,
    };
    let options = accepted.parse_words(process, words)?;
    require_superuser(process)?;
    if options.has('ρ') {
        return process.fail(1, "layercake does not simulate --remove-home; `rm -r` removes the directory");
    }
    let teller = (!busybox).then(|| Teller::of(process, options.has('κ')));
    let Some(name) = options.operands.first().cloned() else {
        return match teller {
            None => process.missing_operand(),
            Some(teller) => teller.fail(process, WRONG_CALL, NAMES),
        };
    };
    let group = process.name() == "delgroup" || options.has('γ');
    if let Some(of) = options.operands.get(1) {
        return leave(process, teller, &name, of).map(|()| 0);
    }
    let path = if group { "/etc/group" } else { "/etc/passwd" };
    let what = if group { "group" } else { "user" };
    if !exists(process, path, &name) {
        let text = format!("The {what} `{name}' does not exist.");
        return match teller {
            None => process.fail(1, &format!("unknown {what} {name}")),
            Some(teller) if options.has('σ') => teller.info(process, &text).map(|()| 0),
            Some(teller) => teller.fail(process, (if group { 3 } else { 2 }, 12), &text),
        };
    }
    if let Some(teller) = teller.filter(|_| options.has('σ'))
        && !super::records::is_system(process, path, &name)
    {
        let text = format!("The {what} `{name}' is not a system {what}. Exiting.");
        return teller.fail(process, (if group { 3 } else { 1 }, 13), &text);
    }
    if group {
        refuse_primary(process, teller, &name)?;
    }
    if let Some(teller) = teller {
        if !group && teller.edition > Edition::Early {
            let crontab = "/usr/bin/crontab";
            match process.system.files().stat(crontab, true) {
                Ok(_) => teller.info(process, "Removing crontab ...")?,
                Err(_) => teller.warn(
                    process,
                    &format!("`{crontab}' not executed. Skipping crontab removal. Package `cron' required."),
                )?,
            }
        }
        teller.info(process, &format!("Removing {what} `{name}' ..."))?;
    }
    remove(process, path, &name)?;
    if !group {
        remove(process, "/etc/shadow", &name)?;
        remove_member(process, &name)?;
        let own = accounts::text(process.system, "/etc/group");
        let own = own.lines().any(|line| line.split(':').next() == Some(&name) && line.ends_with(':'));
        if own {
            if let Some(teller) = teller.filter(|teller| teller.edition == Edition::Early) {
                teller.info(process, &format!("Warning: group `{name}' has no more members."))?;
            }
            remove(process, "/etc/group", &name)?;
        }
    }
    teller.map_or(Ok(()), |teller| teller.done(process)).map(|()| 0)
}

/// A group that is somebody's first one stays.
fn refuse_primary(process: &mut Process<'_>, teller: Option<Teller>, group: &str) -> Result<(), Bail> {
    let gid = accounts::group(process.system, group).map(|gid| gid.to_string());
    let text = accounts::text(process.system, "/etc/passwd");
    let of = text.lines().find(|line| line.split(':').nth(3) == gid.as_deref());
    let Some(user) = of.and_then(|line| line.split(':').next()) else { return Ok(()) };
    let words = format!("has '{group}' as their primary group!");
    match teller {
        None => process.fail(1, &format!("'{user}' still {words}")),
        Some(teller) if teller.edition == Edition::Early => {
            process.fail(7, &format!("`{user}' still has `{group}' as their primary group!"))
        }
        // It is left to shadow's `groupdel`.
        Some(teller) => {
            teller.info(process, &format!("Removing group `{group}' ..."))?;
            let text = format!("groupdel: cannot remove the primary group of user '{user}'\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            let text = format!("`/usr/sbin/groupdel {group}' returned error code 8. Exiting.");
            teller.fail(process, (8, 82), &text)
        }
    }
}

/// Takes a user out of a group.
fn leave(process: &mut Process<'_>, teller: Option<Teller>, user: &str, group: &str) -> Result<(), Bail> {
    if let Some(teller) = teller
        && !exists(process, "/etc/passwd", user)
    {
        return teller.fail(process, (2, 12), &format!("The user `{user}' does not exist."));
    }
    if !exists(process, "/etc/group", group) {
        return no_group(process, group);
    }
    if !is_member(process, user, group) {
        return match teller {
            None => process.fail(1, &format!("can't find {user} in /etc/group")),
            Some(teller) => {
                let text = format!("The user `{user}' is not a member of group `{group}'.");
                teller.fail(process, (6, 42), &text)
            }
        };
    }
    if let Some(teller) = teller {
        teller.info(process, &format!("Removing user `{user}' from group `{group}' ..."))?;
    }
    let text = accounts::text(process.system, "/etc/group");
    let mut out = String::new();
    for line in text.lines() {
        let (head, members) = line.rsplit_once(':').unwrap_or((line, ""));
        if line.split(':').next() != Some(group) {
            out += &format!("{line}\n");
            continue;
        }
        let rest: Vec<&str> = members.split(',').filter(|member| *member != user).collect();
        out += &format!("{head}:{}\n", rest.join(","));
    }
    write(process, "/etc/group", out)?;
    teller.map_or(Ok(()), |teller| teller.done(process))
}
