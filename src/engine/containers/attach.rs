//! `POST /containers/{id}/attach`, and the streams that it opens (moby `daemon/attach.go`).

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult, Attached, Ended};
use super::super::execution::FOREGROUND;
use super::announce;
use super::record::Status;
use super::running;
use super::settle::settle;

/// See [`super::super::api::Containers::container_attach`].
pub fn attach(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<()> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?;
    let full = container.id.clone();
    match container.state.status {
        Status::Paused => {
            let message = format!("container {id} is paused, unpause the container before attach");
            return Err(ApiError::new(409, message));
        }
        Status::Restarting => {
            let words = format!("container {id} is restarting, wait until the container is running");
            return Err(ApiError::new(409, words));
        }
        Status::Created | Status::Exited => {
            if let Some(container) = daemon.state.containers.get_mut(&full) {
                container.awaited = true;
            }
        }
        Status::Running => {}
    }
    announce::tell(daemon, &full, "attach", []);
    Ok(())
}

/// See [`super::super::api::Containers::container_stream`].
pub fn stream(daemon: &mut Daemon<'_>, id: &str, attached: Attached<'_>) -> ApiResult<Ended> {
    let container = daemon.state.containers.find(id)?.clone();
    if !container.state.is_running() {
        return Ok(Ended::Exited(container.state.exit_code));
    }
    let Some(run) = container.run.clone() else { return Ok(Ended::StillRunning) };
    if run.frozen {
        return Ok(Ended::StillRunning);
    }
    let until = daemon.clock.now().plus(FOREGROUND);
    match running::play(daemon, &container, &run, until, Some(attached))? {
        Ok(played) => running::take_over_foreground(daemon, &container.id, played),
        Err(_) => Ok(Ended::StillRunning),
    }
}
