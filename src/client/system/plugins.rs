//! `docker plugin ls` (docker/cli `cli/command/plugin/list.go`): there are none.

use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::Outcome;
use crate::client::flag::{Flags, Switch};
use crate::client::image::list::{FILTER, FORMAT, NO_TRUNC};
use crate::client::listing::{self, Heads, TABLE_KEY};

const QUIET: Switch = Switch::new("quiet", "Only IDs").short('q');
const FLAGS: Flags = &[&FILTER, &FORMAT, &NO_TRUNC, &QUIET];

pub static LS: Command = Command {
    about: "List plugins",
    synopsis: "[OPTIONS]",
    aliases: "docker plugin ls, docker plugin list",
    flags: &[FLAGS],
    run,
    ..COMMAND
};

const HEADS: Heads = &[
    ("ID", "ID"),
    ("Name", "NAME"),
    ("Description", "DESCRIPTION"),
    ("Enabled", "ENABLED"),
    ("PluginReference", "PLUGIN REFERENCE"),
];
const TABLE: &str = "table {{.ID}}\t{{.Name}}\t{{.Description}}\t{{.Enabled}}";

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let format = match given.text(&FORMAT) {
        _ if given.on(&QUIET) => "{{.ID}}",
        "" | TABLE_KEY => TABLE,
        own => own,
    };
    listing::print(docker, format, HEADS, Vec::new())
}
