//! `docker container prune` (docker/cli `cli/command/container/prune.go`).

use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::Flags;
use crate::client::image::prune::{FILTER, FORCE, finish, prune_filters};
use crate::engine::api::Filters;

const FLAGS: Flags = &[&FORCE, &FILTER];

pub static PRUNE: Command =
    Command { about: "Remove all stopped containers", synopsis: "[OPTIONS]", flags: &[FLAGS], run, ..COMMAND };

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let filters = prune_filters(docker, given.list(&FILTER))?;
    let question = "WARNING! This will remove all stopped containers.\nAre you sure you want to continue?";
    if !given.on(&FORCE) && !docker.confirm(question)? {
        return Err(Failure::Cancelled);
    }
    let (reclaimed, text) = prune(docker, &filters)?;
    finish(docker, reclaimed, &text)
}

/// Prunes; gives the bytes that are free now and what went.
pub fn prune(docker: &mut Client<'_>, filters: &Filters) -> Outcome<(i64, String)> {
    let report = docker.engine().container_prune(filters)?;
    let deleted = report.containers_deleted.unwrap_or_default();
    if deleted.is_empty() {
        return Ok((0, String::new()));
    }
    let text = deleted.iter().fold("Deleted Containers:\n".to_string(), |text, id| text + id + "\n");
    Ok((report.space_reclaimed.unwrap_or(0), text))
}
