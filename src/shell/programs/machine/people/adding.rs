//! `adduser` (BusyBox's and Debian's) and `useradd`: a new user.

use super::super::options::{Accepted, Options};
use super::super::{Applet, Bail, Ended, accounts};
use super::groups::{addgroup, put_into};
use super::records::{append, exists, free_number, is_system, join, no_group, number, require_superuser};
use super::wording::{EXISTS, Edition, NAMES, Teller, WRONG_CALL, WRONG_KIND};
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
    letters: "h:g:s:G:SHu:k:κN Dα",
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
        ("quiet", 'κ'),
        ("allow-bad-names", 'α'),
        ("allow-all-names", 'α'),
        ("force-badname", 'α'),
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
    /// Debian's adduser says what it does; the others say nothing.
    teller: Option<Teller>,
}

impl Wanted {
    /// What Debian's says that it does.
    fn info(&self, process: &mut Process<'_>, text: &str) -> Result<(), Bail> {
        self.teller.map_or(Ok(()), |teller| teller.info(process, text))
    }
}

fn adduser(process: &mut Process<'_>) -> Ended {
    // Debian's is one program with two names.
    if process.name() == "addgroup" {
        return addgroup(process);
    }
    let wanted = if process.name() == "useradd" { of_useradd(process)? } else { of_adduser(process)? };
    require_superuser(process)?;
    if exists(process, "/etc/passwd", &wanted.name) {
        return there_already(process, &wanted);
    }
    let own_group = wanted.group.is_none() && wanted.gid.is_none();
    let has_group = exists(process, "/etc/group", &wanted.name);
    if own_group && has_group && !process.busybox() && !wanted.system {
        let name = &wanted.name;
        return match wanted.teller {
            Some(teller) => teller.fail(process, EXISTS, &format!("The group `{name}' already exists.")),
            None => {
                let words = "if you want to add this user to that group, use -g.";
                process.fail(9, &format!("group {name} exists - {words}"))
            }
        };
    }
    // What is wrong is said before anything is written.
    for group in wanted.group.iter().chain(&wanted.more_groups) {
        if accounts::group(process.system, group).is_none() {
            return no_group(process, group);
        }
    }
    let (uid, gid) = numbers(process, &wanted, own_group, has_group)?;
    let name = &wanted.name;
    let group = accounts::group_name(process.system, gid).unwrap_or_else(|| gid.to_string());
    let early = wanted.teller.is_some_and(|teller| teller.edition == Edition::Early);
    let text = match (wanted.system, early) {
        (true, _) => format!("Adding new user `{name}' (UID {uid}) with group `{group}' ..."),
        (false, true) => format!("Adding new user `{name}' ({uid}) with group `{group}' ..."),
        (false, false) => format!("Adding new user `{name}' ({uid}) with group `{group} ({gid})' ..."),
    };
    wanted.info(process, &text)?;
    let home = wanted.home.clone().unwrap_or_else(|| format!("/home/{name}"));
    append(process, "/etc/passwd", &format!("{name}:x:{uid}:{gid}:{}:{home}:{}", wanted.about, wanted.shell))?;
    if exists(process, "/etc/shadow", "root") {
        let day = process.system.clock().now().seconds() / 86_400;
        append(process, "/etc/shadow", &format!("{name}:{}:{day}:0:99999:7:::", wanted.password))?;
    }
    for group in &wanted.more_groups {
        join(process, name, group)?;
    }
    make_home(process, &wanted, &home, (uid, gid))?;
    if !wanted.system && !early && wanted.teller.is_some() {
        wanted.info(process, &format!("Adding new user `{name}' to supplemental / extra groups `users' ..."))?;
        match wanted.teller.filter(|_| !exists(process, "/etc/group", "users")) {
            Some(teller) => teller.warn(process, "The group `users' does not exist.")?,
            None => {
                wanted.info(process, &format!("Adding user `{name}' to group `users' ..."))?;
                join(process, name, "users")?;
            }
        }
    }
    Ok(0)
}

/// The numbers of a new user and of the group, which is made where it is one of the user's own.
fn numbers(process: &mut Process<'_>, wanted: &Wanted, own_group: bool, has_group: bool) -> Result<(u32, u32), Bail> {
    let uid = wanted.uid.as_ref().map(|text| number(process, "/etc/passwd", text, wanted.shared)).transpose()?;
    if !wanted.system {
        wanted.info(process, &format!("Adding user `{}' ...", wanted.name))?;
    }
    let uid = match uid {
        Some(uid) => uid,
        None => {
            let what = if own_group { "UID/GID" } else { "UID" };
            wanted.teller.map_or(Ok(()), |teller| teller.selecting(process, what, wanted.system))?;
            free_number(process, "/etc/passwd", wanted.system)
        }
    };
    let gid = match &wanted.gid {
        Some(text) => Some(number(process, "/etc/group", text, true)?),
        None => None,
    };
    let name = wanted.name.clone();
    if wanted.system {
        wanted.info(process, &format!("Adding system user `{name}' (UID {uid}) ..."))?;
    }
    let gid = match (&wanted.group, gid) {
        (Some(group), _) => accounts::group(process.system, group).unwrap_or(uid),
        (None, Some(gid)) => gid,
        (None, None) if has_group => accounts::group(process.system, &name).unwrap_or(uid),
        (None, None) => {
            let taken = accounts::group_name(process.system, uid).is_some();
            let gid = if taken { free_number(process, "/etc/group", wanted.system) } else { uid };
            append(process, "/etc/group", &format!("{name}:x:{gid}:"))?;
            let number = if wanted.system { format!("GID {gid}") } else { gid.to_string() };
            wanted.info(process, &format!("Adding new group `{name}' ({number}) ..."))?;
            gid
        }
    };
    Ok((uid, gid))
}

/// The home directory, if there is to be one.
fn make_home(process: &mut Process<'_>, wanted: &Wanted, home: &str, (uid, gid): (u32, u32)) -> Result<(), Bail> {
    let early = wanted.teller.is_some_and(|teller| teller.edition == Edition::Early);
    let there = process.system.files().stat(home, true).is_ok();
    match (wanted.make_home, wanted.teller) {
        (_, None) => {}
        (true, Some(teller)) if there && early => {
            teller.info(
                process,
                &format!("The home directory `{home}' already exists.  Not copying from `/etc/skel'."),
            )?;
        }
        (true, Some(teller)) if there => {
            let text = format!("The home directory `{home}' already exists.  Not touching this directory.");
            teller.warn(process, &text)?;
        }
        (true, Some(teller)) => {
            teller.info(process, &format!("Creating home directory `{home}' ..."))?;
            if !wanted.system {
                teller.info(process, "Copying files from `/etc/skel' ...")?;
            }
        }
        (false, Some(teller)) => {
            let what = if home.starts_with("/nonexistent") && !early { "" } else { "home directory " };
            teller.info(process, &format!("Not creating {what}`{home}'."))?;
        }
    }
    if wanted.make_home && !there {
        let made = process.system.files().make_dirs(home, 0o755);
        if let Err(errno) = made.and_then(|()| process.system.files().set_owner(home, uid, gid, true)) {
            return process.fail(1, &format!("{home}: {errno}"));
        }
    }
    Ok(())
}

/// What is said of a user who is there already; to Debian's, a system's user who is wanted is there.
fn there_already(process: &mut Process<'_>, wanted: &Wanted) -> Ended {
    let name = &wanted.name;
    let Some(teller) = wanted.teller else {
        return match process.busybox() {
            true => process.fail(1, &format!("user '{name}' in use")),
            false => process.fail(9, &format!("user '{name}' already exists")),
        };
    };
    match (wanted.system, is_system(process, "/etc/passwd", name)) {
        (false, _) => teller.fail(process, EXISTS, &format!("The user `{name}' already exists.")),
        (true, true) => {
            let text = format!("The system user `{name}' already exists. Exiting.");
            teller.info(process, &text).map(|()| 0)
        }
        (true, false) => {
            let text = format!("The user `{name}' already exists, but is not a system user. Exiting.");
            teller.fail(process, WRONG_KIND, &text)
        }
    }
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
    let teller = debian.then(|| Teller::of(process, options.has('κ')));
    let Some(name) = options.operands.first().cloned() else {
        return match teller {
            None => process.missing_operand(),
            Some(teller) => teller.fail(process, WRONG_CALL, NAMES),
        };
    };
    if let [_, group] = options.operands.as_slice() {
        require_superuser(process)?;
        let ended = match teller {
            None => join(process, &name, group).map(|()| 0),
            Some(teller) => put_into(process, teller, &name, group),
        };
        return Err(Bail::Status(ended?));
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
        teller,
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
        teller: None,
        name,
    })
}
