//! Programs that make users and groups: `adduser addgroup` (BusyBox and Debian), `useradd groupadd usermod`, `getent`.

use super::options::{Accepted, Options};
use super::{Applet, Bail, Ended, accounts};
use crate::content::Rope;
use crate::shell::{Process, Stream};

pub(super) static ALL: &[&Applet] = &[&ADDUSER, &ADDGROUP, &DELUSER, &USERMOD, &GETENT];

static ADDUSER: Applet = Applet {
    names: &["adduser", "useradd"],
    about: "makes a user",
    usage: "[-h DIR] [-g GECOS] [-s SHELL] [-G GRP] [-S] [-D] [-H] [-u UID] USER",
    run: adduser,
};
static ADDGROUP: Applet = Applet {
    names: &["addgroup", "groupadd"],
    about: "makes a group, or adds a user to one",
    usage: "[-g GID] [-S] [USER] GROUP",
    run: addgroup,
};
static DELUSER: Applet = Applet {
    names: &["deluser", "delgroup"],
    about: "removes a user or a group, or a user from one",
    usage: "[--remove-home] USER [GROUP]",
    run: deluser,
};
static USERMOD: Applet =
    Applet { names: &["usermod"], about: "adds a user to groups", usage: "-aG GROUP[,GROUP]... USER", run: usermod };
static GETENT: Applet =
    Applet { names: &["getent"], about: "looks up users, groups and hosts", usage: "DATABASE [KEY]...", run: getent };

/// What is asked of a new user.
struct Wanted {
    name: String,
    uid: Option<u32>,
    gid: Option<u32>,
    /// An existing group instead of one of the user's own.
    group: Option<String>,
    more_groups: Vec<String>,
    home: Option<String>,
    make_home: bool,
    shell: String,
    about: String,
    system: bool,
    /// Debian's adduser says what it does; the others, and it with `--quiet`, say nothing.
    tells: bool,
}

fn append(process: &mut Process<'_>, path: &str, line: &str) -> Result<(), Bail> {
    let mut text = accounts::text(process.system, path);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    write(process, path, text + line + "\n")
}

fn write(process: &mut Process<'_>, path: &str, text: String) -> Result<(), Bail> {
    match process.system.files().write(path, Rope::from(text), 0o644) {
        Ok(()) => Ok(()),
        Err(errno) => process.fail(1, &format!("{path}: {errno}")),
    }
}

/// A free number in a file of accounts. For systems' accounts, shadow's programs begin at the last one (shadow
/// `libmisc/find_new_uid.c`), adduser and BusyBox at the first.
fn free_number(process: &mut Process<'_>, path: &str, system: bool) -> u32 {
    let text = accounts::text(process.system, path);
    let taken: Vec<u32> = text.lines().filter_map(|line| line.split(':').nth(2)?.parse().ok()).collect();
    let (first, last) = if system { (100, 999) } else { (1000, 59_999) };
    let is_free = |number: &u32| !taken.contains(number);
    match system && matches!(process.name().as_str(), "useradd" | "groupadd") {
        true => (first + 1..=last).rev().find(is_free).unwrap_or(last),
        false => (first..=last).find(is_free).unwrap_or(last),
    }
}

fn require_superuser(process: &mut Process<'_>) -> Result<(), Bail> {
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
        _ => process.fail(1, "Only root may add a user or group to the system."),
    }
}

fn exists(process: &mut Process<'_>, path: &str, name: &str) -> bool {
    accounts::text(process.system, path).lines().any(|line| line.split(':').next() == Some(name))
}

fn adduser(process: &mut Process<'_>) -> Ended {
    // Debian's is one program with two names.
    if process.name() == "addgroup" {
        return addgroup(process);
    }
    let wanted = if process.name() == "useradd" { of_useradd(process)? } else { of_adduser(process)? };
    require_superuser(process)?;
    if exists(process, "/etc/passwd", &wanted.name) {
        let name = &wanted.name;
        return match (process.name().as_str(), process.busybox()) {
            ("useradd", _) => process.fail(9, &format!("user '{name}' already exists")),
            (_, true) => process.fail(1, &format!("user '{name}' in use")),
            _ => process.fail(1, &format!("The user `{name}' already exists.")),
        };
    }
    let uid = match wanted.uid {
        Some(uid) => uid,
        None => free_number(process, "/etc/passwd", wanted.system),
    };
    let name = wanted.name.clone();
    let mark = |text: String| if wanted.tells { text } else { String::new() };
    let first = match wanted.system {
        true => format!("Adding system user `{name}' (UID {uid}) ...\n"),
        false => format!("Adding user `{name}' ...\n"),
    };
    process.print(&mark(first))?;
    let gid = match (&wanted.group, wanted.gid) {
        (Some(group), _) => match accounts::group(process.system, group) {
            Some(gid) => gid,
            None if process.busybox() => return process.fail(1, &format!("unknown group {group}")),
            None => return process.fail(6, &format!("group '{group}' does not exist")),
        },
        (None, Some(gid)) => gid,
        (None, None) => {
            let taken = accounts::group_name(process.system, uid).is_some();
            let gid = if taken { free_number(process, "/etc/group", wanted.system) } else { uid };
            append(process, "/etc/group", &format!("{name}:x:{gid}:"))?;
            let text = match wanted.system {
                true => format!("Adding new group `{name}' (GID {gid}) ...\n"),
                false => format!("Adding new group `{name}' ({gid}) ...\n"),
            };
            process.print(&mark(text))?;
            gid
        }
    };
    let group = accounts::group_name(process.system, gid).unwrap_or_else(|| gid.to_string());
    let text = match wanted.system {
        true => format!("Adding new user `{name}' (UID {uid}) with group `{group}' ...\n"),
        false => format!("Adding new user `{name}' ({uid}) with group `{group} ({gid})' ...\n"),
    };
    process.print(&mark(text))?;
    let name = &wanted.name;
    let home = wanted.home.clone().unwrap_or_else(|| format!("/home/{name}"));
    append(process, "/etc/passwd", &format!("{name}:x:{uid}:{gid}:{}:{home}:{}", wanted.about, wanted.shell))?;
    if exists(process, "/etc/shadow", "root") {
        let day = process.system.clock().now().seconds() / 86_400;
        append(process, "/etc/shadow", &format!("{name}:!:{day}:0:99999:7:::"))?;
    }
    for group in &wanted.more_groups {
        join(process, name, group)?;
    }
    let there = process.system.files().stat(&home, true).is_ok();
    let text = match (wanted.make_home, there) {
        (true, true) => format!("The home directory `{home}' already exists.  Not touching this directory.\n"),
        (true, false) if wanted.system => format!("Creating home directory `{home}' ...\n"),
        (true, false) => {
            format!("Creating home directory `{home}' ...\nCopying files from `/etc/skel' ...\n")
        }
        (false, _) => format!("Not creating `{home}'.\n"),
    };
    process.print(&mark(text))?;
    if wanted.make_home && !there {
        let made = process.system.files().make_dirs(&home, 0o755);
        if let Err(errno) = made.and_then(|()| process.system.files().set_owner(&home, uid, gid, true)) {
            return process.fail(1, &format!("{home}: {errno}"));
        }
    }
    if !wanted.system && wanted.tells {
        let text = format!("Adding new user `{name}' to supplemental / extra groups `users' ...\n");
        process.print(&format!("{text}Adding user `{name}' to group `users' ...\n"))?;
        join(process, name, "users")?;
    }
    Ok(0)
}

/// `deluser` and `delgroup`, BusyBox's and Debian's.
fn deluser(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted {
        letters: "rq",
        long: &[("remove-home", 'r'), ("quiet", 'q'), ("system", 'q'), ("group", 'g')],
        misuse: 1,
    };
    let options = accepted.parse(process)?;
    require_superuser(process)?;
    if options.has('r') {
        return process.fail(1, "layercake does not simulate --remove-home; `rm -r` removes the directory");
    }
    let Some(name) = options.operands.first().cloned() else { return process.missing_operand() };
    let (busybox, group) = (process.busybox(), process.name() == "delgroup");
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

/// Takes an account's line out of a file.
fn remove(process: &mut Process<'_>, path: &str, name: &str) -> Result<(), Bail> {
    if !exists(process, path, name) {
        return Ok(());
    }
    let text = accounts::text(process.system, path);
    let kept = text.lines().filter(|line| line.split(':').next() != Some(name));
    let kept: String = kept.map(|line| format!("{line}\n")).collect();
    write(process, path, kept)
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

fn of_adduser(process: &mut Process<'_>) -> Result<Wanted, Bail> {
    let debian = !process.busybox();
    let accepted = Accepted {
        letters: if debian { "h:g:s:G:SDHu:k:qMc:NIwab:" } else { "h:g:s:G:SDHu:k:" },
        long: &[
            ("home", 'h'),
            ("gecos", 'g'),
            ("comment", 'g'),
            ("shell", 's'),
            ("ingroup", 'G'),
            ("gid", 'k'),
            ("system", 'S'),
            ("group", 'N'),
            ("disabled-password", 'D'),
            ("disabled-login", 'D'),
            ("no-create-home", 'H'),
            ("uid", 'u'),
            ("quiet", 'q'),
            ("allow-bad-names", 'a'),
        ],
        misuse: 1,
    };
    let options = accepted.parse(process)?;
    let Some(name) = options.operands.first().cloned() else { return process.missing_operand() };
    if let [_, group] = options.operands.as_slice() {
        require_superuser(process)?;
        let tells = debian && !options.has('q');
        if tells {
            process.print(&format!("Adding user `{name}' to group `{group}' ...\n"))?;
        }
        join(process, &name, group)?;
        process.print(if tells { "Done.\n" } else { "" })?;
        return Err(Bail::Status(0));
    }
    let system = options.has('S');
    // BusyBox's -S without a group puts the user into "nogroup"; Debian's --system into "nogroup", too.
    let nogroup = system && !options.has('N');
    let group = options.value('G').map(str::to_string).or_else(|| nogroup.then(|| "nogroup".to_string()));
    let group = match group {
        Some(group) if group == "nogroup" && accounts::group(process.system, "nogroup").is_none() => None,
        other => other,
    };
    let default_shell = if debian { "/bin/bash" } else { "/bin/sh" };
    let default_shell = match (system, debian) {
        (true, true) => "/usr/sbin/nologin",
        (true, false) => "/sbin/nologin",
        _ => default_shell,
    };
    let about = options.value('g').unwrap_or(if debian { "" } else { "Linux User,,," }).to_string();
    let home = options.value('h').map(str::to_string);
    Ok(Wanted {
        uid: number(&options, 'u'),
        gid: number(&options, 'k').filter(|_| debian),
        group,
        more_groups: Vec::new(),
        home: home.or_else(|| (system && debian).then(|| "/nonexistent".to_string())),
        make_home: !(options.has('H') || system && debian && !options.has('h')),
        shell: options.value('s').unwrap_or(default_shell).to_string(),
        about,
        system,
        tells: debian && !options.has('q'),
        name,
    })
}

fn of_useradd(process: &mut Process<'_>) -> Result<Wanted, Bail> {
    let accepted = Accepted {
        letters: "md:s:g:G:u:rUNMc:k:lop:e:f:D",
        long: &[
            ("create-home", 'm'),
            ("home-dir", 'd'),
            ("home", 'd'),
            ("shell", 's'),
            ("gid", 'g'),
            ("groups", 'G'),
            ("uid", 'u'),
            ("system", 'r'),
            ("user-group", 'U'),
            ("no-user-group", 'N'),
            ("no-create-home", 'M'),
            ("comment", 'c'),
            ("no-log-init", 'l'),
            ("password", 'p'),
        ],
        misuse: 2,
    };
    let options = accepted.parse(process)?;
    let Some(name) = options.operands.first().cloned() else {
        process.output.write(Stream::Err, b"Usage: useradd [options] LOGIN\n")?;
        return Err(Bail::Status(2));
    };
    let list = options.value('G').unwrap_or("").split(',').filter(|group| !group.is_empty());
    Ok(Wanted {
        uid: number(&options, 'u'),
        gid: None,
        group: options.value('g').map(str::to_string),
        more_groups: list.map(str::to_string).collect(),
        home: options.value('d').map(str::to_string),
        make_home: options.has('m'),
        shell: options.value('s').unwrap_or("/bin/sh").to_string(),
        about: options.value('c').unwrap_or("").to_string(),
        system: options.has('r'),
        tells: false,
        name,
    })
}

fn number(options: &Options, letter: char) -> Option<u32> {
    options.value(letter).and_then(|text| text.parse().ok())
}

/// Adds a user to a group.
fn join(process: &mut Process<'_>, user: &str, group: &str) -> Result<(), Bail> {
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
    if process.busybox() {
        process.fail(1, &format!("unknown group {group}"))
    } else if matches!(process.name().as_str(), "adduser" | "addgroup") {
        process.fail(1, &format!("The group `{group}' does not exist."))
    } else {
        process.fail(6, &format!("group '{group}' does not exist"))
    }
}

fn addgroup(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted {
        letters: "g:SrfoqK:",
        long: &[("gid", 'g'), ("system", 'S'), ("force", 'f'), ("quiet", 'q')],
        misuse: 2,
    };
    let options = accepted.parse(process)?;
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
    let gid = match number(&options, 'g') {
        Some(gid) => gid,
        None => free_number(process, "/etc/group", system),
    };
    append(process, "/etc/group", &format!("{name}:x:{gid}:"))?;
    if process.name() == "addgroup" && !process.busybox() && !options.has('q') {
        process.print(&format!("Adding group `{name}' (GID {gid}) ...\nDone.\n"))?;
    }
    Ok(0)
}

fn usermod(process: &mut Process<'_>) -> Ended {
    let options =
        Accepted { letters: "aG:s:d:l:u:g:", long: &[("append", 'a'), ("groups", 'G')], misuse: 2 }.parse(process)?;
    require_superuser(process)?;
    let Some(name) = options.operands.first().cloned() else { return process.missing_operand() };
    if !exists(process, "/etc/passwd", &name) {
        return process.fail(6, &format!("user '{name}' does not exist"));
    }
    for group in options.value('G').unwrap_or("").split(',').filter(|group| !group.is_empty()) {
        join(process, &name, group)?;
    }
    Ok(0)
}

fn getent(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let Some((database, keys)) = words.split_first() else { return process.missing_operand() };
    let (path, mark) = match database.as_str() {
        "passwd" => ("/etc/passwd", ':'),
        "group" => ("/etc/group", ':'),
        "hosts" => ("/etc/hosts", ' '),
        other => return process.fail(1, &format!("Unknown database: {other}")),
    };
    let text = accounts::text(process.system, path);
    let mut status = 0;
    if keys.is_empty() {
        process.print(&text)?;
    }
    for key in keys {
        let hit = text.lines().find(|line| match mark {
            ':' => line.split(':').next() == Some(key) || line.split(':').nth(2) == Some(key),
            _ => line.split_whitespace().any(|word| word == key),
        });
        match hit {
            Some(line) => process.print(&format!("{line}\n"))?,
            None => status = 2,
        }
    }
    Ok(status)
}
