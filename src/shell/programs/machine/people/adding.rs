//! `adduser` (BusyBox's and Debian's) and `useradd`: a new user.

use super::super::options::{Accepted, Options};
use super::super::{Applet, Bail, Ended, accounts};
use super::groups::addgroup;
use super::records::{append, exists, free_number, join, no_group, number, require_superuser};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["adduser", "useradd"],
    about: "makes a user",
    usage: "[-h DIR] [-g GECOS] [-s SHELL] [-G GRP] [-S] [-D] [-H] [-u UID] USER",
    run: adduser,
};

const BUSYBOX: Accepted = Accepted {
    letters: "h:g:s:G:SHu: D",
    long: &[
        ("home", 'h'),
        ("gecos", 'g'),
        ("shell", 's'),
        ("ingroup", 'G'),
        ("system", 'S'),
        ("disabled-password", 'D'),
        ("no-create-home", 'H'),
        ("uid", 'u'),
    ],
    misuse: 1,
};

/// The options of Debian's, as its words are made.
const DEBIAN: Accepted = Accepted {
    letters: "h:g:s:G:SHu:k:qN Da",
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
        ("allow-all-names", 'a'),
        ("force-badname", 'a'),
    ],
    misuse: 1,
};

fn debian_options(process: &mut Process<'_>) -> Result<Options, Bail> {
    let words = super::debian::words(process)?;
    DEBIAN.parse_words(process, words)
}

/// What is asked of a new user.
struct Wanted {
    name: String,
    /// As it was given.
    uid: Option<String>,
    /// Another may have its number.
    shared: bool,
    gid: Option<String>,
    /// An existing group instead of one of the user's own.
    group: Option<String>,
    more_groups: Vec<String>,
    home: Option<String>,
    make_home: bool,
    shell: String,
    about: String,
    system: bool,
    /// As `/etc/shadow` has it.
    password: String,
    /// Debian's adduser says what it does; the others, and it with `--quiet`, say nothing.
    tells: bool,
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
    // What is wrong is said before anything is written.
    for group in wanted.group.iter().chain(&wanted.more_groups) {
        if accounts::group(process.system, group).is_none() {
            return no_group(process, group);
        }
    }
    let uid = match &wanted.uid {
        Some(text) => number(process, "/etc/passwd", text, wanted.shared)?,
        None => free_number(process, "/etc/passwd", wanted.system),
    };
    let gid = match &wanted.gid {
        Some(text) => Some(number(process, "/etc/group", text, true)?),
        None => None,
    };
    let name = wanted.name.clone();
    let mark = |text: String| if wanted.tells { text } else { String::new() };
    let first = match wanted.system {
        true => format!("Adding system user `{name}' (UID {uid}) ...\n"),
        false => format!("Adding user `{name}' ...\n"),
    };
    process.print(&mark(first))?;
    let gid = match (&wanted.group, gid) {
        (Some(group), _) => accounts::group(process.system, group).unwrap_or(uid),
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
        append(process, "/etc/shadow", &format!("{name}:{}:{day}:0:99999:7:::", wanted.password))?;
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

fn of_adduser(process: &mut Process<'_>) -> Result<Wanted, Bail> {
    let debian = !process.busybox();
    let options = if debian { debian_options(process)? } else { BUSYBOX.parse(process)? };
    if options.has('N') && !options.has('S') {
        // It makes a group, then.
        return Err(match addgroup(process) {
            Ok(status) => Bail::Status(status),
            Err(bail) => bail,
        });
    }
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
        uid: options.value('u').map(str::to_string),
        shared: false,
        gid: options.value('k').filter(|_| debian).map(str::to_string),
        group,
        more_groups: Vec::new(),
        home: home.or_else(|| (system && debian).then(|| "/nonexistent".to_string())),
        make_home: !(options.has('H') || system && debian && !options.has('h')),
        shell: options.value('s').unwrap_or(default_shell).to_string(),
        about,
        system,
        password: "!".into(),
        tells: debian && !options.has('q'),
        name,
    })
}

fn of_useradd(process: &mut Process<'_>) -> Result<Wanted, Bail> {
    let accepted = Accepted {
        letters: "md:s:g:G:u:rNMc:op: lU",
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
            ("non-unique", 'o'),
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
        uid: options.value('u').map(str::to_string),
        shared: options.has('o'),
        gid: None,
        // Without a group of one's own it is that of all users (`/etc/default/useradd`).
        group: options.value('g').map(str::to_string).or_else(|| options.has('N').then(|| "100".to_string())),
        more_groups: list.map(str::to_string).collect(),
        home: options.value('d').map(str::to_string),
        make_home: options.has('m') && !options.has('M'),
        shell: options.value('s').unwrap_or("/bin/sh").to_string(),
        about: options.value('c').unwrap_or("").to_string(),
        system: options.has('r'),
        password: options.value('p').unwrap_or("!").to_string(),
        tells: false,
        name,
    })
}
