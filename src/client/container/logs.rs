//! `docker logs` (docker/cli `cli/command/container/logs.go`, moby `client/internal/timestamp`).

use serde_json::Value;

use super::attached::Attachment;
use super::wait::is_running;
use crate::client::Client;
use crate::client::argument::{self, Argument};
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Outcome;
use crate::client::flag::{Flags, Switch, Text};
use crate::client::moment::moment;
use crate::clock::Timestamp;
use crate::engine::api::LogOptions;

const DETAILS: Switch = Switch::new("details", "What the logging driver adds");
const FOLLOW: Switch = Switch::new("follow", "Go on as long as the container runs").short('f');
const SINCE: Text =
    Text::new("since", "Only from a time on (e.g. \"2026-01-02T13:23:37Z\") or so long ago (e.g. \"42m\")")
        .takes(argument::MOMENT);
const TAIL: Text = Text::new("tail", "Only so many lines from the end")
    .short('n')
    .default("all")
    .takes(Argument::Like(&["all", "10", "100"]));
const TIMESTAMPS: Switch = Switch::new("timestamps", "With the times").short('t');
const UNTIL: Text =
    Text::new("until", "Only up to a time (e.g. \"2026-01-02T13:23:37Z\") or until so long ago (e.g. \"42m\")")
        .takes(argument::MOMENT);

const FLAGS: Flags = &[&DETAILS, &FOLLOW, &SINCE, &TAIL, &TIMESTAMPS, &UNTIL];

pub static LOGS: Command = Command {
    about: "Show what a container printed",
    synopsis: "[OPTIONS] CONTAINER",
    aliases: "docker container logs, docker logs",
    count: Count::Exactly(1),
    arguments: &[Argument::Container],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let inspected = docker.engine().container_inspect(given.argument(0), false)?;
    let is = |pointer: &str| inspected.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
    let id = inspected.get("Id").and_then(Value::as_str).unwrap_or(given.argument(0)).to_string();
    let details = match given.on(&DETAILS) {
        true => details(&inspected),
        false => String::new(),
    };
    let options = LogOptions {
        details,
        stdout: true,
        stderr: true,
        timestamps: given.on(&TIMESTAMPS),
        since: bound(given.text(&SINCE), "since", docker.now)?,
        until: bound(given.text(&UNTIL), "until", docker.now)?,
        tail: given.text(&TAIL).into(),
        follow: given.on(&FOLLOW) && !docker.in_background,
    };
    let tty = is("/Config/Tty");
    let mut output = Attachment { inner: docker.output, out: true, err: true, merged: tty, returns: tty };
    docker.remotes.container_logs(&id, &options, &mut output)?;
    if given.on(&FOLLOW) && is_running(docker, &id) {
        return docker.goes_on();
    }
    Ok(())
}

/// A time as the API takes it.
fn bound(text: &str, flag: &str, now: Timestamp) -> Outcome<String> {
    moment(text, now).map_err(|failure| failure.context(&format!("invalid value for {}", crate::text::quote(flag))))
}

/// What stands before each line with `--details`: the labels and variables that the options of the log name.
fn details(inspected: &Value) -> String {
    let option = |name: &str| {
        let options = inspected.pointer("/HostConfig/LogConfig/Config").and_then(|options| options.get(name));
        options.and_then(Value::as_str).unwrap_or("").split(',').filter(|key| !key.is_empty()).map(String::from)
    };
    let label = |key: &str| Some(inspected.pointer("/Config/Labels")?.get(key)?.as_str()?.to_string());
    let variables = inspected.pointer("/Config/Env").and_then(Value::as_array).cloned().unwrap_or_default();
    let variable = |key: &str| {
        let pairs = variables.iter().filter_map(Value::as_str).filter_map(|pair| pair.split_once('='));
        pairs.filter(|(name, _)| *name == key).map(|(_, value)| value.to_string()).next_back()
    };
    let labels = option("labels").filter_map(|key| Some((key.clone(), label(&key)?)));
    let mut found: Vec<(String, String)> =
        labels.chain(option("env").filter_map(|key| Some((key.clone(), variable(&key)?)))).collect();
    found.sort();
    let pairs: Vec<String> = found.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
    pairs.join(",") + " "
}
