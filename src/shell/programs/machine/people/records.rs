//! The files of accounts: what all programs that change them do with them.

use super::super::{Bail, accounts};
use super::wording::{MISSING, NOT_ROOT, TAKEN, Teller};
use crate::content::Rope;
use crate::shell::{Process, Stream};

pub(super) fn append(process: &mut Process<'_>, path: &str, line: &str) -> Result<(), Bail> {
    let mut text = accounts::text(process.system, path);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    write(process, path, text + line + "\n")
}

pub(super) fn write(process: &mut Process<'_>, path: &str, text: String) -> Result<(), Bail> {
    match process.system.files().write(path, Rope::from(text), 0o644) {
        Ok(()) => Ok(()),
        Err(errno) => process.fail(1, &format!("{path}: {errno}")),
    }
}

/// The first number of a person's account.
const FIRST: u32 = 1000;

/// A free number in a file of accounts. For systems' accounts, shadow's programs begin at the last one (shadow
/// `libmisc/find_new_uid.c`), adduser and BusyBox at the first.
pub(super) fn free_number(process: &mut Process<'_>, path: &str, system: bool) -> u32 {
    let text = accounts::text(process.system, path);
    let taken: Vec<u32> = text.lines().filter_map(|line| line.split(':').nth(2)?.parse().ok()).collect();
    let (first, last) = if system { (100, 999) } else { (FIRST, 59_999) };
    let is_free = |number: &u32| !taken.contains(number);
    match system && matches!(process.name().as_str(), "useradd" | "groupadd") {
        true => (first + 1..=last).rev().find(is_free).unwrap_or(last),
        false => (first..=last).find(is_free).unwrap_or(last),
    }
}

pub(super) fn require_superuser(process: &mut Process<'_>) -> Result<(), Bail> {
    if process.system.files().identity().uid == 0 {
        return Ok(());
    }
    match process.name().as_str() {
        "useradd" | "groupadd" | "usermod" => {
            let name = process.name();
            let file = if name == "groupadd" { "/etc/group" } else { "/etc/passwd" };
            process.complain("Permission denied.")?;
            process.fail(1, &format!("cannot lock {file}; try again later."))
        }
        _ if process.busybox() => process.fail(1, "permission denied (are you root?)"),
        name => {
            let verb = if name.starts_with("del") { "remove a user or group from" } else { "add a user or group to" };
            let text = format!("Only root may {verb} the system.");
            Teller::of(process, false).fail(process, NOT_ROOT, &text)
        }
    }
}

pub(super) fn exists(process: &mut Process<'_>, path: &str, name: &str) -> bool {
    accounts::text(process.system, path).lines().any(|line| line.split(':').next() == Some(name))
}

/// Takes an account's line out of a file.
pub(super) fn remove(process: &mut Process<'_>, path: &str, name: &str) -> Result<(), Bail> {
    if !exists(process, path, name) {
        return Ok(());
    }
    let text = accounts::text(process.system, path);
    let kept = text.lines().filter(|line| line.split(':').next() != Some(name));
    let kept: String = kept.map(|line| format!("{line}\n")).collect();
    write(process, path, kept)
}

/// Puts another line in the place of an account's.
pub(super) fn replace(process: &mut Process<'_>, path: &str, name: &str, line: &str) -> Result<(), Bail> {
    let text = accounts::text(process.system, path);
    let own = |old: &str| old.split(':').next() == Some(name);
    write(process, path, text.lines().map(|old| format!("{}\n", if own(old) { line } else { old })).collect())
}

/// Whether a number is taken in a file of accounts.
pub(super) fn taken(process: &mut Process<'_>, path: &str, number: u32) -> bool {
    let number = number.to_string();
    accounts::text(process.system, path).lines().any(|line| line.split(':').nth(2) == Some(&number))
}

/// Whether a user is listed in a group.
pub(super) fn is_member(process: &mut Process<'_>, user: &str, group: &str) -> bool {
    let text = accounts::text(process.system, "/etc/group");
    let line = text.lines().find(|line| line.split(':').next() == Some(group));
    line.is_some_and(|line| line.rsplit(':').next().unwrap_or_default().split(',').any(|member| member == user))
}

/// Adds a user to a group.
pub(super) fn join(process: &mut Process<'_>, user: &str, group: &str) -> Result<(), Bail> {
    let text = accounts::text(process.system, "/etc/group");
    let mut found = false;
    let mut out = String::new();
    for line in text.lines() {
        let mut line = line.to_string();
        if line.split(':').next() == Some(group) {
            found = true;
            let members = line.rsplit(':').next().unwrap_or("");
            if !members.split(',').any(|member| member == user) {
                let comma = if members.is_empty() { "" } else { "," };
                line = format!("{line}{comma}{user}");
            }
        }
        out += &line;
        out.push('\n');
    }
    if found {
        return write(process, "/etc/group", out);
    }
    no_group(process, group)
}

/// Whether an account's number is one of the systems'.
pub(super) fn is_system(process: &mut Process<'_>, path: &str, name: &str) -> bool {
    let text = accounts::text(process.system, path);
    let line = text.lines().find(|line| line.split(':').next() == Some(name));
    line.and_then(|line| line.split(':').nth(2)?.parse::<u32>().ok()).is_some_and(|number| number < FIRST)
}

/// The number that an option gives to a new account, free where it has to be.
pub(super) fn number(process: &mut Process<'_>, file: &str, text: &str, shared: bool) -> Result<u32, Bail> {
    let (user, name) = (file == "/etc/passwd", process.name());
    // Both files' numbers end below the last one, which stands for none.
    let number = text.parse::<u32>().ok().filter(|number| *number < u32::MAX);
    let Some(number) = number else {
        let what = if user { "user" } else { "group" };
        return match name.as_str() {
            "adduser" | "addgroup" if process.busybox() => process.fail(1, &format!("invalid number '{text}'")),
            // Perl's words, without the program's name.
            "adduser" | "addgroup" => {
                let option = if user { "uid" } else { "gid" };
                let words = format!("Value \"{text}\" invalid for option {option} (number expected)\n");
                process.output.write(Stream::Err, words.as_bytes())?;
                Err(Bail::Status(1))
            }
            _ => process.fail(3, &format!("invalid {what} ID '{text}'")),
        };
    };
    if shared || !taken(process, file, number) {
        return Ok(number);
    }
    match (name.as_str(), user) {
        ("adduser", _) if process.busybox() => process.fail(1, &format!("uid '{number}' in use")),
        ("addgroup", _) if process.busybox() => process.fail(1, &format!("gid '{number}' in use")),
        ("adduser" | "addgroup", _) => {
            let text = if user { format!("The UID {number}") } else { format!("The GID `{number}'") };
            Teller::of(process, false).fail(process, TAKEN, &format!("{text} is already in use."))
        }
        ("useradd", _) => process.fail(4, &format!("UID {number} is not unique")),
        ("usermod", _) => process.fail(4, &format!("UID '{number}' already exists")),
        _ => process.fail(4, &format!("GID '{number}' already exists")),
    }
}

/// Complains about a group that there is not.
pub(super) fn no_group<T>(process: &mut Process<'_>, group: &str) -> Result<T, Bail> {
    match process.name().as_str() {
        "useradd" | "usermod" | "groupadd" => process.fail(6, &format!("group '{group}' does not exist")),
        _ if process.busybox() => process.fail(1, &format!("unknown group {group}")),
        name => {
            let (before, since) = MISSING;
            let before = if name.starts_with("del") { 3 } else { before };
            let text = format!("The group `{group}' does not exist.");
            Teller::of(process, false).fail(process, (before, since), &text)
        }
    }
}

/// `/etc/group` with other members, as `change` makes them of those of each group.
fn change_members(process: &mut Process<'_>, change: impl Fn(&str) -> Option<String>) -> Result<(), Bail> {
    let text = accounts::text(process.system, "/etc/group");
    let line = |line: &str| {
        let Some((head, members)) = line.rsplit_once(':') else { return format!("{line}\n") };
        let members: Vec<String> = members.split(',').filter_map(&change).collect();
        format!("{head}:{}\n", members.join(","))
    };
    let changed: String = text.lines().map(line).collect();
    if changed == text { Ok(()) } else { write(process, "/etc/group", changed) }
}

/// Takes a user out of all groups.
pub(super) fn remove_member(process: &mut Process<'_>, user: &str) -> Result<(), Bail> {
    change_members(process, |member| (member != user).then(|| member.to_string()))
}

/// A member of groups under another name.
pub(super) fn rename_member(process: &mut Process<'_>, user: &str, new: &str) -> Result<(), Bail> {
    change_members(process, |member| Some(if member == user { new } else { member }.to_string()))
}
