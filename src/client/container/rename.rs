//! `docker rename` (docker/cli `cli/command/container/rename.go`).

use crate::client::argument::Argument;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Failure;

pub static RENAME: Command = Command {
    about: "Rename a container",
    synopsis: "CONTAINER NEW_NAME",
    aliases: "docker container rename, docker rename",
    count: Count::Exactly(2),
    arguments: &[Argument::Container, Argument::Word],
    run: |docker, given| {
        let renamed = docker.engine().container_rename(given.argument(0), given.argument(1));
        renamed.map_err(|error| Failure::from(error).context("failed to rename container"))
    },
    ..COMMAND
};
