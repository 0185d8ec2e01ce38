//! A container goes, with all that is its own.

use super::super::{Daemon, Event};
use super::record::MountKind;

/// Forgets a container that does not run, with its writable layer, and perhaps its anonymous volumes.
pub fn forget(daemon: &mut Daemon<'_>, id: &str, volumes: bool) {
    let Some(container) = daemon.state.containers.take(id) else { return };
    let container = container.get();
    daemon.state.images.release(&container.chain_id);
    if volumes {
        for mount in container.mounts.iter().filter(|mount| mount.anonymous) {
            if let MountKind::Volume(name) = &mount.kind {
                daemon.state.containers.remove_volume(name);
            }
        }
    }
    daemon.events.push(Event::ContainerRemoved { id: id.to_string(), name: container.name.clone() });
}
