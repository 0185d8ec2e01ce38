//! Telling who listens what became of containers, and what they are connected to (moby `daemon/events.go`).

use crate::clock::Timestamp;

use super::super::Daemon;
use super::super::api::EventType;
use super::networks::find;
use super::record::{Container, MountKind};

/// Tells of something that happened to a container now.
pub fn tell<const N: usize>(daemon: &mut Daemon<'_>, id: &str, action: &str, more: [(&str, String); N]) {
    if let Some(container) = daemon.state.containers.get(id).cloned() {
        tell_at(daemon, daemon.clock.now(), &container, action, more);
    }
}

/// Tells of something that happened to a container at a moment: with its labels, image and name.
pub fn tell_at<const N: usize>(
    daemon: &mut Daemon<'_>,
    at: Timestamp,
    container: &Container,
    action: &str,
    more: [(&str, String); N],
) {
    let mut attributes: std::collections::BTreeMap<String, String> =
        more.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
    attributes.extend(container.labels());
    attributes.insert("image".into(), container.config.image.clone());
    attributes.insert("name".into(), container.name.clone());
    daemon.tell_at(at, EventType::Container, action, &container.id, attributes);
}

/// Tells that a container that starts takes its volumes and its network.
pub fn tell_connected(daemon: &mut Daemon<'_>, at: Timestamp, container: &Container) {
    for mount in &container.mounts {
        if let MountKind::Volume(name) = &mount.kind {
            let about = [
                ("container", container.id.clone()),
                ("destination", mount.destination.clone()),
                ("driver", "local".into()),
                ("propagation", String::new()),
                ("read/write", mount.writable.to_string()),
            ];
            let about = about.map(|(name, value)| (name.to_string(), value)).into();
            daemon.tell_at(at, EventType::Volume, "mount", name, about);
        }
    }
    tell_networks(daemon, at, container, "connect");
}

/// Tells that a container that ended leaves its network and its volumes.
pub fn tell_disconnected(daemon: &mut Daemon<'_>, at: Timestamp, container: &Container) {
    tell_networks(daemon, at, container, "disconnect");
    for mount in &container.mounts {
        if let MountKind::Volume(name) = &mount.kind {
            let about = [("container", container.id.clone()), ("driver", "local".to_string())];
            let about = about.map(|(name, value)| (name.to_string(), value)).into();
            daemon.tell_at(at, EventType::Volume, "unmount", name, about);
        }
    }
}

fn tell_networks(daemon: &mut Daemon<'_>, at: Timestamp, container: &Container, action: &str) {
    for name in container.networks() {
        tell_network(daemon, at, &name, action, Some(&container.id));
    }
}

/// Tells of something that happened to a network, by its name or ID; perhaps with a container.
pub fn tell_network(daemon: &mut Daemon<'_>, at: Timestamp, network: &str, action: &str, container: Option<&str>) {
    let Ok(found) = find(&daemon.state.containers, network) else { return };
    let (id, driver, name) = (found.id.clone(), found.driver(), found.name.to_string());
    let about = [("container", container.map(String::from)), ("name", Some(name)), ("type", Some(driver.into()))];
    let about = about.into_iter().filter_map(|(key, value)| Some((key.to_string(), value?))).collect();
    daemon.tell_at(at, EventType::Network, action, &id, about);
}
