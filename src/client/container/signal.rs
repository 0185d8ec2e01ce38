//! `docker stop`, `restart`, `kill`, `pause`, `unpause` (docker/cli `cli/command/container`).

use super::each::each;
use crate::client::Client;
use crate::client::argument::{self, Argument};
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Number, Text};

const SYNOPSIS: &str = "[OPTIONS] CONTAINER [CONTAINER...]";

const SIGNAL: Text = Text::new("signal", "The signal that asks it to end").short('s').takes(argument::SIGNAL);
const TIMEOUT: Number = Number::int("timeout", "Seconds until it is killed").short('t');
const TIME: Number = Number::int("time", "Seconds until it is killed").deprecated("use --timeout instead");

const STOP_FLAGS: Flags = &[&SIGNAL, &TIMEOUT, &TIME];
const SENT: Text = Text::new("signal", "The signal to send").short('s').takes(argument::SIGNAL);

const KILL_FLAGS: Flags = &[&SENT];

pub static STOP: Command = Command {
    about: "Stop one or more running containers",
    synopsis: SYNOPSIS,
    aliases: "docker container stop, docker stop",
    count: Count::AtLeast(1),
    arguments: &[Argument::RunningContainer],
    flags: &[STOP_FLAGS],
    run: |docker, given| {
        let timeout = timeout(given)?;
        let signal = given.text(&SIGNAL);
        each(docker, &given.arguments, |engine, name| engine.container_stop(name, signal, timeout))
    },
    ..COMMAND
};

pub static RESTART: Command = Command {
    about: "Stop one or more containers and start them again",
    synopsis: SYNOPSIS,
    aliases: "docker container restart, docker restart",
    count: Count::AtLeast(1),
    arguments: &[Argument::Container],
    flags: &[STOP_FLAGS],
    run: |docker, given| {
        let timeout = timeout(given)?;
        let signal = given.text(&SIGNAL);
        each(docker, &given.arguments, |engine, name| engine.container_restart(name, signal, timeout))
    },
    ..COMMAND
};

pub static KILL: Command = Command {
    about: "Kill one or more running containers",
    synopsis: SYNOPSIS,
    aliases: "docker container kill, docker kill",
    count: Count::AtLeast(1),
    arguments: &[Argument::RunningContainer],
    flags: &[KILL_FLAGS],
    run: |docker, given| {
        let signal = given.text(&SENT);
        each(docker, &given.arguments, |engine, name| engine.container_kill(name, signal))
    },
    ..COMMAND
};

pub static PAUSE: Command = Command {
    about: "Freeze everything that runs in one or more containers",
    synopsis: "CONTAINER [CONTAINER...]",
    aliases: "docker container pause, docker pause",
    count: Count::AtLeast(1),
    arguments: &[Argument::RunningContainer],
    run: |docker, given| pause(docker, given, true),
    ..COMMAND
};

pub static UNPAUSE: Command = Command {
    about: "Let frozen containers go on",
    synopsis: "CONTAINER [CONTAINER...]",
    aliases: "docker container unpause, docker unpause",
    count: Count::AtLeast(1),
    arguments: &[Argument::RunningContainer],
    run: |docker, given| pause(docker, given, false),
    ..COMMAND
};

fn pause(docker: &mut Client<'_>, given: &Matches, pause: bool) -> Outcome<()> {
    each(docker, &given.arguments, |engine, name| engine.container_pause(name, pause))
}

fn timeout(given: &Matches) -> Outcome<Option<i64>> {
    match (given.changed(&TIMEOUT), given.changed(&TIME)) {
        (true, true) => Err(Failure::new("conflicting options: cannot specify both --timeout and --time")),
        (true, false) => Ok(Some(given.number(&TIMEOUT))),
        (false, true) => Ok(Some(given.number(&TIME))),
        (false, false) => Ok(None),
    }
}
