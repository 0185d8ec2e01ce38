//! `docker stop`, `restart`, `kill`, `pause`, `unpause` (docker/cli `cli/command/container`).

use super::each::each;
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flag, Kind, flag};

const SYNOPSIS: &str = "[OPTIONS] CONTAINER [CONTAINER...]";

const STOP_FLAGS: &[Flag] = &[
    flag("signal", Kind::Text, "The signal that asks it to end").short('s'),
    flag("timeout", Kind::Int, "Seconds until it is killed").short('t'),
    flag("time", Kind::Int, "Seconds until it is killed").deprecated("use --timeout instead"),
];
const KILL_FLAGS: &[Flag] = &[flag("signal", Kind::Text, "The signal to send").short('s')];

pub(crate) static STOP: Command = Command {
    about: "Stop one or more running containers",
    synopsis: SYNOPSIS,
    aliases: "docker container stop, docker stop",
    count: Count::AtLeast(1),
    flags: &[STOP_FLAGS],
    run: |docker, given| {
        let timeout = timeout(given)?;
        let signal = given.text("signal");
        each(docker, &given.arguments, |engine, name| engine.container_stop(name, signal, timeout))
    },
    ..COMMAND
};

pub(crate) static RESTART: Command = Command {
    about: "Stop one or more containers and start them again",
    synopsis: SYNOPSIS,
    aliases: "docker container restart, docker restart",
    count: Count::AtLeast(1),
    flags: &[STOP_FLAGS],
    run: |docker, given| {
        let timeout = timeout(given)?;
        let signal = given.text("signal");
        each(docker, &given.arguments, |engine, name| engine.container_restart(name, signal, timeout))
    },
    ..COMMAND
};

pub(crate) static KILL: Command = Command {
    about: "Kill one or more running containers",
    synopsis: SYNOPSIS,
    aliases: "docker container kill, docker kill",
    count: Count::AtLeast(1),
    flags: &[KILL_FLAGS],
    run: |docker, given| {
        let signal = given.text("signal");
        each(docker, &given.arguments, |engine, name| engine.container_kill(name, signal))
    },
    ..COMMAND
};

pub(crate) static PAUSE: Command = Command {
    about: "Freeze everything that runs in one or more containers",
    synopsis: "CONTAINER [CONTAINER...]",
    aliases: "docker container pause, docker pause",
    count: Count::AtLeast(1),
    run: |docker, given| pause(docker, given, true),
    ..COMMAND
};

pub(crate) static UNPAUSE: Command = Command {
    about: "Let frozen containers go on",
    synopsis: "CONTAINER [CONTAINER...]",
    aliases: "docker container unpause, docker unpause",
    count: Count::AtLeast(1),
    run: |docker, given| pause(docker, given, false),
    ..COMMAND
};

fn pause(docker: &mut Client<'_>, given: &Matches, pause: bool) -> Outcome<()> {
    each(docker, &given.arguments, |engine, name| engine.container_pause(name, pause))
}

fn timeout(given: &Matches) -> Outcome<Option<i64>> {
    match (given.changed("timeout"), given.changed("time")) {
        (true, true) => Err(Failure::new("conflicting options: cannot specify both --timeout and --time")),
        (true, false) => Ok(Some(given.int("timeout"))),
        (false, true) => Ok(Some(given.int("time"))),
        (false, false) => Ok(None),
    }
}
