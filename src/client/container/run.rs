//! `docker run` (docker/cli `cli/command/container/run.go`).

use super::connection::Peer;
use super::create::{CREATE_FLAGS, create, prepare, with_help};
use super::detach::{DETACH_KEYS, check_given_keys};
use super::flags::{ATTACH, FLAGS};
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch};

const DETACH: Switch = Switch::new("detach", "Print the container's ID and leave it running").short('d');

const RUN_FLAGS: Flags =
    &[&DETACH, &DETACH_KEYS, &Switch::new("sig-proxy", "Hand signals on to the process").default("true")];

pub static RUN: Command = Command {
    about: "Make a container of an image and run it",
    synopsis: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    aliases: "docker container run, docker run",
    count: Count::AtLeast(1),
    arguments: &[Argument::ImageOrPullable, Argument::Command],
    interspersed: false,
    flags: &[FLAGS, CREATE_FLAGS, RUN_FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut wanted = prepare(docker, given, "run")?;
    let detach = given.on(&DETACH);
    if detach {
        if !given.list(&ATTACH).is_empty() {
            return Err(Failure::new("conflicting options: cannot specify both --attach and --detach"));
        }
        wanted.detach();
    } else {
        docker.check_tty(wanted.streams.stdin, wanted.streams.tty)?;
    }
    check_given_keys(given)?;
    let id = create(docker, given, &wanted).map_err(from_container)?;
    let streams = wanted.streams;
    if !(streams.stdin || streams.stdout || streams.stderr) {
        let started = docker.engine().container_start(&id).map_err(Failure::from);
        // The ID is printed before it is known whether the start went well.
        docker.out_line(&id)?;
        return started.map(|_| ()).map_err(from_container);
    }
    docker.engine().container_attach(&id)?;
    docker.engine().container_start(&id).map_err(|error| from_container(error.into()))?;
    let ended = docker
        .attached(Peer::Container(id.clone()), streams, |engine, attached| engine.container_stream(&id, attached))?;
    docker.ended(&Peer::Container(id), ended)
}

/// The exit code that tells where a container failed: 127 not found, 126 not to be run, 125 anything else.
fn from_container(failure: Failure) -> Failure {
    if matches!(failure, Failure::Stop(_)) {
        return failure;
    }
    let words = failure.to_string();
    let has = |text: &str| words.contains(text);
    let code = match () {
        _ if has("executable file not found")
            || has("no such file or directory")
            || has("system cannot find the file specified") =>
        {
            127
        }
        _ if has("permission denied") || has("is a directory") => 126,
        _ => 125,
    };
    Failure::Status { code, message: with_help(&failure, "run") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_what_failed() {
        let code = |message: &str| from_container(Failure::Daemon { status: 400, message: message.into() }).code();
        assert_eq!(code("exec: \"x\": executable file not found in $PATH"), 127);
        assert_eq!(code("exec: \"/etc/passwd\": permission denied"), 126);
        assert_eq!(code("no command specified"), 125);
    }
}
