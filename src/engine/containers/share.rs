//! What one process does to files, told to all who see them.

use crate::clock::Timestamp;
use crate::vfs::Tree;

use super::super::execution::{External, Mounted};
use super::super::{Daemon, Event};
use super::record::{Container, MountKind};
use super::table::Containers;
use super::trail::Trail;

/// Who changed files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor<'a> {
    /// The container's main process.
    Main,
    /// A command of `docker exec`, by its ID.
    Exec(&'a str),
    /// The daemon itself (`docker cp`).
    Daemon,
}

/// Takes over the layer and the volumes of a container as `actor` left them at a moment.
pub fn take_over(daemon: &mut Daemon<'_>, id: &str, actor: Actor<'_>, files: &mut Mounted, at: Timestamp) {
    let copied_up = files.root.take_copied_up();
    let mut change = External { at, ..External::default() };
    for (name, tree) in files.volumes() {
        let Some(volume) = daemon.state.containers.volume(name) else { continue };
        if volume.files != *tree {
            change.volumes.insert(name.to_string(), volume.files.changes_to(tree));
        }
    }
    for name in change.volumes.keys() {
        if let Some((_, tree)) = files.volumes().find(|(volume, _)| volume == name) {
            daemon.state.containers.set_volume_files(name, tree.clone());
        }
    }
    let Some(container) = daemon.state.containers.get_mut(id) else { return };
    let before = container.upper.clone();
    let after = files.root.upper();
    let layer = External::between(at, &before, after);
    container.upper = after.clone();
    for (path, size) in copied_up {
        if before.get(&path).is_none() {
            daemon.events.push(Event::CopiedUp { container: id.to_string(), path, size });
        }
    }
    let whole = External { volumes: change.volumes.clone(), ..layer };
    if whole.is_empty() {
        return;
    }
    let others: Vec<String> = daemon.state.containers.iter().map(|container| container.id.clone()).collect();
    for other in others {
        let Some(container) = daemon.state.containers.get(&other) else { continue };
        let news = if other == id { &whole } else { &change };
        if !concerns(container, news) {
            continue;
        }
        let actor = if other == id { actor } else { Actor::Daemon };
        if let Some(container) = daemon.state.containers.get_mut(&other) {
            tell(container, actor, news);
        }
    }
}

/// A volume's files changed otherwise than by a process: all who see it hear of it.
pub fn volume_changed(containers: &mut Containers, volume: &str, files: Tree, at: Timestamp) {
    let Some(before) = containers.volume(volume) else { return };
    let changes = before.files.changes_to(&files);
    let change = External { at, volumes: [(volume.to_string(), changes)].into(), ..External::default() };
    containers.set_volume_files(volume, files);
    let concerned = containers.iter().filter(|container| concerns(container, &change));
    let ids: Vec<String> = concerned.map(|container| container.id.clone()).collect();
    for id in ids {
        if let Some(container) = containers.get_mut(&id) {
            tell(container, Actor::Daemon, &change);
        }
    }
}

/// Whether any process of the container sees the change.
fn concerns(container: &Container, change: &External) -> bool {
    let mounts = |mount: &MountKind| matches!(mount, MountKind::Volume(name) if change.volumes.contains_key(name));
    container.state.is_running()
        && (!change.set.is_empty()
            || !change.unset.is_empty()
            || container.mounts.iter().any(|mount| mounts(&mount.kind)))
}

fn tell(container: &mut Container, actor: Actor<'_>, change: &External) {
    if actor != Actor::Main
        && let Some(run) = &mut container.run
    {
        add(&mut run.trail, change);
    }
    for exec in container.execs.iter_mut().filter(|exec| actor != Actor::Exec(&exec.id)) {
        if let Some(trail) = exec.trail_mut() {
            add(trail, change);
        }
    }
}

/// A process that is further than the change hears of it at once.
fn add(trail: &mut Trail, change: &External) {
    let at = if change.at > trail.at { change.at } else { trail.at.plus(1) };
    let place = trail.externals.partition_point(|external| external.at <= at);
    trail.externals.insert(place, External { at, ..change.clone() });
}
