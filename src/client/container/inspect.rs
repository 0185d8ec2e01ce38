//! `docker container inspect` (docker/cli `cli/command/container/inspect.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Outcome;
use crate::client::flag::{Flags, Switch};
use crate::client::inspector::{FORMAT, inspect};
use crate::client::shape::CONTAINER;

const SIZE: Switch = Switch::new("size", "The sizes too").short('s');

const FLAGS: Flags = &[&FORMAT, &SIZE];

pub static INSPECT: Command = Command {
    about: "Show everything about one or more containers",
    synopsis: "[OPTIONS] CONTAINER [CONTAINER...]",
    count: Count::AtLeast(1),
    arguments: &[Argument::Container],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let size = given.on(&SIZE);
    inspect(docker, &given.arguments, given.text(&FORMAT), &mut |docker, name| {
        Ok((&CONTAINER, docker.engine().container_inspect(name, size)?))
    })
}
