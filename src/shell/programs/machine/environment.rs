//! `env`, `printenv`, `nohup`, `nice`, `chroot`

use super::options::Accepted;
use super::xargs::spawn;
use super::{Applet, Ended};
use crate::shell::Process;
use crate::vfs::{Errno, Right};

pub(super) static ALL: &[&Applet] = &[&ENV, &PRINTENV, &NOHUP, &CHROOT];

static ENV: Applet = Applet {
    names: &["env"],
    about: "shows the environment, or runs a command in a changed one",
    usage: "[-i0] [-u NAME]... [-C DIR] [NAME=VALUE]... [PROG ARGS]",
    run: env,
};
static PRINTENV: Applet = Applet {
    names: &["printenv"],
    about: "prints variables of the environment",
    usage: "[VARIABLE]...",
    run: printenv,
};
static NOHUP: Applet =
    Applet { names: &["nohup", "nice", "setsid"], about: "runs a command", usage: "PROG ARGS", run: nohup };

static CHROOT: Applet =
    Applet { names: &["chroot"], about: "runs a command in another root", usage: "NEWROOT [PROG ARGS]", run: chroot };

/// The root is one that a process can have already; another one is not simulated.
fn chroot(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("+").parse(process)?;
    let Some((root, command)) = options.operands.split_first() else { return process.missing_operand() };
    let (gnu, status) = (!process.busybox(), if process.busybox() { 1 } else { 125 });
    let change = if gnu { "cannot change root directory to" } else { "can't change root directory to" };
    let path = process.absolute(root);
    let files = process.system.files();
    let there = match files.stat(&path, true) {
        Ok(_) if !files.identity().has(Right::SysChroot) => Err(Errno::NotPermitted),
        Ok(_) => files.real_path(&path),
        Err(errno) => Err(errno),
    };
    match there {
        Ok(real) if real == "/" => {}
        Ok(_) => return process.fail(status, "layercake does not simulate another root"),
        Err(errno) => return process.fail(status, &format!("{change} '{root}': {errno}")),
    }
    process.directory = "/".into();
    let shell = process.environment.get("SHELL").cloned().unwrap_or_else(|| "/bin/sh".into());
    let command = if command.is_empty() { vec![shell, "-i".into()] } else { command.to_vec() };
    let mut stdin = std::mem::take(&mut process.stdin);
    let ended = spawn(process, command, &mut stdin);
    process.stdin = stdin;
    ended
}

fn env(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted {
        letters: "+i0u:C:S:",
        long: &[("ignore-environment", 'i'), ("unset", 'u'), ("chdir", 'C'), ("null", '0'), ("split-string", 'S')],
        misuse: 125,
    };
    let options = accepted.parse(process)?;
    if options.has('i') {
        process.environment.clear();
    }
    for name in options.values('u') {
        process.environment.remove(name);
    }
    if let Some(directory) = options.value('C') {
        process.directory = process.absolute(directory);
    }
    let mut command: Vec<String> = options.values('S').flat_map(str::split_whitespace).map(String::from).collect();
    command.extend(options.operands.iter().cloned());
    if command.first().is_some_and(|word| word == "-") {
        process.environment.clear();
        command.remove(0);
    }
    let start = command.iter().position(|word| !word.contains('=')).unwrap_or(command.len());
    for (name, value) in command
        .drain(..start)
        .filter_map(|word| word.split_once('=').map(|(name, value)| (name.to_string(), value.to_string())))
    {
        process.environment.insert(name, value);
    }
    if command.is_empty() {
        let end = if options.has('0') { '\0' } else { '\n' };
        let text: String = process.environment.iter().map(|(name, value)| format!("{name}={value}{end}")).collect();
        process.print(&text)?;
        return Ok(0);
    }
    let mut stdin = std::mem::take(&mut process.stdin);
    let status = spawn(process, command, &mut stdin);
    process.stdin = stdin;
    status
}

fn printenv(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("0").parse(process)?;
    let mut status = 0;
    if options.operands.is_empty() {
        let text: String = process.environment.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        process.print(&text)?;
    }
    for name in &options.operands {
        match process.environment.get(name).cloned() {
            Some(value) => process.print(&format!("{value}\n"))?,
            None => status = 1,
        }
    }
    Ok(status)
}

fn nohup(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("+n:").parse(process)?;
    if options.operands.is_empty() {
        return process.missing_operand();
    }
    let mut stdin = std::mem::take(&mut process.stdin);
    let status = spawn(process, options.operands, &mut stdin);
    process.stdin = stdin;
    status
}
