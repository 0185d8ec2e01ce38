//! `POST /containers/{id}/pause` and `/unpause` (moby `daemon/pause.go`, `unpause.go`).

use super::super::api::{ApiError, ApiResult};
use super::super::{Daemon, Event};
use super::announce;
use super::record::{Status, restarting};
use super::settle::settle;

/// See [`super::super::api::Containers::container_pause`].
pub fn pause(daemon: &mut Daemon<'_>, id: &str, pause: bool) -> ApiResult<()> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?;
    let (full, status) = (container.id.clone(), container.state.status);
    let next = match (pause, status) {
        (true, Status::Running) => Status::Paused,
        (true, Status::Paused) => return Err(ApiError::new(409, format!("container {full} is already paused"))),
        (true, Status::Restarting) => return Err(restarting(&full)),
        (true, _) => return Err(ApiError::new(409, format!("container {full} is not running"))),
        (false, Status::Paused) => Status::Running,
        (false, _) => return Err(ApiError::new(500, format!("Container {full} is not paused"))),
    };
    if let Some(container) = daemon.state.containers.get_mut(&full) {
        container.state.status = next;
    }
    announce::tell(daemon, &full, if pause { "pause" } else { "unpause" }, []);
    daemon.events.push(match pause {
        true => Event::ContainerPaused { id: full },
        false => Event::ContainerUnpaused { id: full },
    });
    Ok(())
}
