//! `docker volume prune` (docker/cli `cli/command/volume/prune.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Switch};
use crate::client::image::prune::{FORCE, finish, prune_filters};
use crate::engine::api::Filters;

const ALL: Switch = Switch::new("all", "Those with a name too").short('a');
const FILTER: List = List::filter("filter", "Only what fits the condition (e.g. \"label=<label>\")")
    .takes(Argument::Filter(&["all", "label", "label!"]));

const FLAGS: Flags = &[&ALL, &FILTER, &FORCE];

pub static PRUNE: Command =
    Command { about: "Remove volumes that no container uses", synopsis: "[OPTIONS]", flags: &[FLAGS], run, ..COMMAND };

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut filters = prune_filters(docker, given.list(&FILTER))?;
    let mut what = "anonymous local volumes";
    if given.on(&ALL) {
        if filters.contains_key("all") {
            return Err(Failure::new("conflicting options: cannot specify both --all and --filter all=1"));
        }
        filters.insert("all".into(), vec!["true".into()]);
        what = "all local volumes";
    }
    let question = format!(
        "WARNING! This will remove {what} not used by at least one container.\nAre you sure you want to continue?"
    );
    if !given.on(&FORCE) && !docker.confirm(&question)? {
        return Err(Failure::Cancelled);
    }
    let (reclaimed, text) = prune(docker, &filters)?;
    finish(docker, reclaimed, &text)
}

/// Prunes; gives the bytes that are free now and what went.
pub fn prune(docker: &mut Client<'_>, filters: &Filters) -> Outcome<(i64, String)> {
    let report = docker.engine().volume_prune(filters)?;
    let names = report.volumes_deleted.unwrap_or_default();
    let mut text = String::new();
    if !names.is_empty() {
        text.push_str("Deleted Volumes:\n");
        text.extend(names.iter().map(|name| format!("{name}\n")));
    }
    Ok((report.space_reclaimed.unwrap_or(0), text))
}
