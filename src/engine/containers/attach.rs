//! `POST /containers/{id}/attach` to a running container (moby `daemon/attach.go`).

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult, Attached, Ended};
use super::super::execution::FOREGROUND;
use super::record::Status;
use super::running::{self, Watcher};
use super::settle::settle;

/// See [`super::super::api::Engine::container_attach`].
pub fn attach(daemon: &mut Daemon<'_>, id: &str, attached: Attached<'_>) -> ApiResult<Ended> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?.clone();
    match container.state.status {
        Status::Paused => {
            let message = format!("container {id} is paused, unpause the container before attach");
            return Err(ApiError::new(409, message));
        }
        Status::Created | Status::Exited => return Ok(Ended::Exited(container.state.exit_code)),
        Status::Running => {}
    }
    let Some(run) = container.run.clone() else { return Ok(Ended::StillRunning) };
    if run.frozen {
        return Ok(Ended::StillRunning);
    }
    let now = daemon.clock.now();
    let watcher = Watcher { attached, unseen: run.written, since: now };
    let Ok(played) = running::play(daemon, &container, &run, now.plus(FOREGROUND), Some(watcher))? else {
        return Ok(Ended::StillRunning);
    };
    daemon.clock.advance(played.at.since(daemon.clock.now()));
    Ok(running::take_over(daemon, &container.id, played))
}
