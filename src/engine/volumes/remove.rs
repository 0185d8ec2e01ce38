//! `DELETE /volumes/{name}` (moby `volume/service/service.go`).

use super::DRIVER;
use super::describe::users;
use super::inspect::missing;
use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, EventType};
use crate::engine::containers::settle;

/// See [`crate::engine::api::Volumes::volume_remove`].
pub(super) fn remove(daemon: &mut Daemon<'_>, name: &str, force: bool) -> ApiResult<()> {
    settle(daemon)?;
    if daemon.state.containers.volume(name).is_none() {
        return if force { Ok(()) } else { Err(missing(name)) };
    }
    let users = users(daemon.state, name);
    if !users.is_empty() {
        return Err(ApiError::new(409, format!("remove {name}: volume is in use - [{}]", users.join(", "))));
    }
    daemon.state.containers.remove_volume(name);
    daemon.tell(EventType::Volume, "destroy", name, [("driver", DRIVER.to_string())]);
    Ok(())
}
