//! `DELETE /containers/{id}` (moby `daemon/delete.go`).

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult};
use super::announce;
use super::forget::forget;
use super::record::Status;
use super::running::finish;
use super::settle::settle;
use super::signal::KILLED;

/// See [`super::super::api::Containers::container_remove`].
pub fn remove(daemon: &mut Daemon<'_>, id: &str, force: bool, volumes: bool) -> ApiResult<()> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?;
    let (full, status) = (container.id.clone(), container.state.status);
    if container.state.is_active() {
        if !force {
            let why = if status == Status::Paused {
                "container is paused and must be unpaused first".to_string()
            } else {
                format!("container is {}: stop the container before removing or force remove", status.word())
            };
            return Err(ApiError::new(409, format!("cannot remove container {id:?}: {why}")));
        }
        if status != Status::Restarting {
            announce::tell(daemon, &full, "kill", [("signal", "9".to_string())]);
            finish(daemon, &full, KILLED, daemon.clock.now());
        }
    }
    forget(daemon, &full, volumes, daemon.clock.now());
    Ok(())
}
