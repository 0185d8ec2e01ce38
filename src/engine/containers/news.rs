//! News: a change of files, told to every process that sees it.

use crate::clock::Timestamp;
use crate::vfs::Tree;

use super::super::execution::{External, HOST};
use super::memory;
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

impl Containers {
    /// Tells all containers that see a change of it, but the one (by its ID) that made it.
    pub fn spread(&mut self, change: &External, maker: Option<&str>) {
        let concerned = self.iter().filter(|it| Some(it.id.as_str()) != maker && concerns(it, change));
        let ids: Vec<String> = concerned.map(|container| container.id.clone()).collect();
        for id in ids {
            if let Some(container) = self.get_mut(&id) {
                tell(container, Actor::Daemon, change);
            }
        }
    }

    /// Puts files into a volume otherwise than by a process.
    pub fn change_volume(&mut self, name: &str, files: Tree, at: Timestamp) {
        let Some(before) = self.volume(name) else { return };
        let changes = before.files.changes_to(&files);
        self.set_volume_files(name, files);
        self.spread(&External { at, volumes: [(name.to_string(), changes)].into(), ..External::default() }, None);
    }
}

/// Whether any process of the container sees the change.
pub fn concerns(container: &Container, change: &External) -> bool {
    let mounts = |mount: &MountKind| match mount {
        MountKind::Volume(name) => change.volumes.contains_key(name),
        MountKind::Bind(_) => change.volumes.contains_key(HOST),
        MountKind::Tmpfs | MountKind::Image { .. } => false,
    };
    container.state.is_running()
        && (!change.set.is_empty()
            || !change.unset.is_empty()
            || container.mounts.iter().any(|mount| mounts(&mount.kind))
            || memory::concerns(container, change))
}

/// Tells the processes of a container, but the one that made the change.
pub fn tell(container: &mut Container, actor: Actor<'_>, change: &External) {
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
