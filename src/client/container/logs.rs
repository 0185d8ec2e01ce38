//! `docker logs` (docker/cli `cli/command/container/logs.go`, moby `client/internal/timestamp`).

use serde_json::Value;

use super::attached::Attachment;
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch, Text};
use crate::clock::Timestamp;
use crate::engine::api::LogOptions;

const FOLLOW: Switch = Switch::new("follow", "Go on as long as the container runs").short('f');
const SINCE: Text =
    Text::new("since", "Only from a time on (e.g. \"2026-01-02T13:23:37Z\") or so long ago (e.g. \"42m\")");
const TAIL: Text = Text::new("tail", "Only so many lines from the end").short('n').default("all");
const TIMESTAMPS: Switch = Switch::new("timestamps", "With the times").short('t');
const UNTIL: Text =
    Text::new("until", "Only up to a time (e.g. \"2026-01-02T13:23:37Z\") or until so long ago (e.g. \"42m\")");

const FLAGS: Flags =
    &[&Switch::new("details", "What the logging driver adds"), &FOLLOW, &SINCE, &TAIL, &TIMESTAMPS, &UNTIL];

pub(crate) static LOGS: Command = Command {
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
    let options = LogOptions {
        stdout: true,
        stderr: true,
        timestamps: given.on(&TIMESTAMPS),
        since: moment(given.text(&SINCE), "since", docker.now)?,
        until: moment(given.text(&UNTIL), "until", docker.now)?,
        tail: given.text(&TAIL).into(),
    };
    let mut output = Attachment { inner: docker.output, out: true, err: true, merged: is("/Config/Tty") };
    docker.remotes.container_logs(&id, &options, &mut output)?;
    if given.on(&FOLLOW) && is("/State/Running") {
        return docker.err_line(super::attached::GOES_ON);
    }
    Ok(())
}

/// A time as the API takes it: relative ones become seconds since the epoch.
fn moment(text: &str, flag: &str, now: Timestamp) -> Outcome<String> {
    if text.is_empty() || text.parse::<f64>().is_ok() || Timestamp::parse(text).is_some() {
        return Ok(text.into());
    }
    if let Ok(nanos) = crate::text::parse_duration(text) {
        let at = now.plus(nanos.saturating_neg());
        return Ok(format!("{}.{:09}", at.seconds(), at.subsecond_nanos()));
    }
    // Dates without zone are in the local one, which is UTC here.
    for ending in ["Z", ":00Z", ":00:00Z", "T00:00:00Z"] {
        if let Some(at) = Timestamp::parse(&format!("{text}{ending}")) {
            return Ok(format!("{}.{:09}", at.seconds(), at.subsecond_nanos()));
        }
    }
    Err(Failure::new(format!(
        "invalid value for {}: failed to parse value as time or duration: {}",
        crate::text::quote(flag),
        crate::text::quote(text)
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_times_become_absolute() {
        let now = Timestamp::from_seconds(1_000_000);
        assert_eq!(moment("10m", "since", now).unwrap(), "999400.000000000");
        assert_eq!(moment("1970-01-02", "since", now).unwrap(), "86400.000000000");
        assert_eq!(moment("2026-01-02T13:23:37Z", "since", now).unwrap(), "2026-01-02T13:23:37Z");
        assert!(moment("soon", "since", now).unwrap_err().words().starts_with("invalid value for \"since\""));
    }
}
