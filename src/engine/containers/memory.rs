//! What is in a container's memory and not on a disk: its tmpfs mounts, `/dev/shm`, and files that a bind mount still
//! shows when their names on the host stand for others. All its processes see it, and it is gone when it stops.

use std::collections::BTreeSet;

use crate::vfs::{Changes, FileType, Files, Tree};

use super::super::State;
use super::super::execution::{External, HOST, Mounted};
use super::mode::lender_in;
use super::record::{Container, Mount, MountKind};

/// Where processes share memory.
pub const SHM: &str = "/dev/shm";

/// What stands before a container's ID in the name of something in its memory. No volume has a colon in its name.
const PREFIX: &str = "memory:";

/// What something in a container's memory is called among volumes.
pub fn name(id: &str, destination: &str) -> String {
    format!("{PREFIX}{id}:{destination}")
}

/// The container and the mount point that such a name is of.
fn parts(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix(PREFIX)?.split_once(':')
}

/// The container whose `/dev/shm` this one has (`--ipc container:…`).
pub fn sharer(container: &Container) -> &str {
    container.host.ipc_mode.as_deref().and_then(lender_in).unwrap_or(&container.id)
}

/// Whether a change is of something that a process of the container has in memory.
pub fn concerns(container: &Container, change: &External) -> bool {
    let mut names = change.volumes.keys().filter_map(|name| parts(name));
    names.any(|(id, destination)| match destination {
        SHM => sharer(container) == id,
        destination => container.id == id && container.mounts.iter().any(|mount| mount.destination == destination),
    })
}

/// Takes over what a process left in memory; what changed.
pub fn take_over(state: &mut State, files: &Mounted, change: &mut External) {
    let left: Vec<(String, Tree)> = files.volumes().map(|(name, tree)| (name.to_string(), tree.clone())).collect();
    for (volume, tree) in left {
        let Some((id, destination)) = parts(&volume) else { continue };
        let Some(container) = state.containers.get_mut(id) else { continue };
        let before = container.memory.get(destination).cloned().unwrap_or_default();
        if before == tree {
            continue;
        }
        let (id, destination) = (id.to_string(), destination.to_string());
        let bound =
            container.mounts.iter().find_map(|mount| source(mount).filter(|_| mount.destination == destination));
        let changes = before.changes_to(&tree);
        let changes = match bound {
            // A process that is older than the change has the whole of the host's files there.
            Some(source) => {
                changes.iter().filter(|(path, _)| *path == source).fold(Changes::new(), |mut own, (path, change)| {
                    own.set(path, change.clone());
                    own
                })
            }
            None => changes,
        };
        if changes.is_empty() {
            continue;
        }
        if let Some(container) = state.containers.get_mut(&id) {
            container.memory.insert(destination, before.apply(&changes));
        }
        change.volumes.insert(volume, changes);
    }
}

fn source(mount: &Mount) -> Option<&str> {
    match &mount.kind {
        MountKind::Bind(source) => Some(source),
        _ => None,
    }
}

impl State {
    /// The learner's own files that running containers have mounted as files.
    pub fn bound_files(&self) -> BTreeSet<String> {
        let host = self.containers.host();
        let running = self.containers.each().filter(|container| container.state.is_running());
        let bound = running.flat_map(|container| {
            let shown = |mount: &&Mount| !container.memory.contains_key(&mount.destination);
            container.mounts.iter().filter(shown).filter_map(source).map(String::from).collect::<Vec<_>>()
        });
        let is_file = |path: &String| host.stat(path, false).is_ok_and(|stat| stat.kind == FileType::File);
        bound.filter(is_file).collect()
    }

    /// Names of the learner's own files stand for others now: who has mounted the old files keeps them.
    pub(super) fn keep_bound(&mut self, replaced: &BTreeSet<String>) {
        let host = self.containers.host().clone();
        let has = |container: &Container| {
            container.state.is_running()
                && container.mounts.iter().filter_map(source).any(|path| replaced.contains(path))
        };
        let ids: Vec<String> =
            self.containers.each().filter(|container| has(container)).map(|it| it.id.clone()).collect();
        for id in ids {
            let Some(container) = self.containers.get_mut(&id) else { continue };
            for mount in container.mounts.clone() {
                let Some(path) = source(&mount).filter(|path| replaced.contains(*path)) else { continue };
                let Some(node) = host.get(path).filter(|_| !container.memory.contains_key(&mount.destination)) else {
                    continue;
                };
                let mut kept = Tree::new();
                if kept.put(path, node).is_err() {
                    continue;
                }
                let name = name(&id, &mount.destination);
                container.memory.insert(mount.destination.clone(), kept);
                // What its processes have heard of the file so far they have heard of the one that they keep.
                let trails = container.run.iter_mut().map(|run| &mut run.trail);
                for trail in trails.chain(container.execs.iter_mut().filter_map(|exec| exec.trail_mut())) {
                    for external in &mut trail.externals {
                        let heard = external.volumes.get(HOST).and_then(|changes| changes.get(path)).cloned();
                        if let Some(heard) = heard {
                            let mut changes = Changes::new();
                            changes.set(path, heard);
                            external.volumes.insert(name.clone(), changes);
                        }
                    }
                }
            }
        }
    }
}
