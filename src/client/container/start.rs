//! `docker start` (docker/cli `cli/command/container/start.go`).

use serde_json::Value;

use super::connection::{Peer, Streams};
use super::detach::{DETACH_KEYS, check_keys};
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch, Text};

const NO_CHECKPOINTS: &str = "there are no checkpoints; leave the flag out";

const ATTACH: Switch = Switch::new("attach", "Show what it prints, until it ends").short('a');
const INTERACTIVE: Switch = Switch::new("interactive", "Connect standard input").short('i');

const FLAGS: Flags = &[
    &ATTACH,
    &Text::new("checkpoint", "The checkpoint to go on from").hidden().unsimulated(NO_CHECKPOINTS),
    &Text::new("checkpoint-dir", "Where the checkpoint is").hidden().unsimulated(NO_CHECKPOINTS),
    &DETACH_KEYS,
    &INTERACTIVE,
];

pub static START: Command = Command {
    about: "Start one or more stopped containers",
    synopsis: "[OPTIONS] CONTAINER [CONTAINER...]",
    aliases: "docker container start, docker start",
    count: Count::AtLeast(1),
    arguments: &[Argument::Container],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    check_keys(docker, given)?;
    let interactive = given.on(&INTERACTIVE);
    if !given.on(&ATTACH) && !interactive {
        return start_all(docker, &given.arguments);
    }
    if given.arguments.len() > 1 {
        return Err(Failure::new("you cannot start and attach multiple containers at once"));
    }
    let inspected = docker.engine().container_inspect(given.argument(0), false)?;
    let is = |pointer: &str| inspected.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
    let streams =
        Streams { stdin: interactive && is("/Config/OpenStdin"), stdout: true, stderr: true, tty: is("/Config/Tty") };
    let id = inspected.get("Id").and_then(Value::as_str).unwrap_or(given.argument(0)).to_string();
    docker.engine().container_attach(&id)?;
    docker.engine().container_start(&id)?;
    let ended = docker
        .attached(Peer::Container(id.clone()), streams, |engine, attached| engine.container_stream(&id, attached))?;
    docker.ended(&Peer::Container(id), ended)
}

fn start_all(docker: &mut Client<'_>, names: &[String]) -> Outcome<()> {
    let mut failed = Vec::new();
    for name in names {
        match docker.engine().container_start(name).map_err(Failure::from) {
            Ok(_) => docker.out_line(name)?,
            Err(failure @ Failure::Stop(_)) => return Err(failure),
            Err(failure) => {
                docker.err_line(&failure.to_string())?;
                failed.push(name.as_str());
            }
        }
    }
    match failed.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(format!("failed to start containers: {}", failed.join(", ")))),
    }
}
