//! `docker top` (docker/cli `cli/command/container/top.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Outcome;
use crate::text::Columns;

pub static TOP: Command = Command {
    about: "Show what runs in a container",
    synopsis: "CONTAINER [ps OPTIONS]",
    aliases: "docker container top, docker top",
    count: Count::AtLeast(1),
    arguments: &[Argument::RunningContainer, Argument::Word],
    interspersed: false,
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let options = given.arguments.get(1..).unwrap_or(&[]).join(" ");
    let list = docker.engine().container_top(given.argument(0), &options)?;
    let mut lines = vec![list.titles.unwrap_or_default()];
    lines.extend(list.processes.unwrap_or_default());
    let text: String = lines.iter().map(|line| line.join("\t") + "\n").collect();
    docker.out(&Columns { minimum: 20, padding: 3 }.align(&text))
}
