//! Taking over what one process did to files that others see, too.

use std::collections::BTreeSet;

use crate::clock::Timestamp;
use crate::vfs::{Changes, Files, Path, Tree};

use super::super::execution::{External, HOST, Mounted};
use super::super::{Daemon, Event, State};
use super::memory;
use super::news::{Actor, concerns, tell};
use super::record::{Mount, MountKind};

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
    memory::take_over(daemon.state, files, &mut change);
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
    if concerns(container, &whole) {
        tell(container, actor, &whole);
    }
    daemon.state.containers.spread(&change, Some(id));
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
        let replaced: BTreeSet<String> = files.replaced().map(String::from).collect();
        if !replaced.is_empty() {
            self.keep_bound(&replaced);
        }
        let known = self.containers.host();
        if !known.is_empty() {
            let changes = known.changes_to(files);
            if !changes.is_empty() {
                let volumes = [(HOST.to_string(), changes)].into();
                self.containers.spread(&External { at, volumes, ..External::default() }, None);
            }
        }
        self.containers.set_host(files.clone());
    }

    /// Takes the learner's files back: what containers changed in `lent`.
    pub fn return_files(&mut self, lent: &Tree) -> Changes {
        let changes = lent.changes_to(self.containers.host());
        let bound = |mount: &Mount| matches!(mount.kind, MountKind::Bind(_));
        if !self.containers.each().any(|it| it.state.is_running() && it.mounts.iter().any(bound)) {
            self.containers.set_host(Tree::default());
        }
        changes
    }
}
