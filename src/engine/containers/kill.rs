//! `POST /containers/{id}/kill` (moby `daemon/kill.go`).

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult};
use super::again::give_up;
use super::record::Status;
use super::settle::settle;
use super::signal::signal_number;
use super::stop;

/// See [`super::super::api::Containers::container_kill`].
pub fn kill(daemon: &mut Daemon<'_>, id: &str, signal: &str) -> ApiResult<()> {
    settle(daemon)?;
    let wrapped = |error| match error {
        ApiError::Status { status, message } => {
            ApiError::new(status, format!("cannot kill container: {id}: {message}"))
        }
        stop => stop,
    };
    let signal = if signal.is_empty() { 9 } else { signal_number(signal).map_err(wrapped)? };
    if !matches!(signal, 1..=31 | 34..=64) {
        let message = format!("the linux daemon does not support signal {signal}");
        return Err(wrapped(ApiError::new(400, message)));
    }
    let container = daemon.state.containers.find(id).map_err(wrapped)?;
    let full = container.id.clone();
    if container.state.status == Status::Restarting {
        // Its process is gone already; it does not start again.
        if let Some(container) = daemon.state.containers.get_mut(&full) {
            give_up(container);
        }
        return Ok(());
    }
    if !container.state.is_running() {
        return Err(wrapped(ApiError::new(409, format!("container {full} is not running"))));
    }
    stop::send(daemon, &full, signal);
    Ok(())
}
