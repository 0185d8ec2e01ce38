//! `docker buildx history ls` (buildx `commands/history/ls.go`).

use crate::client::argument::Argument;
use serde_json::json;

use super::super::GROUP_FLAGS;
use super::duration;
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Switch, Text};
use crate::client::image::list::NO_TRUNC;
use crate::client::listing::{self, Heads, TABLE_KEY, is_table};
use crate::client::template::Object;
use crate::clock::Timestamp;
use crate::engine::api::BuildRecord;
use crate::text::{human_duration, parse_duration, quote};

/// Places that a build's name may take.
const NAME: usize = 36;

const FORMAT: Text = Text::new("format", "How to show the records").default(TABLE_KEY).takes(Argument::Format(HEADS));
const FILTER: List = List::new("filter", "Only what fits the condition (e.g., \"status=error\")")
    .named("stringArray")
    .takes(Argument::Filter(&["ref", "repository", "status", "startedAt", "completedAt", "duration"]));
const LOCAL: Switch = Switch::new("local", "Only those of the repository in the working directory");
const FLAGS: Flags = &[&FILTER, &FORMAT, &LOCAL, &NO_TRUNC];

pub static LS: Command = Command {
    about: "List the builds that were made",
    synopsis: "[OPTIONS]",
    flags: &[FLAGS, GROUP_FLAGS],
    run,
    ..COMMAND
};

const HEADS: Heads = &[
    ("Ref", "BUILD ID"),
    ("Name", "NAME"),
    ("Status", "STATUS"),
    ("CreatedAt", "CREATED AT"),
    ("Duration", "DURATION"),
    ("Link", ""),
];
const TABLE: &str = "table {{.Ref}}\t{{.Name}}\t{{.Status}}\t{{.CreatedAt}}\t{{.Duration}}\t{{.Link}}";

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    if given.on(&LOCAL) {
        return Err(Failure::new(
            "ERROR: could not find git repository for local filter: git was not found in the system",
        ));
    }
    let mut records = docker.engine().build_records()?;
    for filter in given.list(&FILTER) {
        let condition = Condition::parse(filter, docker.now)?;
        records.retain(|record| condition.fits(record));
    }
    let format = match given.text(&FORMAT) {
        TABLE_KEY => TABLE,
        own => own,
    };
    let cut = !given.on(&NO_TRUNC) && is_table(format);
    let now = docker.now;
    let rows = records.iter().map(|record| {
        let name = if cut { ending(&record.name) } else { record.name.clone() };
        let done = record.completed.unwrap_or(now);
        let mut object = Object::context(
            "*history.lsContext",
            vec![
                ("CreatedAt", format!("{} ago", human_duration(now.since(record.created)))),
                ("Duration", duration(done.since(record.created))),
                ("FullRef", format!("default/default/{}", record.reference)),
                ("Link", String::new()),
                ("Name", name),
                ("Ref", record.reference.clone()),
                ("Status", status(record).to_string()),
            ],
        );
        object.json = Some(as_json(record));
        object
    });
    let rows = rows.collect();
    listing::print(docker, format, HEADS, rows)
}

fn status(record: &BuildRecord) -> &'static str {
    match (record.completed, record.error.is_empty()) {
        (None, _) => "Running",
        (Some(_), true) => "Completed",
        (Some(_), false) => "Error",
    }
}

fn as_json(record: &BuildRecord) -> serde_json::Value {
    let mut value = json!({ "cached_steps": record.cached_steps });
    if let Some(completed) = record.completed {
        value["completed_at"] = completed.rfc3339().into();
    }
    value["completed_steps"] = record.completed_steps.into();
    value["created_at"] = record.created.rfc3339().into();
    value["name"] = record.name.clone().into();
    value["ref"] = format!("default/default/{}", record.reference).into();
    value["status"] = status(record).into();
    value["total_steps"] = record.steps.into();
    value
}

/// The end of a long name, after two points (`trimBeginning`).
fn ending(name: &str) -> String {
    let count = name.chars().count();
    if count <= NAME {
        name.to_string()
    } else {
        format!("..{}", name.chars().skip(count - NAME + 2).collect::<String>())
    }
}

/// One `--filter` (`dockerFiltersToBuildkit`).
enum Condition {
    /// What a record says under a key is the value, or is it not.
    Says { key: String, value: String, negated: bool },
    /// What it measures, and what that is compared with.
    Measures { key: String, than: i64, separator: &'static str },
}

impl Condition {
    fn parse(text: &str, now: Timestamp) -> Outcome<Condition> {
        let failed = |words: String| Failure::new(format!("ERROR: {words}"));
        let cut = |separator: &&'static str| Some((text.split_once(*separator)?, *separator));
        let found = ["!=", "=", "<=", "<", ">=", ">"].iter().find_map(cut);
        let Some(((key, value), separator)) = found else {
            return Err(failed(format!("invalid filter {}", quote(text))));
        };
        let equals = matches!(separator, "=" | "!=");
        let wrong = |expected: &str| failed(format!("invalid separator for {}, expected {expected}", quote(text)));
        match key {
            "ref" | "repository" | "status" if !equals => Err(wrong("= or !=")),
            "ref" | "repository" | "status" => {
                Ok(Condition::Says { key: key.into(), value: value.into(), negated: separator == "!=" })
            }
            "startedAt" | "completedAt" | "duration" if equals => Err(wrong("<=, <, >= or >")),
            "duration" => match parse_duration(value) {
                Ok(than) => Ok(Condition::Measures { key: key.into(), than, separator }),
                Err(_) => Err(failed(format!("invalid duration {value}"))),
            },
            "startedAt" | "completedAt" => {
                let ago = parse_duration(value).ok().map(|ago| now.plus(-ago));
                match ago.or_else(|| Timestamp::parse(value)) {
                    Some(moment) => Ok(Condition::Measures { key: key.into(), than: moment.seconds(), separator }),
                    None => Err(failed(format!("invalid time {value}"))),
                }
            }
            _ => Err(failed(format!("unsupported filter {}", quote(text)))),
        }
    }

    fn fits(&self, record: &BuildRecord) -> bool {
        match self {
            Condition::Says { key, value, negated } => {
                let held = said(record, key);
                match (negated, key.as_str()) {
                    (true, _) => held != *value,
                    (false, "status") => held == *value,
                    (false, _) => held.contains(value.as_str()),
                }
            }
            Condition::Measures { key, than, separator } => {
                let measured = measured(record, key);
                match *separator {
                    ">=" => measured >= *than,
                    "<=" => measured <= *than,
                    ">" => measured > *than,
                    _ => measured < *than,
                }
            }
        }
    }
}

fn said(record: &BuildRecord, key: &str) -> String {
    match key {
        "ref" => record.reference.clone(),
        "status" => match (record.completed, record.error.is_empty(), record.canceled) {
            (None, ..) => "running".into(),
            (_, _, true) => "canceled".into(),
            (_, true, _) => "completed".into(),
            (_, false, _) => "error".into(),
        },
        _ => record.attributes.get("vcs:source").cloned().unwrap_or_default(),
    }
}

/// Seconds since 1970, or nanoseconds of a duration.
fn measured(record: &BuildRecord, key: &str) -> i64 {
    match (key, record.completed) {
        ("startedAt", _) => record.created.seconds(),
        ("completedAt", Some(completed)) => completed.seconds(),
        (_, Some(completed)) => completed.since(record.created),
        (_, None) => 0,
    }
}
