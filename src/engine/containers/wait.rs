//! `POST /containers/{id}/wait` (moby `daemon/wait.go`).

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult, Ended};
use super::super::execution::FOREGROUND;
use super::record::Status;
use super::running;
use super::settle::settle;

use crate::shell::Stop;

/// See [`super::super::api::Containers::container_wait`].
pub fn wait(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<i64> {
    settle(daemon)?;
    let mut container = daemon.state.containers.find(id)?.clone();
    if container.state.status == Status::Restarting {
        daemon.clock.advance(container.restarts.next.since(daemon.clock.now()));
        settle(daemon)?;
        container = daemon.state.containers.find(id)?.clone();
    }
    if !container.state.is_running() {
        return Ok(container.state.exit_code.into());
    }
    let until = daemon.clock.now().plus(FOREGROUND);
    match running::play_on(daemon, &container.id, until)? {
        Ended::Exited(code) => {
            let end = daemon.state.containers.get(&container.id).and_then(|container| container.state.finished);
            let end = end.or(container.run.and_then(|run| run.trail.stay.until));
            daemon.clock.advance(end.unwrap_or_default().since(daemon.clock.now()));
            Ok(code.into())
        }
        Ended::StillRunning => {
            let stay = container.run.map(|run| run.trail.stay).unwrap_or_default();
            Err(ApiError::Stop(Stop::Stays(stay)))
        }
    }
}
