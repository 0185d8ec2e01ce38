//! `POST /containers/{id}/stop` and `/restart` (moby `daemon/stop.go`, `restart.go`).

use crate::clock::SECOND;
use crate::shell::Signal;

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult, Ended};
use super::super::execution::Heard;
use super::again::give_up;
use super::announce;
use super::record::{Container, Status};
use super::requests;
use super::running;
use super::settle::settle;
use super::signal::{KILLED, signal_number};
use super::start::start;

/// Seconds that a process has between the stop signal and the kill.
const PATIENCE: i64 = 10;
/// Seconds for which the engine waits where it is told to wait for ever.
const FOR_EVER: i64 = 3600;

/// See [`super::super::api::Containers::container_stop`].
pub fn stop(daemon: &mut Daemon<'_>, id: &str, signal: &str, timeout: Option<i64>) -> ApiResult<()> {
    settle(daemon)?;
    let full = daemon.state.containers.find(id)?.id.clone();
    if !daemon.state.containers.get_mut(&full).is_some_and(runs_on) {
        return Ok(());
    }
    let wrapped = |error| match error {
        ApiError::Status { message, .. } => ApiError::new(500, format!("cannot stop container: {id}: {message}")),
        stop => stop,
    };
    signal_and_wait(daemon, &full, signal, timeout).map_err(wrapped)
}

/// Whether a container runs; one that was to start again does not any more.
fn runs_on(container: &mut Container) -> bool {
    give_up(container);
    container.state.is_running()
}

/// Stops a container that runs.
fn signal_and_wait(daemon: &mut Daemon<'_>, id: &str, signal: &str, timeout: Option<i64>) -> ApiResult<()> {
    let Some(container) = daemon.state.containers.get(id).cloned() else { return Ok(()) };
    end(daemon, id, signal, timeout)?;
    announce::tell_at(daemon, daemon.clock.now(), &container, "stop", []);
    Ok(())
}

/// Sends the stop signal, waits, and kills.
fn end(daemon: &mut Daemon<'_>, id: &str, signal: &str, timeout: Option<i64>) -> ApiResult<()> {
    let Some(container) = daemon.state.containers.get(id) else { return Ok(()) };
    let configured = container.config.oci.stop_signal.clone();
    let signal = match (signal.is_empty(), configured.is_empty()) {
        (false, _) => signal_number(signal)?,
        (true, false) => signal_number(&configured).unwrap_or(15),
        (true, true) => 15,
    };
    let patience = timeout.or(container.config.stop_timeout).unwrap_or(PATIENCE);
    let patience = if patience < 0 { FOR_EVER } else { patience };
    if send(daemon, id, signal) {
        return Ok(());
    }
    let deadline = daemon.clock.now().plus(patience.saturating_mul(SECOND));
    if let Some(container) = daemon.state.containers.get_mut(id) {
        container.state.status = Status::Running;
    }
    if let Ended::Exited(_) = running::play_on(daemon, id, deadline)? {
        let end = daemon.state.containers.get(id).and_then(|container| container.state.finished);
        daemon.clock.advance(end.unwrap_or(deadline).since(daemon.clock.now()));
        return Ok(());
    }
    daemon.clock.advance(deadline.since(daemon.clock.now()));
    send(daemon, id, 9);
    Ok(())
}

/// Sends a signal to a running container's main process; whether that ended it.
pub fn send(daemon: &mut Daemon<'_>, id: &str, signal: i32) -> bool {
    let now = daemon.clock.now();
    announce::tell(daemon, id, "kill", [("signal", signal.to_string())]);
    if signal == 9 {
        running::finish(daemon, id, KILLED, now);
        return true;
    }
    requests::signal(daemon, id, Heard { at: now, request: Signal { number: signal, from: None }.into() })
}

/// See [`super::super::api::Containers::container_restart`].
pub fn restart(daemon: &mut Daemon<'_>, id: &str, signal: &str, timeout: Option<i64>) -> ApiResult<()> {
    settle(daemon)?;
    let full = daemon.state.containers.find(id)?.id.clone();
    let wrapped = |error| match error {
        ApiError::Status { status, message } => {
            ApiError::new(status, format!("Cannot restart container {id}: {message}"))
        }
        stop => stop,
    };
    if daemon.state.containers.get_mut(&full).is_some_and(runs_on) {
        signal_and_wait(daemon, &full, signal, timeout).map_err(wrapped)?;
    }
    start(daemon, &full).map_err(wrapped)?;
    announce::tell(daemon, &full, "restart", []);
    Ok(())
}
