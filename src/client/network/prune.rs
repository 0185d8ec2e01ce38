//! `docker network prune` (docker/cli `cli/command/network/prune.go`).

use crate::client::Client;
use crate::client::argument::PRUNE_FILTER;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List};
use crate::client::image::prune::{FORCE, prune_filters};
use crate::engine::api::Filters;

const FILTER: List =
    List::filter("filter", "Only what fits the condition (e.g. \"until=<timestamp>\")").takes(PRUNE_FILTER);
const FLAGS: Flags = &[&FILTER, &FORCE];

pub static PRUNE: Command =
    Command { about: "Remove networks that no container uses", synopsis: "[OPTIONS]", flags: &[FLAGS], run, ..COMMAND };

const QUESTION: &str = "WARNING! This will remove all custom networks not used by at least one container.\n\
                        Are you sure you want to continue?";

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let filters = prune_filters(docker, given.list(&FILTER))?;
    if !given.on(&FORCE) && !docker.confirm(QUESTION)? {
        return Err(Failure::Cancelled);
    }
    let text = prune(docker, &filters)?;
    if text.is_empty() { Ok(()) } else { docker.out_line(&text) }
}

/// Prunes; gives what went.
pub fn prune(docker: &mut Client<'_>, filters: &Filters) -> Outcome<String> {
    let names = docker.engine().network_prune(filters)?;
    let mut text = String::new();
    if !names.is_empty() {
        text.push_str("Deleted Networks:\n");
        text.extend(names.iter().map(|name| format!("{name}\n")));
    }
    Ok(text)
}
