//! `docker export` (docker/cli `cli/command/container/export.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Outcome;
use crate::client::flag::{Flags, Text};
use crate::client::image::save::{check_target, write};

const OUTPUT: Text =
    Text::new("output", "The file to write, instead of standard output").takes(Argument::Path).short('o');

const FLAGS: Flags = &[&OUTPUT];

pub static EXPORT: Command = Command {
    about: "Write a container's file system as a tar archive",
    synopsis: "[OPTIONS] CONTAINER",
    aliases: "docker container export, docker export",
    count: Count::Exactly(1),
    arguments: &[Argument::Container],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let to = given.text(&OUTPUT);
    check_target(docker, to, "container")?;
    let archive = docker.engine().container_export(given.argument(0))?;
    write(docker, to, archive, "container")
}
