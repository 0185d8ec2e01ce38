//! `docker volume inspect` (docker/cli `cli/command/volume/inspect.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Outcome;
use crate::client::inspector::{FORMAT, inspect};
use crate::client::shape::VOLUME;

pub static INSPECT: Command = Command {
    about: "Show everything about one or more volumes",
    synopsis: "[OPTIONS] VOLUME [VOLUME...]",
    count: Count::AtLeast(1),
    arguments: &[Argument::Volume],
    flags: &[&[&FORMAT]],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    inspect(docker, &given.arguments, given.text(&FORMAT), &mut |docker, name| {
        Ok((&VOLUME, docker.engine().volume_inspect(name)?))
    })
}
