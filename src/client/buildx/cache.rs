//! `docker buildx du` and `docker buildx prune` (buildx `commands/diskusage.go`, `prune.go`): what the build cache takes.

use super::{ALL, VERBOSE};
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Number, Text};
use crate::client::image::list::filters;
use crate::client::image::prune::{FILTER, FORCE, prune_filters};
use crate::client::listing::{self, Heads, TABLE_KEY, is_table};
use crate::client::template::{Object, go_time};
use crate::clock::Timestamp;
use crate::engine::api::{CachePrune, CacheUsage, Filters};
use crate::text::{align_with_tabs, human_duration, human_size, parse_duration, quote};

const FORMAT: Text = Text::new("format", "How to show the records").takes(Argument::Format(HEADS));
const KEEP_STORAGE: Number =
    Number::bytes("keep-storage", "How much stays").deprecated("keep-storage flag has been changed to reserved-space");
const RESERVED: Number = Number::bytes("reserved-space", "How much always stays");
const MOST_USED: Number = Number::bytes("max-used-space", "How much may stay at most");
const LEAST_FREE: Number = Number::bytes("min-free-space", "How much of the disk is to be free");

const PRUNE_FLAGS: Flags = &[&FORCE, &ALL, &FILTER, &KEEP_STORAGE, &MOST_USED, &LEAST_FREE, &RESERVED, &VERBOSE];

pub static PRUNE: Command = Command {
    about: "Remove build cache",
    synopsis: "[OPTIONS]",
    flags: &[PRUNE_FLAGS, super::GROUP_FLAGS],
    run: prune,
    ..COMMAND
};

const DU_FLAGS: Flags = &[&FILTER, &FORMAT, &VERBOSE];

pub static DU: Command = Command {
    about: "Show what the build cache takes",
    synopsis: "[OPTIONS]",
    flags: &[DU_FLAGS, super::GROUP_FLAGS],
    run: usage,
    ..COMMAND
};

const HEADS: Heads = &[
    ("ID", "ID"),
    ("Parents", "PARENTS"),
    ("CreatedAt", "CREATED AT"),
    ("Mutable", "MUTABLE"),
    ("Reclaimable", "RECLAIMABLE"),
    ("Shared", "SHARED"),
    ("Size", "SIZE"),
    ("Description", "DESCRIPTION"),
    ("UsageCount", "USAGE COUNT"),
    ("LastUsedAt", "LAST ACCESSED"),
    ("Type", "TYPE"),
];
const TABLE: &str = "table {{.ID}}\t{{.Reclaimable}}\t{{.Size}}\t{{.LastUsedAt}}";
const PRUNE_HEAD: &str = "ID\tRECLAIMABLE\tSIZE\tLAST ACCESSED\n";

fn prune(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let all = given.on(&ALL);
    let filters = cache_filters(prune_filters(docker, given.list(&FILTER))?)?;
    let what = match all {
        true => "WARNING! This will remove all build cache. Are you sure you want to continue?",
        false => "WARNING! This will remove all dangling build cache. Are you sure you want to continue?",
    };
    if !given.on(&FORCE) && !docker.confirm(what)? {
        return Ok(());
    }
    let size = |flag: &Number| u64::try_from(given.number(flag)).unwrap_or(0);
    let reserved_space = size(&RESERVED).max(size(&KEEP_STORAGE));
    let wanted = CachePrune {
        all,
        filters,
        reserved_space,
        max_used_space: size(&MOST_USED),
        min_free_space: size(&LEAST_FREE),
    };
    let gone = docker.engine().build_cache_prune(&wanted)?;
    let total: u64 = gone.iter().map(|record| record.size).sum();
    if given.on(&VERBOSE) {
        for record in &gone {
            docker.out(&align_with_tabs(&verbose(record)))?;
        }
    } else {
        // The head is set together with the first row, each other row alone.
        let mut head = PRUNE_HEAD;
        for record in &gone {
            docker.out(&align_with_tabs(&format!("{head}{}", prune_row(docker.now, record))))?;
            head = "";
        }
    }
    docker.out(&align_with_tabs(&format!("Total:\t{}\n", human_size(total as f64))))
}

fn prune_row(now: Timestamp, record: &CacheUsage) -> String {
    let star = |on: bool| if on { "*" } else { "" };
    let id = format!("{}{}", record.id, star(record.mutable));
    let size = format!("{}{}", human_size(record.size as f64), star(record.shared));
    format!("{id:<40}\t{:<5}\t{size:<10}\t{}\n", !record.in_use, last_used(now, record))
}

/// A record as `--verbose` of prune shows it (`printVerbose`).
fn verbose(record: &CacheUsage) -> String {
    let mut text = format!("ID:\t{}\n", record.id);
    if !record.parents.is_empty() {
        text.push_str(&format!("Parents:\t{}\n", record.parents.join(",")));
    }
    text.push_str(&format!("Created at:\t{}\n", go_time(record.created)));
    text.push_str(&format!("Mutable:\t{}\n", record.mutable));
    text.push_str(&format!("Reclaimable:\t{}\n", !record.in_use));
    text.push_str(&format!("Shared:\t{}\n", record.shared));
    text.push_str(&format!("Size:\t{}\n", human_size(record.size as f64)));
    if !record.description.is_empty() {
        text.push_str(&format!("Description:\t{}\n", record.description));
    }
    text.push_str(&format!("Usage count:\t{}\n", record.usage_count));
    if let Some(used) = record.last_used {
        text.push_str(&format!("Last used:\t{}\n", go_time(used)));
    }
    text + &format!("Type:\t{}\n\n", record.kind.as_str())
}

fn last_used(now: Timestamp, record: &CacheUsage) -> String {
    record.last_used.map_or(String::new(), |used| format!("{} ago", human_duration(now.since(used))))
}

fn usage(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let asked = given.text(&FORMAT);
    let (table, pretty) = match (asked, given.on(&VERBOSE)) {
        ("", true) | ("pretty", false) => (false, true),
        ("" | TABLE_KEY, false) => (true, false),
        (_, true) => return Err(Failure::new("ERROR: --format and --verbose cannot be used together")),
        _ => (false, false),
    };
    let filters = cache_filters(filters(given.list(&FILTER)))?;
    let filtered = !filters.is_empty();
    let records = docker.engine().build_cache(&filters)?;
    if pretty {
        for record in &records {
            docker.out(&pretty_record(docker.now, record))?;
        }
    } else {
        let format = if table { TABLE } else { asked };
        let now = docker.now;
        let rows = records.iter().map(|record| row(now, record, is_table(format))).collect();
        listing::print(docker, format, HEADS, rows)?;
    }
    if filtered || !(table || pretty) {
        return Ok(());
    }
    let sum =
        |which: &dyn Fn(&&CacheUsage) -> bool| records.iter().filter(which).map(|record| record.size).sum::<u64>();
    let (total, shared) = (sum(&|_| true), sum(&|record| record.shared));
    let mut text = String::new();
    if shared > 0 {
        text.push_str(&format!(
            "Shared:\t{}\nPrivate:\t{}\n",
            human_size(shared as f64),
            human_size((total - shared) as f64)
        ));
    }
    let reclaimable = sum(&|record| !record.in_use);
    text.push_str(&format!("Reclaimable:\t{}\nTotal:\t{}\n", human_size(reclaimable as f64), human_size(total as f64)));
    docker.out(&align_with_tabs(&text))
}

fn row(now: Timestamp, record: &CacheUsage, table: bool) -> Object {
    let star = |on: bool| if on && table { "*" } else { "" };
    let fields = vec![
        ("CreatedAt", go_time(record.created)),
        ("Description", record.description.clone()),
        ("ID", format!("{}{}", record.id, star(record.mutable))),
        ("LastUsedAt", last_used(now, record)),
        ("Mutable", record.mutable.to_string()),
        ("Parents", record.parents.join(",")),
        ("Reclaimable", (!record.in_use).to_string()),
        ("Shared", record.shared.to_string()),
        ("Size", format!("{}{}", human_size(record.size as f64), star(record.shared))),
        ("Type", record.kind.as_str().to_string()),
        ("UsageCount", record.usage_count.to_string()),
    ];
    Object::context("*commands.diskusageContext", fields)
}

/// A record as `--verbose` of du shows it.
fn pretty_record(now: Timestamp, record: &CacheUsage) -> String {
    let mut text = format!("ID:           {}\n", record.id);
    if !record.parents.is_empty() {
        text.push_str("Parents:\n");
        record.parents.iter().for_each(|parent| text.push_str(&format!(" - {parent}\n")));
    }
    text.push_str(&format!("Created at:   {}\n", go_time(record.created)));
    text.push_str(&format!("Mutable:      {}\n", record.mutable));
    text.push_str(&format!("Reclaimable:  {}\n", !record.in_use));
    text.push_str(&format!("Shared:       {}\n", record.shared));
    text.push_str(&format!("Size:         {}\n", human_size(record.size as f64)));
    if !record.description.is_empty() {
        text.push_str(&format!("Description:  {}\n", record.description));
    }
    text.push_str(&format!("Usage count:  {}\n", record.usage_count));
    if record.last_used.is_some() {
        text.push_str(&format!("Last used:    {}\n", last_used(now, record)));
    }
    text + &format!("Type:         {}\n\n", record.kind.as_str())
}

/// Filters as BuildKit takes them (`toBuildkitPruneInfo`): mistakes are found here.
fn cache_filters(filters: Filters) -> Outcome<Filters> {
    let error = |words: String| Failure::new(format!("ERROR: {words}"));
    if filters.contains_key("until") && filters.contains_key("unused-for") {
        return Err(error("conflicting filters \"until\" and \"unused-for\"".into()));
    }
    for (key, values) in &filters {
        let [value] = values.as_slice() else {
            return Err(error(format!("{} filter expects only one value", quote(key))));
        };
        if matches!(key.as_str(), "until" | "unused-for")
            && let Err(why) = parse_duration(value)
        {
            return Err(error(format!("{} filter expects a duration (e.g., '24h'): {why}", quote(key))));
        }
    }
    Ok(filters)
}

/// Prunes as part of `docker system prune`; gives the bytes that are free now and what went.
pub fn prune_cache(docker: &mut Client<'_>, all: bool, filters: &Filters) -> Outcome<(i64, String)> {
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
