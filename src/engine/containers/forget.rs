//! A container goes, with all that is its own.

use crate::clock::Timestamp;

use super::super::api::EventType;
use super::super::{Daemon, Event};
use super::announce;
use super::record::{Mount, MountKind};

/// Forgets a container that does not run, with its writable layer, and perhaps its anonymous volumes.
pub fn forget(daemon: &mut Daemon<'_>, id: &str, volumes: bool, at: Timestamp) {
    let Some(container) = daemon.state.containers.take(id) else { return };
    let container = container.get();
    for chain_id in container.stacks() {
        daemon.state.images.release(chain_id);
    }
    for mount in container.mounts.iter().filter(|mount| volumes && mount.anonymous) {
        if let MountKind::Volume(name) = &mount.kind {
            // Another container that borrowed it keeps it.
            let is_it = |mount: &Mount| matches!(&mount.kind, MountKind::Volume(other) if other == name);
            if daemon.state.containers.iter().any(|other| other.mounts.iter().any(is_it)) {
                continue;
            }
            daemon.state.containers.remove_volume(name);
            let driver = ("driver".to_string(), "local".to_string());
            daemon.tell_at(at, EventType::Volume, "destroy", name, [driver].into());
        }
    }
    announce::tell_at(daemon, at, container, "destroy", []);
    daemon.events.push(Event::ContainerRemoved { id: id.to_string(), name: container.name.clone() });
}
