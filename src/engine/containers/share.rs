//! What one process does to files, told to all who see them.

use crate::clock::Timestamp;
use crate::vfs::{Changes, Files, Path, Tree};

use super::super::execution::{External, HOST, Mounted};
use super::super::{Daemon, Event, State};
use super::record::{Container, Mount, MountKind};
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
    if let Some(changes) = host_changes(daemon, files) {
        change.volumes.insert(HOST.to_string(), changes);
    }
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

/// Takes over what changed in the parts of the learner's own files that are mounted.
fn host_changes(daemon: &mut Daemon<'_>, files: &Mounted) -> Option<Changes> {
    let before = daemon.state.containers.host().clone();
    let mut after = before.clone();
    for (source, tree) in files.volumes().filter(|(source, _)| source.starts_with('/')) {
        let real = before.real_path(source).unwrap_or_else(|_| source.to_string());
        let mut changes = Changes::new();
        for (path, change) in before.changes_to(tree).iter() {
            if Path::new(path).below(&real).is_some() {
                changes.set(path, change.clone());
            }
        }
        if !changes.is_empty() {
            after = after.apply(&changes);
        }
    }
    let changes = before.changes_to(&after);
    daemon.state.containers.set_host(after);
    (!changes.is_empty()).then_some(changes)
}

impl State {
    /// Lends the learner's own files to the containers that have some of them mounted, for one command; processes hear
    /// of what has changed since.
    pub fn lend_files(&mut self, files: &Tree, at: Timestamp) {
        let known = self.containers.host();
        if !known.is_empty() {
            let changes = known.changes_to(files);
            let news = External { at, volumes: [(HOST.to_string(), changes)].into(), ..External::default() };
            let running: Vec<String> =
                self.containers.iter().filter(|it| concerns(it, &news)).map(|it| it.id.clone()).collect();
            for id in running.iter().filter(|_| !news.volumes.values().all(Changes::is_empty)) {
                if let Some(container) = self.containers.get_mut(id) {
                    tell(container, Actor::Daemon, &news);
                }
            }
        }
        self.containers.set_host(files.clone());
    }

    /// Takes the learner's files back: what containers changed in `lent`.
    pub fn return_files(&mut self, lent: &Tree) -> Changes {
        let changes = lent.changes_to(self.containers.host());
        let bound = |mount: &Mount| matches!(mount.kind, MountKind::Bind(_));
        if !self.containers.iter().any(|it| it.state.is_running() && it.mounts.iter().any(bound)) {
            self.containers.set_host(Tree::default());
        }
        changes
    }
}

/// Whether any process of the container sees the change.
fn concerns(container: &Container, change: &External) -> bool {
    let mounts = |mount: &MountKind| match mount {
        MountKind::Volume(name) => change.volumes.contains_key(name),
        MountKind::Bind(_) => change.volumes.contains_key(HOST),
        MountKind::Tmpfs => false,
    };
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
