//! `id`, `whoami`, `groups`, `hostname`, `uname`, `arch`, `tty`

use super::options::Accepted;
use super::{Applet, Ended, accounts, network};
use crate::shell::{Input, Process};

pub(super) static ALL: &[&Applet] = &[&ID, &WHOAMI, &GROUPS, &HOSTNAME, &UNAME, &ARCH, &TTY];

static ID: Applet = Applet { names: &["id"], about: "tells who one is", usage: "[-ugGnr] [USER]", run: id };
static WHOAMI: Applet = Applet { names: &["whoami"], about: "prints one's user name", usage: "", run: whoami };
static GROUPS: Applet = Applet { names: &["groups"], about: "prints one's groups", usage: "[USER]", run: groups };
static HOSTNAME: Applet =
    Applet { names: &["hostname"], about: "prints the machine's name", usage: "[-sfi]", run: hostname };
static UNAME: Applet = Applet { names: &["uname"], about: "tells about the system", usage: "[-amnrspvio]", run: uname };
static ARCH: Applet = Applet {
    names: &["arch"],
    about: "prints the machine's architecture",
    usage: "",
    run: |process| Ok(process.print("x86_64\n").map(|()| 0)?),
};
static TTY: Applet = Applet { names: &["tty"], about: "prints the terminal's name", usage: "[-s]", run: tty };

fn id(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted {
        letters: if process.busybox() { "ugGnr" } else { "ugGnraz" },
        long: &[("user", 'u'), ("group", 'g'), ("groups", 'G'), ("name", 'n'), ("real", 'r'), ("zero", 'z')],
        misuse: 1,
    };
    let options = accepted.parse(process)?;
    if options.last_of("ugG").is_none() {
        if options.has('n') || options.has('r') {
            return match process.busybox() {
                true => process.missing_operand(),
                false => process.fail(1, "cannot print only names or real IDs in default format"),
            };
        }
        if options.has('z') {
            return process.fail(1, "option --zero not permitted in default format");
        }
    }
    let end = if options.has('z') { "\0" } else { "\n" };
    let identity = process.system.files().identity().clone();
    let (mut uid, mut gid, mut groups) = (identity.uid, identity.gid, identity.groups);
    if let Some(name) = options.operands.first() {
        match accounts::user(process.system, name)
            .filter(|(uid, _)| accounts::user_name(process.system, *uid).is_some())
        {
            Some((of, main)) => {
                uid = of;
                gid = main.unwrap_or(of);
                let name = accounts::user_name(process.system, uid).unwrap_or_default();
                groups = accounts::groups_of(process.system, &name, gid);
            }
            None => {
                let words =
                    if process.busybox() { format!("unknown user {name}") } else { format!("'{name}': no such user") };
                return process.fail(1, &words);
            }
        }
    }
    if !groups.contains(&gid) {
        groups.insert(0, gid);
    }
    let user_name = accounts::user_name(process.system, uid);
    let names: Vec<Option<String>> = groups.iter().map(|gid| accounts::group_name(process.system, *gid)).collect();
    let group_name = accounts::group_name(process.system, gid);
    let one = |id: u32, name: &Option<String>| match name {
        Some(name) if options.has('n') => name.clone(),
        _ => id.to_string(),
    };
    let text = match options.last_of("ugG") {
        Some('u') => one(uid, &user_name),
        Some('g') => one(gid, &group_name),
        Some(_) => groups
            .iter()
            .zip(&names)
            .map(|(gid, name)| one(*gid, name))
            .collect::<Vec<_>>()
            .join(if options.has('z') { "\0" } else { " " }),
        None => {
            let both = |id: u32, name: &Option<String>| match name {
                Some(name) => format!("{id}({name})"),
                None => id.to_string(),
            };
            let list = groups.iter().zip(&names).map(|(gid, name)| both(*gid, name)).collect::<Vec<_>>().join(",");
            format!("uid={} gid={} groups={list}", both(uid, &user_name), both(gid, &group_name))
        }
    };
    process.print(&(text + end))?;
    Ok(0)
}

fn whoami(process: &mut Process<'_>) -> Ended {
    let uid = process.system.files().identity().uid;
    match accounts::user_name(process.system, uid) {
        Some(name) => {
            process.print(&format!("{name}\n"))?;
            Ok(0)
        }
        None if process.busybox() => process.fail(1, &format!("unknown uid {uid}")),
        None => process.fail(1, &format!("cannot find name for user ID {uid}")),
    }
}

fn groups(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("").parse(process)?;
    let named = |process: &mut Process<'_>, groups: Vec<u32>| {
        let name = |gid: &u32| accounts::group_name(process.system, *gid).unwrap_or_else(|| gid.to_string());
        groups.iter().map(name).collect::<Vec<_>>().join(" ")
    };
    if options.operands.is_empty() {
        let identity = process.system.files().identity().clone();
        let mut groups = identity.groups;
        if !groups.contains(&identity.gid) {
            groups.insert(0, identity.gid);
        }
        let text = named(process, groups);
        process.print(&(text + "\n"))?;
        return Ok(0);
    }
    let mut status = 0;
    for user in &options.operands {
        let found = accounts::user(process.system, user).and_then(|(_, main)| main);
        let Some(gid) = found else {
            process.complain_as(&format!("'{user}': no such user"), &format!("unknown user {user}"))?;
            status = 1;
            continue;
        };
        let groups = accounts::groups_of(process.system, user, gid);
        let text = named(process, groups);
        // BusyBox's shows one user, and not who it is.
        process.print(&if process.busybox() { text + "\n" } else { format!("{user} : {text}\n") })?;
    }
    Ok(status)
}

fn hostname(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("sfdiI").parse(process)?;
    if !options.operands.is_empty() {
        let words = if process.busybox() {
            "sethostname: Operation not permitted"
        } else {
            "you must be root to change the host name"
        };
        return process.fail(1, words);
    }
    let name = process.system.hostname();
    let own = network::own(process);
    let full = own.as_ref().and_then(|(_, names)| names.first()).unwrap_or(&name);
    let shown = match options.last_of("sfdiI") {
        Some('f') => full.clone(),
        Some('d') => full.split_once('.').map_or_else(String::new, |(_, domain)| domain.to_string()),
        Some('s') => name.split('.').next().unwrap_or_default().to_string(),
        Some('i') => own.map_or_else(|| "127.0.0.1".to_string(), |(address, _)| address),
        Some('I') => own.map_or_else(String::new, |(address, _)| address + " "),
        _ => name,
    };
    process.print(&format!("{shown}\n"))?;
    Ok(0)
}

fn uname(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted {
        letters: "amnrspvio",
        long: &[
            ("all", 'a'),
            ("machine", 'm'),
            ("nodename", 'n'),
            ("kernel-release", 'r'),
            ("kernel-name", 's'),
            ("kernel-version", 'v'),
            ("operating-system", 'o'),
            ("processor", 'p'),
            ("hardware-platform", 'i'),
        ],
        misuse: 1,
    };
    let options = accepted.parse(process)?;
    let all = options.has('a');
    let none = !"mnrspvio".chars().any(|letter| options.has(letter)) && !all;
    let system = if process.musl() { "Linux" } else { "GNU/Linux" };
    let columns = [
        ('s', "Linux".to_string()),
        ('n', process.system.hostname()),
        ('r', process.system.kernel_release()),
        ('v', "#1 SMP PREEMPT_DYNAMIC Debian 6.12.48-1 (2025-09-20)".into()),
        ('m', "x86_64".into()),
        ('p', "unknown".into()),
        ('i', "unknown".into()),
        ('o', system.into()),
    ];
    // All is without what nobody knows.
    let shown = columns.into_iter().filter(|(letter, _)| match all {
        true => !"pi".contains(*letter),
        false => options.has(*letter) || (none && *letter == 's'),
    });
    let text = shown.map(|(_, text)| text).collect::<Vec<_>>().join(" ");
    process.print(&(text + "\n"))?;
    Ok(0)
}

fn tty(process: &mut Process<'_>) -> Ended {
    let options = Accepted { letters: "s", long: &[("silent", 's'), ("quiet", 's')], misuse: 2 }.parse(process)?;
    let terminal = matches!(process.stdin, Input::Terminal);
    if options.has('s') {
        return Ok(i32::from(!terminal));
    }
    process.print(if terminal { "/dev/pts/0\n" } else { "not a tty\n" })?;
    Ok(i32::from(!terminal))
}
