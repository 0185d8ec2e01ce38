//! `usermod`: another line for a user (usermod(8) of shadow).

use super::super::options::Accepted;
use super::super::{Applet, Bail, Ended, accounts};
use super::records::{exists, join, no_group, number, remove_member, rename_member, replace, require_superuser};
use crate::shell::Process;
use crate::vfs::FileType;

pub(super) static PROGRAM: Applet = Applet {
    names: &["usermod"],
    about: "changes a user",
    usage: "[-c COMMENT] [-d HOME [-m]] [-g GROUP] [-aG GROUP[,GROUP]...] [-l NAME] [-s SHELL] [-u UID [-o]] USER",
    run: usermod,
};

const ACCEPTED: Accepted = Accepted {
    letters: "ac:d:g:G:l:mos:u:",
    long: &[
        ("append", 'a'),
        ("comment", 'c'),
        ("home", 'd'),
        ("gid", 'g'),
        ("groups", 'G'),
        ("login", 'l'),
        ("move-home", 'm'),
        ("non-unique", 'o'),
        ("shell", 's'),
        ("uid", 'u'),
    ],
    misuse: 2,
};

/// The fields of a line of `/etc/passwd`.
const FIELDS: usize = 7;

fn usermod(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let Some(name) = options.operands.first().cloned() else { return process.misused(2, "no user was named") };
    for (flag, needs) in [('a', 'G'), ('m', 'd'), ('o', 'u')] {
        if options.has(flag) && !options.has(needs) {
            return process.misused(2, &format!("-{flag} flag is only allowed with the -{needs} flag"));
        }
    }
    require_superuser(process)?;
    let passwd = accounts::text(process.system, "/etc/passwd");
    let line = passwd.lines().find(|line| line.split(':').next() == Some(&name));
    let Some(line) = line else { return process.fail(6, &format!("user '{name}' does not exist")) };
    let mut fields: Vec<String> = line.split(':').map(str::to_string).collect();
    fields.resize(FIELDS, String::new());
    let groups: Option<Vec<String>> =
        options.value('G').map(|list| list.split(',').filter(|group| !group.is_empty()).map(str::to_string).collect());
    // What is wrong is said before anything is written.
    for group in groups.iter().flatten() {
        if accounts::group(process.system, group).is_none() {
            return no_group(process, group);
        }
    }
    let before = fields.clone();
    if let Some(text) = options.value('u').filter(|text| before.get(2).is_none_or(|uid| uid != text)) {
        fields[2] = number(process, "/etc/passwd", text, options.has('o'))?.to_string();
    }
    if let Some(group) = options.value('g') {
        match accounts::group(process.system, group) {
            Some(gid) => fields[3] = gid.to_string(),
            None => return no_group(process, group),
        }
    }
    for (letter, at) in [('c', 4), ('d', 5), ('s', 6), ('l', 0)] {
        if let Some(text) = options.value(letter) {
            fields[at] = text.to_string();
        }
    }
    if fields[0] != name && exists(process, "/etc/passwd", &fields[0]) {
        return process.fail(9, &format!("user '{}' already exists", fields[0]));
    }
    if fields == before && groups.is_none() {
        process.complain("no changes")?;
        return Ok(0);
    }
    replace(process, "/etc/passwd", &name, &fields.join(":"))?;
    if let Some(groups) = groups {
        if !options.has('a') {
            remove_member(process, &name)?;
        }
        for group in &groups {
            join(process, &name, group)?;
        }
    }
    if fields[0] != name {
        renamed(process, &name, &fields[0])?;
    }
    if options.has('m') && fields[5] != before[5] {
        let (from, to) = (process.absolute(&before[5]), process.absolute(&fields[5]));
        if let Err(errno) = process.system.files().rename(&from, &to) {
            return process.fail(12, &format!("cannot rename directory {from} to {to}: {errno}"));
        }
    }
    if (&fields[2], &fields[3]) != (&before[2], &before[3]) {
        let home = process.absolute(&fields[5]);
        owned_by_new(process, &home, (&before[2], &before[3]), (&fields[2], &fields[3]))?;
    }
    Ok(0)
}

/// The other files know a user by name, too.
fn renamed(process: &mut Process<'_>, name: &str, new: &str) -> Result<(), Bail> {
    let shadow = accounts::text(process.system, "/etc/shadow");
    if let Some(rest) = shadow.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')) {
        replace(process, "/etc/shadow", name, &format!("{new}:{rest}"))?;
    }
    rename_member(process, name, new)
}

/// What the user has in the home directory is the user's under the new numbers, too.
fn owned_by_new(
    process: &mut Process<'_>,
    home: &str,
    (uid, gid): (&str, &str),
    (new_uid, new_gid): (&str, &str),
) -> Result<(), Bail> {
    let ids = (uid.parse::<u32>(), gid.parse::<u32>(), new_uid.parse::<u32>(), new_gid.parse::<u32>());
    let (Ok(uid), Ok(gid), Ok(new_uid), Ok(new_gid)) = ids else { return Ok(()) };
    let mut left = vec![home.to_string()];
    while let Some(path) = left.pop() {
        process.system.step()?;
        let files = process.system.files();
        let Ok(stat) = files.stat(&path, false) else { continue };
        if stat.kind == FileType::Directory {
            let entries = files.read_dir(&path).unwrap_or_default();
            left.extend(entries.into_iter().map(|entry| format!("{path}/{}", entry.name)));
        }
        let owner = if stat.uid == uid { new_uid } else { stat.uid };
        let group = if stat.gid == gid { new_gid } else { stat.gid };
        if (owner, group) != (stat.uid, stat.gid)
            && let Err(errno) = files.set_owner(&path, owner, group, false)
        {
            return process.fail(1, &format!("{path}: {errno}"));
        }
    }
    Ok(())
}
