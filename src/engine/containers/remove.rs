//! `DELETE /containers/{id}` (moby `daemon/delete.go`).

use super::super::api::{ApiError, ApiResult};
use super::super::{Daemon, Event};
use super::record::{MountKind, Status};
use super::running;
use super::stop::KILLED;

/// See [`super::super::api::Engine::container_remove`].
pub fn remove(daemon: &mut Daemon<'_>, id: &str, force: bool, volumes: bool) -> ApiResult<()> {
    running::settle(daemon)?;
    let container = daemon.state.containers.find(id)?;
    let (full, status) = (container.id.clone(), container.state.status);
    if container.state.is_running() {
        if !force {
            let why = if status == Status::Paused {
                "container is paused and must be unpaused first".to_string()
            } else {
                format!("container is {}: stop the container before removing or force remove", status.word())
            };
            return Err(ApiError::new(409, format!("cannot remove container {id:?}: {why}")));
        }
        running::finish(daemon, &full, KILLED, daemon.clock.now());
    }
    forget(daemon, &full, volumes);
    Ok(())
}

/// Forgets a container that does not run, with its writable layer, and perhaps its anonymous volumes.
pub fn forget(daemon: &mut Daemon<'_>, id: &str, volumes: bool) {
    let Some(container) = daemon.state.containers.take(id) else { return };
    let container = container.get();
    daemon.state.images.release(&container.chain_id);
    if volumes {
        for mount in container.mounts.iter().filter(|mount| mount.anonymous) {
            if let MountKind::Volume(name) = &mount.kind {
                daemon.state.containers.volumes.remove(name);
            }
        }
    }
    daemon.events.push(Event::ContainerRemoved { id: id.to_string(), name: container.name.clone() });
}
