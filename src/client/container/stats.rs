//! `docker stats --no-stream` (docker/cli `cli/command/container/stats.go`, `formatter_stats.go`): what containers use, once.
//!
//! Processes here are not measured: each takes a little memory and no time.

use serde_json::Value;

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch, Text};
use crate::client::listing::{self, Heads, TABLE_KEY, short_id};
use crate::client::template::Object;
use crate::engine::api::ContainerList;
use crate::text::memory_size;

/// Bytes that a process takes.
const PROCESS: u64 = 1_212_416;

const HEADS: Heads = &[
    ("Container", "CONTAINER"),
    ("Name", "NAME"),
    ("ID", "CONTAINER ID"),
    ("CPUPerc", "CPU %"),
    ("MemUsage", "MEM USAGE / LIMIT"),
    ("MemPerc", "MEM %"),
    ("NetIO", "NET I/O"),
    ("BlockIO", "BLOCK I/O"),
    ("PIDs", "PIDS"),
];
const TABLE: &str =
    "table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}";

const ALL: Switch = Switch::new("all", "Also containers that do not run").short('a');
const FORMAT: Text = Text::new("format", "How to print it: 'table', 'json' or a Go template");
const NO_STREAM: Switch = Switch::new("no-stream", "Once, not again and again");
const NO_TRUNC: Switch = Switch::new("no-trunc", "Whole IDs");

const FLAGS: Flags = &[&ALL, &FORMAT, &NO_STREAM, &NO_TRUNC];

pub static STATS: Command = Command {
    about: "Show how much containers use, again and again",
    synopsis: "[OPTIONS] [CONTAINER...]",
    aliases: "docker container stats, docker stats",
    count: Count::Any,
    arguments: &[Argument::Container],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut format = given.text(&FORMAT).to_string();
    if format.is_empty() {
        format = docker.load_settings()?.text("statsFormat").to_string();
    }
    let format = match format.as_str() {
        "" | TABLE_KEY => TABLE,
        own => own,
    };
    listing::parse(format)?;
    let names: Vec<String> = match given.arguments.as_slice() {
        [] => {
            let all = given.on(&ALL);
            let listed = docker.engine().container_list(&ContainerList { all, ..ContainerList::default() })?;
            listed.into_iter().filter_map(|container| container.id).collect()
        }
        names => names.to_vec(),
    };
    let machine = docker.engine().info()?.get("MemTotal").and_then(Value::as_u64).unwrap_or(0);
    let (mut rows, mut failures) = (Vec::new(), Vec::new());
    for name in &names {
        match row(docker, name, machine, given.on(&NO_TRUNC)) {
            Ok(row) => rows.push(row),
            Err(failure @ Failure::Stop(_)) => return Err(failure),
            Err(failure) => failures.push(failure),
        }
    }
    if rows.is_empty() && !failures.is_empty() {
        return Failure::join(failures);
    }
    if !given.on(&NO_STREAM) {
        return Err(Failure::unsimulated("docker stats again and again", "--no-stream shows it once"));
    }
    listing::print(docker, format, HEADS, rows)?;
    Failure::join(failures)
}

fn row(docker: &mut Client<'_>, name: &str, machine: u64, whole: bool) -> Outcome<Object> {
    let inspected = docker.engine().container_inspect(name, false)?;
    let text = |key: &str| inspected.get(key).and_then(Value::as_str).unwrap_or("").to_string();
    let running = inspected.pointer("/State/Running").and_then(Value::as_bool).unwrap_or(false);
    let processes = match running {
        true => docker.engine().container_top(name, "")?.processes.map_or(0, |processes| processes.len() as u64),
        false => 0,
    };
    let limit = inspected.pointer("/HostConfig/Memory").and_then(Value::as_u64).filter(|limit| *limit > 0);
    let limit = if running { limit.unwrap_or(machine) } else { 0 };
    let used = processes.saturating_mul(PROCESS);
    let share = if limit == 0 { 0.0 } else { used as f64 * 100.0 / limit as f64 };
    let id = text("Id");
    Ok(Object::context(
        "*container.statsContext",
        vec![
            ("BlockIO", "0B / 0B".into()),
            ("CPUPerc", "0.00%".into()),
            ("Container", name.into()),
            ("ID", if whole { id } else { short_id(&id).to_string() }),
            ("MemPerc", format!("{share:.2}%")),
            ("MemUsage", format!("{} / {}", memory_size(used as f64), memory_size(limit as f64))),
            ("Name", text("Name").trim_start_matches('/').into()),
            ("NetIO", if running { "1.13kB / 126B".into() } else { "0B / 0B".into() }),
            ("PIDs", processes.to_string()),
        ],
    ))
}
