//! `docker rm` (docker/cli `cli/command/container/rm.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch};

const FORCE: Switch = Switch::new("force", "Kill it first if it runs").short('f');
const VOLUMES: Switch = Switch::new("volumes", "Its anonymous volumes too").short('v');

const FLAGS: Flags = &[
    &FORCE,
    &Switch::new("link", "Remove the link of this name")
        .short('l')
        .unsimulated("there are no links; remove the container"),
    &VOLUMES,
];

pub static RM: Command = Command {
    about: "Remove one or more containers",
    synopsis: "[OPTIONS] CONTAINER [CONTAINER...]",
    aliases: "docker container rm, docker container remove, docker rm",
    count: Count::AtLeast(1),
    arguments: &[Argument::Container],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let (force, volumes) = (given.on(&FORCE), given.on(&VOLUMES));
    let mut failures = Vec::new();
    for name in &given.arguments {
        let id = name.trim_matches('/');
        if id.is_empty() {
            failures.push(Failure::new("container name cannot be empty"));
            continue;
        }
        match docker.engine().container_remove(id, force, volumes).map_err(Failure::from) {
            Ok(()) => docker.out_line(name)?,
            Err(failure @ Failure::Stop(_)) => return Err(failure),
            Err(failure) if force && failure.is_not_found() => {}
            Err(failure) => failures.push(failure),
        }
    }
    Failure::join(failures)
}
