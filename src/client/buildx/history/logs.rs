//! `docker buildx history logs` (buildx `commands/history/logs.go`).

use super::super::GROUP_FLAGS;
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::build::show_again;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Outcome;
use crate::client::flag::{Flags, Text};

const PROGRESS: Text = Text::new("progress", "How progress is shown (plain, rawjson, tty)")
    .default("plain")
    .takes(Argument::OneOf(&["plain", "rawjson", "tty"]));
const FLAGS: Flags = &[&PROGRESS];

pub static LOGS: Command = Command {
    about: "Show a build's progress again",
    synopsis: "[OPTIONS] [REF]",
    count: Count::Plainly(1),
    flags: &[FLAGS, GROUP_FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let record = docker.build_record(given.argument(0))?;
    show_again(docker, given.text(&PROGRESS), &record.log)
}
