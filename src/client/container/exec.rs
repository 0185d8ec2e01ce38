//! `docker exec` (docker/cli `cli/command/container/exec.go`).

use super::connection::{Peer, Streams};
use super::detach::{DETACH_KEYS, check_given_keys};
use super::variables::{check_variable, read_variables};
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Outcome;
use crate::client::flag::{Flags, List, Switch, Text};
use crate::engine::api::models::ExecConfig;
use crate::shell::Stream;

const DETACH: Switch = Switch::new("detach", "Don't wait for the command").short('d');
const ENV: List =
    List::new("env", "An environment variable").short('e').checked(check_variable).takes(Argument::Variable);
const ENV_FILE: List = List::new("env-file", "A file of environment variables").takes(Argument::Path);
const INTERACTIVE: Switch = Switch::new("interactive", "Connect standard input").short('i');
const PRIVILEGED: Switch = Switch::new("privileged", "With all rights of the host's root");
const TTY: Switch = Switch::new("tty", "With a terminal").short('t');
const USER: Text = Text::new("user", "Who runs it: name or ID (format: \"<name|uid>[:<group|gid>]\")").short('u');
const WORKDIR: Text = Text::new("workdir", "The directory to run it in").short('w');

const FLAGS: Flags = &[&DETACH, &DETACH_KEYS, &ENV, &ENV_FILE, &INTERACTIVE, &PRIVILEGED, &TTY, &USER, &WORKDIR];

pub static EXEC: Command = Command {
    about: "Run one more command in a running container",
    synopsis: "[OPTIONS] CONTAINER COMMAND [ARG...]",
    aliases: "docker container exec, docker exec",
    count: Count::AtLeast(2),
    arguments: &[Argument::RunningContainer, Argument::Command],
    interspersed: false,
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let name = given.argument(0);
    let variables = read_variables(docker, given.list(&ENV_FILE), given.list(&ENV), true)?;
    check_given_keys(given)?;
    let (detach, tty) = (given.on(&DETACH), given.on(&TTY));
    let stdin = given.on(&INTERACTIVE) && !detach;
    docker.engine().container_inspect(name, false)?;
    if !detach {
        docker.check_tty(stdin, tty)?;
    }
    let text = |flag: &Text| Some(given.text(flag).to_string()).filter(|text| !text.is_empty());
    let size = docker.output.terminal(Stream::Out).filter(|_| tty);
    let config = ExecConfig {
        attach_stdin: Some(stdin),
        attach_stdout: Some(!detach),
        attach_stderr: Some(!detach),
        console_size: size.map(|size| vec![usize::from(size.rows), usize::from(size.columns)]),
        tty: Some(tty),
        env: Some(variables).filter(|variables| !variables.is_empty()),
        cmd: Some(given.arguments.get(1..).unwrap_or(&[]).to_vec()),
        privileged: Some(given.on(&PRIVILEGED)),
        detach_keys: text(&DETACH_KEYS),
        user: text(&USER),
        working_dir: text(&WORKDIR),
    };
    let id = docker.engine().exec_create(name, &config)?;
    if detach {
        docker.engine().exec_start(&id, None)?;
        return Ok(());
    }
    let streams = Streams { stdin, stdout: true, stderr: true, tty };
    let ended =
        docker.attached(Peer::Exec(id.clone()), streams, |engine, attached| engine.exec_start(&id, Some(attached)))?;
    docker.ended(&Peer::Exec(id), ended)
}
