//! `GET /containers/{id}/logs` (moby `daemon/logs.go`).

use crate::clock::{SECOND, Timestamp};
use crate::shell::{Output, Stream};

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult, LogOptions};
use super::super::images::until;
use super::log::LogLine;
use super::running;
use super::settle::settle;

/// How long `--follow` waits for a container's end.
const PATIENCE: i64 = 600 * SECOND;

/// See [`super::super::api::Containers::container_logs`].
pub fn logs(daemon: &mut Daemon<'_>, id: &str, options: &LogOptions, output: &mut dyn Output) -> ApiResult<()> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?;
    let driver = container.host.log_config.as_ref().and_then(|log| log.typ.as_deref()).unwrap_or("");
    if driver == "none" {
        return Err(ApiError::new(501, "configured logging driver does not support reading"));
    }
    if !options.stdout && !options.stderr {
        return Err(ApiError::new(400, "You must choose at least one stream"));
    }
    let now = daemon.clock.now();
    let bound = |text: &str| match text {
        "" | "0" => Ok(None),
        text => until::parse(text, now).map(Some).map_err(|error| ApiError::new(400, error.to_string())),
    };
    let (since, until) = (bound(&options.since)?, bound(&options.until)?);
    let wanted: Vec<_> = container
        .log
        .lines()
        .iter()
        .filter(|line| since.is_none_or(|since| line.at >= since) && until.is_none_or(|until| line.at <= until))
        .collect();
    let count = match options.tail.parse::<usize>() {
        Ok(count) => count,
        Err(_) => wanted.len(),
    };
    for line in wanted.iter().skip(wanted.len().saturating_sub(count)) {
        show(line, options, output)?;
    }
    let id = container.id.clone();
    if options.follow { follow(daemon, &id, options, output) } else { Ok(()) }
}

fn show(line: &LogLine, options: &LogOptions, output: &mut dyn Output) -> ApiResult<()> {
    let stream = if line.error { Stream::Err } else { Stream::Out };
    if if line.error { !options.stderr } else { !options.stdout } {
        return Ok(());
    }
    if options.timestamps {
        output.write(stream, format!("{} ", fixed(line.at)).as_bytes())?;
    }
    output.write(stream, options.details.as_bytes())?;
    output.write(stream, line.text.as_bytes())?;
    Ok(())
}

/// Waits for the end of a container that comes to it by itself, and shows what it prints until then. Any other one stays
/// where it is.
fn follow(daemon: &mut Daemon<'_>, id: &str, options: &LogOptions, output: &mut dyn Output) -> ApiResult<()> {
    let now = daemon.clock.now();
    let Some(container) = daemon.state.containers.get(id).cloned() else { return Ok(()) };
    let Some(run) = container.run.clone().filter(|run| !run.frozen) else { return Ok(()) };
    let Ok(main) = running::play(daemon, &container, &run, now.plus(PATIENCE), None)? else { return Ok(()) };
    if !main.has_ended() {
        return Ok(());
    }
    for line in main.lines_since(now).filter(|line| line.at > now) {
        show(&line, options, output)?;
    }
    daemon.clock.advance(main.now().since(now));
    running::take_over_run(daemon, id, main);
    Ok(())
}

/// RFC 3339 with nine digits, as the daemon stamps log lines.
fn fixed(at: Timestamp) -> String {
    format!("{}.{:09}Z", at.in_utc("%Y-%m-%dT%H:%M:%S"), at.subsecond_nanos())
}
