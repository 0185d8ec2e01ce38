//! `docker image prune` (docker/cli `cli/command/image/prune.go`).

use super::list::filters;
use crate::client::Client;
use crate::client::argument::PRUNE_FILTER;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Switch};
use crate::engine::api::Filters;
use crate::text::human_size;

/// `--filter` of a prune command.
pub const FILTER: List =
    List::filter("filter", "Only what fits the condition (e.g. \"until=<timestamp>\")").takes(PRUNE_FILTER);
/// `--force` of a prune command.
pub const FORCE: Switch = Switch::new("force", "Don't ask").short('f');

const ALL: Switch =
    Switch::new("all", "Remove every image that no container uses, not only the dangling ones").short('a');

const FLAGS: Flags = &[&FORCE, &ALL, &FILTER];

pub static PRUNE: Command =
    Command { about: "Remove images that nobody uses", synopsis: "[OPTIONS]", flags: &[FLAGS], run, ..COMMAND };

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let all = given.on(&ALL);
    let what = match all {
        true => "all images without at least one container associated to them",
        false => "all dangling images",
    };
    let filters = prune_filters(docker, given.list(&FILTER))?;
    if !given.on(&FORCE)
        && !docker.confirm(&format!("WARNING! This will remove {what}.\nAre you sure you want to continue?"))?
    {
        return Err(Failure::Cancelled);
    }
    let (reclaimed, text) = prune(docker, all, filters)?;
    finish(docker, reclaimed, &text)
}

/// Filters, with those of the settings.
pub fn prune_filters(docker: &mut Client<'_>, given: &[String]) -> Outcome<Filters> {
    let mut filters = filters(given);
    for filter in docker.load_settings()?.list("pruneFilters") {
        let Some((key, value)) = filter.split_once('=') else { continue };
        let opposite = if key == "label" { "label!" } else { "label" };
        let contradicted = key.starts_with("label")
            && filters.get(opposite).is_some_and(|values| values.iter().any(|given| given == value));
        if !contradicted {
            filters.entry(key.into()).or_default().push(value.into());
        }
    }
    Ok(filters)
}

/// Prunes; gives the bytes that are free now and what went.
pub fn prune(docker: &mut Client<'_>, all: bool, mut filters: Filters) -> Outcome<(i64, String)> {
    let dangling = filters.entry("dangling".into()).or_default();
    if !dangling.contains(&(!all).to_string()) {
        dangling.push((!all).to_string());
    }
    let report = docker.engine().image_prune(&filters)?;
    let mut text = String::new();
    for item in report.images_deleted.unwrap_or_default() {
        if text.is_empty() {
            text.push_str("Deleted Images:\n");
        }
        match item.untagged.filter(|name| !name.is_empty()) {
            Some(name) => text.push_str(&format!("untagged: {name}\n")),
            None => text.push_str(&format!("deleted: {}\n", item.deleted.unwrap_or_default())),
        }
    }
    Ok((report.space_reclaimed.unwrap_or(0), text))
}

/// The last lines of a prune command.
pub fn finish(docker: &mut Client<'_>, reclaimed: i64, text: &str) -> Outcome<()> {
    if !text.is_empty() {
        docker.out_line(text)?;
    }
    docker.out_line(&format!("Total reclaimed space: {}", human_size(reclaimed as f64)))
}
