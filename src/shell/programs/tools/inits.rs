//! Programs that start another one: `tini` and `dumb-init` as process 1, `gosu`, `su-exec`,
//! `su` and `sudo` as somebody else.

use crate::shell::launch::{Launch, LaunchError, launch};
use crate::shell::programs::accounts;
use crate::shell::programs::{Accepted, Applet, Bail, Ended};
use crate::shell::{Process, Stay, Stop, Stream};

pub(in super::super) static ALL: &[&Applet] = &[&TINI, &DUMB_INIT, &GOSU, &SU, &SUDO];

static TINI: Applet = Applet {
    names: &["tini", "tini-static"],
    about: "an init for containers",
    usage: "[-gsv] -- PROGRAM [ARG]...",
    run: tini,
};
static DUMB_INIT: Applet =
    Applet { names: &["dumb-init"], about: "an init for containers", usage: "[-cv] [--] PROGRAM [ARG]...", run: tini };
static GOSU: Applet = Applet {
    names: &["gosu", "su-exec"],
    about: "runs a program as another user",
    usage: "USER[:GROUP] PROGRAM [ARG]...",
    run: gosu,
};
static SU: Applet = Applet {
    names: &["su"],
    about: "runs a shell as another user",
    usage: "[-lmp] [-] [USER] [-c COMMAND] [-s SHELL] [ARG]...",
    run: su,
};
static SUDO: Applet =
    Applet { names: &["sudo"], about: "runs a program as root", usage: "[-u USER] [-E] PROGRAM [ARG]...", run: sudo };

/// To whom signals and orphans go, and how much is said, does not show here.
const TINI_TAKES: Accepted = Accepted { letters: "+e: gsvw", long: &[], misuse: 1 };
const DUMB_INIT_TAKES: Accepted =
    Accepted { letters: "+ cv", long: &[("single-child", 'c'), ("verbose", 'v')], misuse: 1 };
const SU_TAKES: Accepted = Accepted {
    letters: "lmpc:s: f",
    long: &[("login", 'l'), ("preserve-environment", 'p'), ("command", 'c'), ("shell", 's'), ("fast", 'f')],
    misuse: 1,
};
/// No password is asked, and the environment stays: what is about these two does not show.
const SUDO_TAKES: Accepted = Accepted {
    letters: "+u:g:D:KVisk p:vABEHPSn",
    long: &[
        ("user", 'u'),
        ("group", 'g'),
        ("prompt", 'p'),
        ("chdir", 'D'),
        ("askpass", 'A'),
        ("bell", 'B'),
        ("preserve-env", 'E'),
        ("set-home", 'H'),
        ("remove-timestamp", 'K'),
        ("preserve-groups", 'P'),
        ("stdin", 'S'),
        ("version", 'V'),
        ("login", 'i'),
        ("non-interactive", 'n'),
        ("shell", 's'),
        ("reset-timestamp", 'k'),
        ("validate", 'v'),
    ],
    misuse: 1,
};

/// How far the program is behind the init that starts it.
const CHILD: u32 = 6;

/// Whether who runs a command waits for it, or has become it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Waits,
    IsGone,
}

/// Runs a command in the place of this process.
fn become_program(
    process: &mut Process<'_>,
    arguments: Vec<String>,
    then: Then,
    missing: impl Fn(&str, &str) -> String,
) -> Ended {
    let name = arguments.first().cloned().unwrap_or_default();
    let mut stdin = std::mem::take(&mut process.stdin);
    let pid = match then {
        Then::Waits => process.pid.saturating_add(CHILD),
        Then::IsGone => process.pid,
    };
    process.system.hand_signals_on(process.pid, pid);
    let result = launch(Launch {
        arguments,
        environment: process.environment.clone(),
        directory: process.directory.clone(),
        stdin: &mut stdin,
        output: process.output,
        system: process.system,
        pid,
    });
    process.stdin = stdin;
    match result {
        Ok(status) => Ok(status),
        Err(LaunchError::Stop(Stop::Stays(stay))) if then == Then::Waits => {
            Err(Stop::Stays(Stay { is_waited_for: true, ..stay }).into())
        }
        Err(LaunchError::Stop(stop)) => Err(stop.into()),
        Err(error) => {
            let text = missing(&name, &error.to_string());
            process.output.write(Stream::Err, text.as_bytes())?;
            Err(Bail::Status(error.status()))
        }
    }
}

fn tini(process: &mut Process<'_>) -> Ended {
    let own = process.name();
    let dumb = own == "dumb-init";
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.iter().take(1).any(|word| word == "--version" || word == "-V") {
        let text = if dumb { "dumb-init v1.2.5\n" } else { "tini version 0.19.0 - git.de40ad0\n" };
        process.print(text)?;
        return Ok(0);
    }
    let options = if dumb { DUMB_INIT_TAKES } else { TINI_TAKES }.parse(process)?;
    let as_success: Vec<i32> = options.values('e').filter_map(|code| code.parse().ok()).collect();
    let command = options.operands;
    if command.is_empty() {
        let text = match own.as_str() {
            "dumb-init" => "Usage: dumb-init [option] program [args]\nTry dumb-init --help for full usage.\n",
            _ => "tini (tini version 0.19.0 - git.de40ad0)\nUsage: tini [OPTIONS] PROGRAM -- [ARGS] | --version\n",
        };
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    }
    let status = become_program(process, command, Then::Waits, |name, words| match dumb {
        true => format!("[dumb-init] {name}: {words}\n"),
        false => format!("[FATAL tini (7)] exec {name} failed: {words}\n"),
    })?;
    Ok(if as_success.contains(&status) { 0 } else { status })
}

/// Becomes the user of this name or number, with his home.
fn become_user(process: &mut Process<'_>, user: &str) -> Result<(), String> {
    let (name, group) = user.split_once(':').map_or((user, None), |(name, group)| (name, Some(group)));
    let found = accounts::user(process.system, name).or((name == "root").then_some((0, Some(0))));
    let Some((uid, main)) = found else { return Err(name.to_string()) };
    let passwd = accounts::text(process.system, "/etc/passwd");
    let home = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let home = home
        .filter(|fields| fields.get(2) == Some(&uid.to_string().as_str()))
        .find_map(|fields| fields.get(5).map(|home| home.to_string()));
    let groups = match group {
        Some(group) => vec![accounts::group(process.system, group).ok_or_else(|| group.to_string())?],
        None => {
            let name = accounts::user_name(process.system, uid).unwrap_or_default();
            accounts::groups_of(process.system, &name, main.unwrap_or(0))
        }
    };
    let gid = groups.first().copied().unwrap_or(0);
    let now = process.system.clock().now();
    let files = process.system.files();
    let (umask, lacks) = (files.identity().umask, files.identity().lacks);
    files.set_identity(crate::vfs::Identity { uid, gid, groups, now, umask, lacks });
    // With sudo the learner keeps his own settings (`~/.docker`).
    if process.name() != "sudo" {
        process.environment.insert("HOME".into(), home.unwrap_or_else(|| "/".into()));
    }
    Ok(())
}

/// Runs a command as somebody, and is the former user again.
fn run_as(process: &mut Process<'_>, user: &str, command: Vec<String>) -> Result<Ended, String> {
    let before = process.system.files().identity().clone();
    become_user(process, user)?;
    let own = process.name();
    let ended = become_program(process, command, Then::IsGone, |name, words| match own.as_str() {
        "sudo" => format!("sudo: {name}: command not found\n"),
        "gosu" => format!(
            "error: exec: \"{name}\": {}\n",
            if words.starts_with("No such") {
                "executable file not found in $PATH".to_string()
            } else {
                words.to_lowercase()
            }
        ),
        "su" => format!("su: failed to execute {name}: {words}\n"),
        _ => format!("su-exec: {name}: {words}\n"),
    });
    process.system.files().set_identity(before);
    Ok(ended)
}

fn gosu(process: &mut Process<'_>) -> Ended {
    let own = process.name();
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.first().is_some_and(|word| word == "--version") && own == "gosu" {
        process.print("1.19 (go1.24.6 on linux/amd64; gc)\n")?;
        return Ok(0);
    }
    let [user, command @ ..] = words.as_slice() else { return usage(process, &own) };
    if command.is_empty() {
        return usage(process, &own);
    }
    if process.system.files().identity().uid != 0 {
        let text = if own == "gosu" {
            format!("error: failed switching to {user:?}: operation not permitted\n")
        } else {
            "su-exec: setgroups: Operation not permitted\n".into()
        };
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    }
    match run_as(process, user, command.to_vec()) {
        Ok(ended) => ended,
        Err(name) => {
            let text = if own == "gosu" {
                format!(
                    "error: failed switching to {user:?}: unable to find user {name}: no matching entries in passwd file\n"
                )
            } else {
                format!("su-exec: getpwnam({name}): Success\n")
            };
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
        }
    }
}

fn usage(process: &mut Process<'_>, own: &str) -> Ended {
    let text = if own == "gosu" {
        "Usage: gosu user-spec command [args]\n   eg: gosu tianon bash\n       gosu nobody:root bash -c 'whoami && id'\n       gosu 1000:1 id\n\n"
    } else {
        "Usage: su-exec user-spec command [args]\n"
    };
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(1)
}

/// `su` (su(1)): root is asked for no password, and nobody else has one.
fn su(process: &mut Process<'_>) -> Ended {
    let options = SU_TAKES.parse(process)?;
    let (keeps, command) = (options.has('m') || options.has('p'), options.value('c').map(str::to_string));
    let shell = options.value('s').map(str::to_string);
    let mut names = options.operands.clone();
    let login = options.has('l') || names.first().is_some_and(|word| word == "-");
    if names.first().is_some_and(|word| word == "-") {
        names.remove(0);
    }
    let mut names = names.into_iter();
    let user = names.next().unwrap_or_else(|| "root".into());
    if process.system.files().identity().uid != 0 {
        let text = if process.busybox() {
            "su: must be suid to work properly\n"
        } else {
            "Password: su: Authentication failure\n"
        };
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    }
    let passwd = accounts::text(process.system, "/etc/passwd");
    let entry = passwd.lines().map(|line| line.split(':').map(str::to_string).collect::<Vec<_>>());
    let Some(entry) = entry.into_iter().find(|fields| fields.first() == Some(&user)) else {
        let text = if process.busybox() {
            format!("su: unknown user {user}\n")
        } else {
            format!("su: user {user} does not exist or the user entry does not contain all the required fields\n")
        };
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    };
    let of_account = entry.get(6).filter(|shell| !shell.is_empty()).cloned();
    let shell = shell.or(of_account).unwrap_or_else(|| "/bin/sh".into());
    let home = entry.get(5).cloned().unwrap_or_default();
    let before = (process.environment.clone(), process.directory.clone());
    if login {
        let term = process.environment.get("TERM").map(|term| ("TERM".to_string(), term.clone()));
        process.environment = term.into_iter().collect();
        process.environment.insert("PATH".into(), "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games".into());
        process.directory.clone_from(&home);
    }
    for (name, value) in [("USER", &user), ("LOGNAME", &user), ("SHELL", &shell)] {
        if !keeps && (login || user != "root") {
            process.environment.insert(name.into(), value.clone());
        }
    }
    let words = [shell].into_iter().chain(command.map(|command| vec!["-c".to_string(), command]).into_iter().flatten());
    let words = words.chain(names).collect();
    let ended = run_as(process, &user, words);
    (process.environment, process.directory) = before;
    // Its account was found above.
    ended.unwrap_or(Ok(1))
}

/// `sudo`: no password is asked, as on a machine on which one was given a moment ago.
fn sudo(process: &mut Process<'_>) -> Ended {
    let options = SUDO_TAKES.parse(process)?;
    if options.has('V') {
        process.print("Sudo version 1.9.16p2\n")?;
        return Ok(0);
    }
    let mut user = options.value('u').unwrap_or("root").trim_start_matches('#').to_string();
    if let Some(group) = options.value('g') {
        user = format!("{user}:{group}");
    }
    if let Some(directory) = options.value('D') {
        process.directory = process.absolute(directory);
    }
    let mut rest = options.operands.clone().into_iter().peekable();
    while let Some((name, value)) =
        rest.peek().and_then(|word| word.split_once('=')).map(|(name, value)| (name.to_string(), value.to_string()))
    {
        process.environment.insert(name, value);
        rest.next();
    }
    let mut command: Vec<String> = rest.collect();
    if options.has('i') || options.has('s') {
        command = shell_of(process, &user, options.has('i'), &command);
    } else if command.is_empty() && options.last_of("kKv").is_some() {
        return Ok(0);
    }
    if command.is_empty() {
        process.output.write(Stream::Err, b"usage: sudo -h | -K | -k | -V\nusage: sudo [-ABbEHnPS] [-u user] [VAR=value] [-i | -s] [command [arg ...]]\n")?;
        return Ok(1);
    }
    // Where nobody is told apart (the learner's own machine), it only passes on.
    match run_as(process, &user, command) {
        Ok(ended) => ended,
        Err(name) => {
            process.output.write(
                Stream::Err,
                format!("sudo: unknown user {name}\nsudo: error initializing audit plugin sudoers_audit\n").as_bytes(),
            )?;
            Ok(1)
        }
    }
}

/// The shell that `sudo -i` (the user's) or `-s` (one's own) starts, with a command if there is one.
fn shell_of(process: &mut Process<'_>, user: &str, login: bool, command: &[String]) -> Vec<String> {
    let name = user.split(':').next().unwrap_or_default();
    let passwd = accounts::text(process.system, "/etc/passwd");
    let entry = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let entry = entry.into_iter().find(|fields| fields.first() == Some(&name)).unwrap_or_default();
    let own = process.environment.get("SHELL").cloned().filter(|_| !login);
    let of_account = entry.get(6).filter(|shell| !shell.is_empty()).map(|shell| shell.to_string());
    let shell = own.or(of_account).unwrap_or_else(|| "/bin/sh".into());
    if login && let Some(home) = entry.get(5) {
        process.directory = home.to_string();
        process.environment.insert("HOME".into(), home.to_string());
    }
    let words = (!command.is_empty()).then(|| ["-c".to_string(), command.join(" ")]);
    [shell].into_iter().chain(words.into_iter().flatten()).collect()
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{Machine, run_on};

    fn run(script: &str) -> (String, String, i32) {
        let outcome = run_on(&mut Machine::new(Flavour::Gnu), script, "").unwrap();
        (outcome.stdout, outcome.stderr, outcome.status)
    }

    #[test]
    fn a_program_runs_as_who_is_named_and_the_shell_stays_who_it_was() {
        assert_eq!(
            run("gosu student id -u; id -u; su-exec 1000:1000 sh -c 'echo $HOME'").0,
            "1000\n0\n/home/student\n"
        );
        assert_eq!(run("sudo -u student whoami; sudo id -u; tini -- echo x; dumb-init echo y").0, "student\n0\nx\ny\n");
        assert_eq!(run("gosu nobody-there id").2, 1);
        assert_eq!(
            run("sudo -n -u student -s id -un; sudo -iu student pwd; tini -e 3 -- sh -c 'exit 3'; echo $?").0,
            "student\n/home/student\n0\n"
        );
        assert_eq!(run("su -lc pwd student; su student -c 'id -un'").0, "/home/student\nstudent\n");
        for (line, words) in [
            ("sudo -Z id", "sudo: invalid option -- 'Z'\n"),
            ("sudo -l", "sudo: layercake does not simulate the option -l\n"),
            ("tini -z -- id", "tini: invalid option -- 'z'\n"),
            ("tini -p SIGTERM -- id", "tini: layercake does not simulate the option -p\n"),
        ] {
            let (out, err, status) = run(line);
            assert!(out.is_empty() && err.starts_with(words) && status == 1, "{line}: {err}");
        }
        assert_eq!(
            run("tini -- nothing"),
            (String::new(), "[FATAL tini (7)] exec nothing failed: No such file or directory\n".into(), 127)
        );
    }
}
