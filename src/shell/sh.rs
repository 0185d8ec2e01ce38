//! The shell as a program: its options, scripts from files and standard input, and the prompt.

use crate::allowance;
use std::cell::RefCell;
use std::rc::Rc;

use super::absolute::absolute;
use super::bash_version::{bash_machine, bash_version};
use super::builtins::set_options;
use super::channel::BROKEN_PIPE;
use super::interpreter::{SIGPIPE_STATUS, finish, run_input, run_whole};
use super::language::{ParseError, SCRIPT_LIMIT, parse};
use super::printed::{Printed, Recorder};
use super::programs::applet::{Bail, Ended};
use super::programs::banner::banner_in_file;
use super::programs::reading::open_file;
use super::{Entered, Flavour, Input, Process, Prompt, Shell, Stay, Stop, Stream, run};
use crate::allowance::INTERRUPTED;
use crate::content::Rope;

/// Runs `sh`, `ash`, `dash` or (with `bash`) bash.
pub(super) fn sh(process: &mut Process<'_>, bash: bool) -> Ended {
    let name = process.arguments.first().cloned().unwrap_or_default();
    let directory = process.directory.clone();
    let mut shell = Shell::new(&name, &directory, &process.environment);
    shell.bash = bash;
    shell.pid = process.pid;
    shell.next_pid = process.pid.saturating_add(1);
    shell.started = bash.then(|| process.system.clock().now());
    let level = shell.get("SHLVL").and_then(|level| level.parse::<u32>().ok()).unwrap_or(0);
    if bash || process.busybox() {
        shell.export("SHLVL", &level.saturating_add(1).to_string());
    }
    if bash || shell.variables.get("PWD").is_some_and(|pwd| pwd.exported) || process.busybox() {
        shell.export("PWD", &directory);
    }
    let (mut command, mut from_stdin, mut asked) = (false, false, false);
    let mut words: Vec<String> = process.arguments.get(1..).unwrap_or_default().to_vec();
    while let Some(word) = words.first().filter(|word| word.starts_with(['-', '+']) && word.len() > 1).cloned() {
        if word == "--" {
            words.remove(0);
            break;
        }
        if word.starts_with("--") {
            match word.as_str() {
                "--version" if bash => {
                    let version = bash_version(process.system, &shell);
                    let machine = bash_machine(process.system, &shell);
                    process.print(&format!("GNU bash, version {version}(1)-release ({machine})\n"))?;
                    process.print(COPYRIGHT)?;
                    return Ok(0);
                }
                "--login" | "--norc" | "--noprofile" | "--posix" => {
                    words.remove(0);
                    continue;
                }
                // ash takes whatever begins so, and knows `--login` alone.
                _ if process.busybox() && !bash => {
                    words.remove(0);
                    continue;
                }
                _ => return illegal(process, &shell, &word),
            }
        }
        // `c`, `s`, `i` and `l` are for the command line alone.
        command |= word.contains('c') && word.starts_with('-');
        from_stdin |= word.contains('s') && word.starts_with('-');
        asked |= word.contains('i') && word.starts_with('-') && !word.ends_with('o');
        let rest: String = word.chars().filter(|letter| !"cs".contains(*letter)).collect();
        words[0] = rest;
        if words[0].len() < 2 {
            words.remove(0);
            continue;
        }
        let taken = if words[0].ends_with('o') { 2 } else { 1 };
        let own: Vec<String> = words.drain(..taken.min(words.len())).collect();
        if let Err(option) = set_options(&mut shell, &own) {
            return illegal(process, &shell, &option);
        }
    }
    if command {
        if words.is_empty() {
            let line = match (bash, process.busybox()) {
                (true, _) => format!("{name}: -c: option requires an argument\n"),
                (_, true) => format!("{name}: -c requires an argument\n"),
                (_, false) => format!("{name}: 0: -c requires an argument\n"),
            };
            process.output.write(Stream::Err, line.as_bytes())?;
            return Ok(2);
        }
        shell.from_argument = true;
        let text = words.remove(0);
        if !words.is_empty() {
            shell.name = words.remove(0);
        }
        shell.positional = words;
        return run_text(process, &mut shell, &text);
    }
    if !words.is_empty() && !from_stdin {
        let file = words.remove(0);
        let text = match read_script(process, &file)? {
            Ok(text) => text,
            Err(status) => return Ok(status),
        };
        shell.name = file;
        shell.from_file = true;
        shell.positional = words;
        return run_text(process, &mut shell, &text);
    }
    shell.positional = words;
    if process.stdin.comes_by_lines() {
        shell.interactive = asked || matches!(process.stdin, Input::Terminal);
        return by_lines(process, &mut shell);
    }
    if asked {
        shell.interactive = false;
    }
    run_stdin(process, &mut shell)
}

/// What bash prints below its version.
const COPYRIGHT: &str = "Copyright (C) 2022 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

This is free software; you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
";

fn illegal(process: &mut Process<'_>, shell: &Shell, option: &str) -> Ended {
    let name = &shell.name;
    let line = match (shell.bash, process.flavour) {
        (true, _) => format!("{name}: {option}: invalid option\n"),
        (_, Flavour::Gnu) => format!("{name}: 0: Illegal option {option}\n"),
        (_, Flavour::Busybox) => format!("{name}: illegal option {option}\n"),
    };
    process.output.write(Stream::Err, line.as_bytes())?;
    Ok(2)
}

fn script_text(script: &Rope) -> Result<String, Stop> {
    let bytes = script.bytes_up_to(SCRIPT_LIMIT).map_err(|error| Stop::Limit(format!("a script: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A script's text, or the exit code after the complaint that there is none.
fn read_script(process: &mut Process<'_>, file: &str) -> Result<Result<String, i32>, Bail> {
    let path = absolute(&process.directory, file);
    match open_file(process.system, &path) {
        Ok(content) => {
            let text = script_text(&content)?;
            if text.starts_with("\x7fELF") {
                let name = process.name();
                let line = format!("{file}: {file}: cannot execute binary file\n");
                process.output.write(Stream::Err, format!("{name}: {line}").as_bytes())?;
                return Ok(Err(126));
            }
            Ok(Ok(text))
        }
        Err(errno) => {
            let name = process.arguments.first().cloned().unwrap_or_default();
            let bash = process.name() == "bash";
            let (line, status) = match (bash, process.flavour) {
                (true, _) => (format!("{name}: {file}: {errno}\n"), 127),
                (_, Flavour::Busybox) => (format!("{name}: can't open '{file}': {errno}\n"), 2),
                (_, Flavour::Gnu) if errno == crate::vfs::Errno::NoEntry => {
                    (format!("{name}: 0: cannot open {file}: No such file\n"), 2)
                }
                (_, Flavour::Gnu) => (format!("{name}: 0: cannot open {file}: {errno}\n"), 2),
            };
            process.output.write(Stream::Err, line.as_bytes())?;
            Ok(Err(status))
        }
    }
}

/// Runs what comes in.
fn run_stdin(process: &mut Process<'_>, shell: &mut Shell) -> Ended {
    // dash and ash read blocks, so nothing is left for their commands; bash reads line by line.
    if let (true, Input::Data { content, position }) = (shell.bash, &process.stdin) {
        let rest = content.slice(*position..content.len());
        let text = script_text(&rest)?;
        if text.len() as u64 == rest.len() {
            let (stdin, output, system) = (&mut process.stdin, &mut *process.output, &mut *process.system);
            return Ok(run_input(shell, &text, stdin, output, system, process.flavour)?);
        }
    }
    let script = process.rest_of_stdin()?;
    let text = script_text(&script)?;
    run_text(process, shell, &text)
}

fn run_text(process: &mut Process<'_>, shell: &mut Shell, text: &str) -> Ended {
    Ok(run_whole(shell, text, &mut process.stdin, process.output, process.system, process.flavour)?)
}

/// A visit of a person: a shell that reads its commands as they are typed. Where it was here before it goes on there.
fn by_lines(process: &mut Process<'_>, shell: &mut Shell) -> Ended {
    let entered = process.system.enter()?;
    let printed = Rc::new(RefCell::new(Printed::default()));
    let held = matches!(entered, Entered::Held { .. });
    match entered {
        Entered::New => {}
        Entered::Over { status, printed } => {
            printed.write_to(process.output)?;
            return Ok(status);
        }
        Entered::Held { shell: kept, printed: before } => {
            *shell = *kept;
            before.write_to(process.output)?;
            *printed.borrow_mut() = before;
        }
    }
    let mut visited = Process {
        arguments: process.arguments.clone(),
        environment: process.environment.clone(),
        directory: process.directory.clone(),
        stdin: process.stdin.clone(),
        output: &mut Recorder { inner: process.output, printed: printed.clone() },
        system: process.system,
        flavour: process.flavour,
        pid: process.pid,
        inside: process.inside.clone(),
        version: None,
    };
    let ended = if held || !shell.interactive { Ok(()) } else { greet(&mut visited) };
    let ended = ended.and_then(|()| prompts(&mut visited, shell, &printed, held));
    match &ended {
        Ok(status) => process.system.leave(Some(*status), &printed.borrow()),
        Err(Bail::Stop(Stop::Input(_) | Stop::Stays(_))) => {}
        Err(Bail::Stop(Stop::Limit(what))) if what == BROKEN_PIPE => {
            process.system.leave(Some(SIGPIPE_STATUS), &printed.borrow());
        }
        Err(_) => process.system.leave(None, &printed.borrow()),
    }
    ended
}

/// Debian's BusyBox greets; Alpine's and the official image's are quiet.
fn greet(process: &mut Process<'_>) -> Result<(), Bail> {
    if process.busybox()
        && let Some(banner) = banner_in_file(process.system).filter(|banner| banner.contains("Debian"))
    {
        let text = format!("\n\n{banner} built-in shell (ash)\nEnter 'help' for a list of built-in commands.\n\n");
        process.print(&text)?;
    }
    Ok(())
}

/// One command after the other until `exit` or the end of the input. `held`: what the system keeps is still right.
fn prompts(process: &mut Process<'_>, shell: &mut Shell, printed: &RefCell<Printed>, mut held: bool) -> Ended {
    loop {
        if !std::mem::take(&mut held) {
            process.system.at_prompt(shell, &printed.borrow());
        }
        let ran = allowance::caught(|| one_command(process, shell)).map_err(Stop::from);
        match ran.unwrap_or_else(|stop| Err(stop.into())) {
            Ok(None) => {}
            Ok(Some(status)) => return Ok(status),
            Err(Bail::Stop(Stop::Limit(what))) if what != BROKEN_PIPE => {
                let Some(kept) = process.system.give_up_line() else { return Err(Stop::Limit(what).into()) };
                *shell = *kept;
                process.output.stopped(&what)?;
            }
            Err(Bail::Stop(Stop::Interrupted)) => shell.status = INTERRUPTED,
            Err(Bail::Stop(Stop::Stays(stay))) => foreground(process, shell, stay)?,
            Err(bail) => return Err(bail),
        }
    }
}

/// Reads a command and runs it; gives the exit code if it was the last.
fn one_command(process: &mut Process<'_>, shell: &mut Shell) -> Result<Option<i32>, Bail> {
    let mut text = String::new();
    let mut prompt = if shell.interactive { prompt_text(process, shell) } else { String::new() };
    let mut broken = true;
    loop {
        let Some(line) = process.system.read_line(&Prompt::shell(prompt))? else {
            if text.is_empty() {
                if shell.bash && shell.interactive {
                    process.print("exit\n")?;
                }
                let status = finish(shell, shell.status, process.output, process.system, process.flavour)?;
                return Ok(Some(status));
            }
            break;
        };
        text.push_str(&line);
        text.push('\n');
        if text.len() as u64 > SCRIPT_LIMIT {
            return Err(Stop::Limit(format!("a command of more than {SCRIPT_LIMIT} bytes")).into());
        }
        match parse(&text, shell.dialect(process.flavour)) {
            Err(ParseError::Incomplete { .. }) => {}
            parsed => {
                broken = parsed.is_err();
                break;
            }
        }
        prompt = if shell.interactive { "> ".into() } else { String::new() };
    }
    if process.busybox() && text.trim() == "help" {
        let names = super::builtins::builtin_names().collect::<Vec<_>>().join(" ");
        process.print(&format!("Built-in commands:\n------------------\n\t{names}\n"))?;
        return Ok(None);
    }
    let mut stdin = process.stdin.clone();
    run(shell, &text, &mut stdin, process.output, process.system, process.flavour)?;
    shell.lines = shell.lines.saturating_add(text.matches('\n').count() as u32);
    if shell.exited.is_some() && shell.bash && shell.interactive {
        process.print("exit\n")?;
    }
    // A script ends with what it cannot read; a person has another try.
    Ok(shell.exited.or((broken && !shell.interactive).then_some(shell.status)))
}

/// A program that stays keeps the terminal until Ctrl-C.
fn foreground(process: &mut Process<'_>, shell: &mut Shell, stay: Stay) -> Result<(), Bail> {
    loop {
        match process.system.read_line(&Prompt::foreground()) {
            Ok(Some(_)) => {}
            Ok(None) => break,
            // Nobody is there: it stays with whoever waits for the shell.
            Err(Stop::Stays(_)) => return Err(Stop::Stays(stay).into()),
            Err(stop) => return Err(stop.into()),
        }
    }
    let now = process.system.clock().now();
    for (stream, text) in stay.last_words_at(now) {
        process.output.write(stream, text.as_bytes())?;
    }
    shell.status = stay.on_stop_signal.unwrap_or(INTERRUPTED);
    Ok(())
}

/// What the prompt shows.
fn prompt_text(process: &mut Process<'_>, shell: &Shell) -> String {
    let root = process.system.files().identity().uid == 0;
    let mark = if root { '#' } else { '$' };
    let home = shell.get("HOME").unwrap_or("");
    let place = match shell.directory.strip_prefix(home) {
        Some("") if home.len() > 1 => "~".to_string(),
        Some(rest) if home.len() > 1 && rest.starts_with('/') => format!("~{rest}"),
        _ => shell.directory.clone(),
    };
    let default = match (shell.bash, process.flavour) {
        // What the distribution's own file for every bash sets; without one, bash's own.
        (true, _) if process.system.files().stat("/etc/debian_version", true).is_ok() => "\\u@\\h:\\w\\$ ",
        (true, _) if process.system.files().stat("/etc/redhat-release", true).is_ok() => "[\\u@\\h \\W]\\$ ",
        (true, _) => "\\s-\\v\\$ ",
        (_, Flavour::Busybox) => "\\w \\$ ",
        (_, Flavour::Gnu) => "\\$ ",
    };
    let pattern = shell.get("PS1").unwrap_or(default).to_string();
    let mut text = String::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        match letters.next() {
            Some('u') => {
                let uid = process.system.files().identity().uid;
                text += &super::programs::accounts::user_name(process.system, uid).unwrap_or("I have no name!".into());
            }
            Some('s') => text += shell.name.rsplit('/').next().unwrap_or_default(),
            Some('v') => {
                let version = bash_version(process.system, shell);
                text += &version.split('.').take(2).collect::<Vec<_>>().join(".");
            }
            Some('h') => text += process.system.hostname().split('.').next().unwrap_or(""),
            Some('H') => text += &process.system.hostname(),
            Some('w') => text += &place,
            Some('W') => text += place.rsplit('/').next().filter(|last| !last.is_empty()).unwrap_or(&place),
            Some('$') => text.push(mark),
            Some('n') => text.push('\n'),
            Some('[' | ']') => {}
            Some('e') => text.push('\x1b'),
            Some(other) => text.push(other),
            None => text.push('\\'),
        }
    }
    text
}
