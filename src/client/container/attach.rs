//! `docker attach` (docker/cli `cli/command/container/attach.go`).

use serde_json::Value;

use super::connection::{Peer, Streams};
use super::detach::{DETACH_KEYS, check_keys};
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch};

const NO_STDIN: Switch = Switch::new("no-stdin", "Without standard input");

const FLAGS: Flags =
    &[&DETACH_KEYS, &NO_STDIN, &Switch::new("sig-proxy", "Hand signals on to the process").default("true")];

pub static ATTACH: Command = Command {
    about: "Connect to what a running container reads and prints",
    synopsis: "[OPTIONS] CONTAINER",
    aliases: "docker container attach, docker attach",
    count: Count::Exactly(1),
    arguments: &[Argument::RunningContainer],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    check_keys(docker, given)?;
    let inspected = docker.engine().container_inspect(given.argument(0), false)?;
    let is = |pointer: &str| inspected.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
    if !is("/State/Running") {
        return Err(Failure::new("cannot attach to a stopped container, start it first"));
    }
    if is("/State/Paused") {
        return Err(Failure::new("cannot attach to a paused container, unpause it first"));
    }
    let tty = is("/Config/Tty");
    let with_input = !given.on(&NO_STDIN);
    docker.check_tty(with_input, tty)?;
    let streams = Streams { stdin: with_input && is("/Config/OpenStdin"), stdout: true, stderr: true, tty };
    let id = inspected.get("Id").and_then(Value::as_str).unwrap_or(given.argument(0)).to_string();
    docker.engine().container_attach(&id)?;
    docker.tell_size(&Peer::Container(id.clone()), streams)?;
    let ended = docker
        .attached(Peer::Container(id.clone()), streams, |engine, attached| engine.container_stream(&id, attached))?;
    docker.ended(&Peer::Container(id), ended)
}
