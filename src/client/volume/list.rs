//! `docker volume ls` (docker/cli `cli/command/volume/list.go`).

use super::context::{HEADS, row};
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::Outcome;
use crate::client::flag::{Flags, Switch};
use crate::client::image::list::{FILTER, FORMAT, filters};
use crate::client::listing::{self, TABLE_KEY};

const QUIET: Switch = Switch::new("quiet", "Only names").short('q');

const FLAGS: Flags = &[
    &Switch::new("cluster", "Only volumes of a cluster").hidden().unsimulated("there is no Swarm; leave the flag out"),
    &FILTER.takes(Argument::Filter(&["dangling", "driver", "label", "name"])),
    &FORMAT.takes(Argument::Format(HEADS)),
    &QUIET,
];

pub static LS: Command = Command {
    about: "List volumes",
    synopsis: "[OPTIONS]",
    aliases: "docker volume ls, docker volume list",
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let volumes = docker.engine().volume_list(&filters(given.list(&FILTER)))?;
    let quiet = given.on(&QUIET);
    let mut format = given.text(&FORMAT).to_string();
    if format.is_empty() && !quiet {
        format = docker.load_settings()?.text("volumesFormat").to_string();
    }
    let format = match format.as_str() {
        "" | TABLE_KEY if quiet => "{{.Name}}",
        "" | TABLE_KEY => "table {{.Driver}}\t{{.Name}}",
        "raw" if quiet => "name: {{.Name}}",
        "raw" => "name: {{.Name}}\ndriver: {{.Driver}}\n",
        own => own,
    };
    listing::print(docker, format, HEADS, volumes.iter().map(row).collect())
}
