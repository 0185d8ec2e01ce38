//! `docker diff` (docker/cli `cli/command/container/diff.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Outcome;
use crate::engine::api::models::ChangeType;

pub static DIFF: Command = Command {
    about: "Show what a container changed in its file system",
    synopsis: "CONTAINER",
    aliases: "docker container diff, docker diff",
    count: Count::Exactly(1),
    arguments: &[Argument::Container],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut text = String::new();
    for change in docker.engine().container_changes(given.argument(0))? {
        let letter = match change.kind {
            ChangeType::_0 => 'C',
            ChangeType::_1 => 'A',
            ChangeType::_2 => 'D',
        };
        text.push_str(&format!("{letter} {}\n", change.path));
    }
    docker.out(&text)
}
