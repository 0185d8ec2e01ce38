//! `docker buildx` and `docker builder`: what belongs to the build cache and to images in registries.

pub(crate) mod imagetools;

use super::Client;
use super::arguments::Matches;
use super::command::{COMMAND, Command};
use super::failure::{Failure, Outcome};
use super::flag::{Flags, Number, Switch, Text};
use super::image::list::filters;
use super::image::prune::{FILTER, FORCE};
use crate::engine::api::Filters;
use crate::text::human_size;

/// The version of buildx that is followed.
const BUILDX_VERSION: &str = "v0.30.1";

/// The flags of the group.
pub(crate) const GROUP_FLAGS: Flags =
    &[&Text::new("builder", "Which builder").default("default"), &Switch::new("debug", "Say more").short('D')];

const ALL: Switch = Switch::new("all", "The parts that images came with too").short('a');

const PRUNE_FLAGS: Flags = &[
    &FORCE,
    &ALL,
    &FILTER,
    &Number::bytes("keep-storage", "How much may stay")
        .deprecated("keep-storage flag has been changed to max-used-space"),
    &Number::bytes("max-used-space", "How much may stay at most")
        .unsimulated("the cache is pruned whole; leave the flag out"),
    &Number::bytes("min-free-space", "How much of the disk must be free")
        .unsimulated("the cache is pruned whole; leave the flag out"),
    &Number::bytes("reserved-space", "How much always stays")
        .unsimulated("the cache is pruned whole; leave the flag out"),
    &Switch::new("verbose", "More about each record"),
];

pub(crate) static PRUNE: Command = Command {
    about: "Remove build cache",
    synopsis: "[OPTIONS]",
    flags: &[PRUNE_FLAGS, GROUP_FLAGS],
    run: prune,
    ..COMMAND
};

const DU_FLAGS: Flags = &[&FILTER, &Switch::new("verbose", "More about each record")];

pub(crate) static DU: Command = Command {
    about: "Show what the build cache takes",
    synopsis: "[OPTIONS]",
    flags: &[DU_FLAGS, GROUP_FLAGS],
    run: usage,
    ..COMMAND
};

pub(crate) static VERSION: Command = Command {
    about: "Print the version of buildx",
    run: |docker, _| docker.out_line(&format!("github.com/docker/buildx {BUILDX_VERSION} {}", super::table::COMMIT)),
    ..COMMAND
};

const HEAD: &str = "ID\t\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED";

fn prune(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let all = given.on(&ALL);
    let what = match all {
        true => "WARNING! This will remove all build cache. Are you sure you want to continue?",
        false => "WARNING! This will remove all dangling build cache. Are you sure you want to continue?",
    };
    if !given.on(&FORCE) && !docker.confirm(what)? {
        return Ok(());
    }
    let report = docker.engine().build_prune(all, &filters(given.list(&FILTER)))?;
    let deleted = report.caches_deleted.unwrap_or_default();
    if !deleted.is_empty() {
        docker.out_line(HEAD)?;
        for id in deleted {
            docker.out_line(&format!("{id:<40}\ttrue\t\t\t\t"))?;
        }
    }
    let total = human_size(report.space_reclaimed.unwrap_or(0) as f64);
    docker.out_line(&format!("Total:\t{total}"))
}

fn usage(docker: &mut Client<'_>, _given: &Matches) -> Outcome<()> {
    let cache = docker.engine().disk_usage()?.build_cache_usage.unwrap_or_default();
    let size = human_size(cache.total_size.unwrap_or(0) as f64);
    let reclaimable = human_size(cache.reclaimable.unwrap_or(0) as f64);
    docker.out(&format!("Reclaimable:\t{reclaimable}\nTotal:\t\t{size}\n"))
}

/// Prunes as part of `docker system prune`; gives the bytes that are free now and what went.
pub(crate) fn prune_cache(docker: &mut Client<'_>, all: bool, filters: &Filters) -> Outcome<(i64, String)> {
    let mut filters = filters.clone();
    filters.remove("label");
    filters.remove("label!");
    let report = docker.engine().build_prune(all, &filters).map_err(Failure::from)?;
    let deleted = report.caches_deleted.unwrap_or_default();
    let mut text = String::new();
    if !deleted.is_empty() {
        text.push_str("Deleted build cache objects:\n");
        for id in deleted {
            text.push_str(&format!("{id}\n"));
        }
    }
    Ok((report.space_reclaimed.unwrap_or(0), text))
}
