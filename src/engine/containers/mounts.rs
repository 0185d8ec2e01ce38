//! What is mounted into a container besides its surroundings: volumes (made where they are missing) and tmpfs (moby
//! `daemon/volumes.go`, `daemon/create_unix.go`).

use std::collections::BTreeMap;

use crate::vfs::{FileType, Files, Path, Tree};

use super::super::Daemon;
use super::super::api::models::{HostConfig, MountType};
use super::super::api::{ApiError, ApiResult, EventType};
use super::names;
use super::record::{Container, Mount, MountKind, Volume};

/// The mount points of a new container; its anonymous and new named volumes are made.
pub fn mounts(daemon: &mut Daemon<'_>, container: &Container, host: &HostConfig, view: &Tree) -> ApiResult<Vec<Mount>> {
    let mut mounts: Vec<Mount> = Vec::new();
    let mut wanted: Vec<(String, String, bool, String)> = Vec::new();
    for bind in host.binds.iter().flatten() {
        let parts: Vec<&str> = bind.split(':').collect();
        let (source, destination, mode) = match parts.as_slice() {
            [source, destination] if !is_mode(destination) => (*source, *destination, ""),
            [source, destination, mode] => (*source, *destination, *mode),
            _ => return Err(ApiError::new(400, format!("invalid volume specification: '{bind}'"))),
        };
        if !mode.is_empty() && !is_mode(mode) {
            return Err(ApiError::new(400, format!("invalid mode: {mode}")));
        }
        if source.starts_with('/') {
            return Err(no_bind(source));
        }
        check_target("volume", destination)
            .map_err(|why| ApiError::new(400, format!("invalid volume specification: '{bind}': {why}")))?;
        let writable = !mode.split(',').any(|option| option == "ro");
        wanted.push((
            Path::new(destination).into(),
            source.to_string(),
            writable,
            if mode.is_empty() { "z".into() } else { mode.into() },
        ));
    }
    for mount in host.mounts.iter().flatten() {
        let target = mount.target.as_deref().unwrap_or_default();
        let kind = if mount.typ == Some(MountType::TMPFS) { "tmpfs" } else { "volume" };
        check_target(kind, target).map_err(|why| ApiError::new(400, why))?;
        let destination = Path::new(target).into();
        let writable = !mount.read_only.unwrap_or(false);
        let source = mount.source.clone().unwrap_or_default();
        match mount.typ {
            Some(MountType::VOLUME) | None => wanted.push((destination, source, writable, "z".into())),
            Some(MountType::TMPFS) => {
                let kind = MountKind::Tmpfs;
                mounts.push(Mount { destination, kind, writable, anonymous: false, mode: String::new() });
            }
            Some(_) => return Err(no_bind(&source)),
        }
    }
    for (destination, _) in host.tmpfs.iter().flatten() {
        let (destination, kind) = (Path::new(destination).into(), MountKind::Tmpfs);
        mounts.push(Mount { destination, kind, writable: true, anonymous: false, mode: String::new() });
    }
    for (path, _) in container.config.oci.volumes.iter().flatten() {
        let destination = String::from(Path::new(path));
        let known = wanted.iter().any(|(other, ..)| *other == destination)
            || mounts.iter().any(|mount| mount.destination == destination);
        if !known {
            wanted.push((destination, String::new(), true, String::new()));
        }
    }
    for (destination, name, writable, mode) in wanted {
        if mounts.iter().any(|mount| mount.destination == destination) {
            return Err(ApiError::new(400, format!("Duplicate mount point: {destination}")));
        }
        let anonymous = name.is_empty();
        let name = if anonymous { crate::content::hex(&daemon.clock.random_bytes::<32>()) } else { name };
        if !anonymous && !names::is_valid(&name) {
            let message = format!(
                "create {name}: \"{name}\" includes invalid characters for a local volume name, only \
                 \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path"
            );
            return Err(ApiError::new(400, message));
        }
        make_volume(daemon, container, &name, &destination, anonymous, view);
        mounts.push(Mount { destination, kind: MountKind::Volume(name), writable, anonymous, mode });
    }
    mounts.sort_by(|a, b| a.destination.cmp(&b.destination));
    Ok(mounts)
}

/// Whether a text is a list of mount options of a volume, not a path.
fn is_mode(text: &str) -> bool {
    text.split(',').all(|option| matches!(option, "ro" | "rw" | "z" | "Z" | "nocopy"))
}

/// Why a mount cannot be at `target`, if it cannot.
fn check_target(kind: &str, target: &str) -> Result<(), String> {
    let why = match target {
        "" => "field Target must not be empty".to_string(),
        path if !path.starts_with('/') => format!("invalid mount path: '{path}' mount path must be absolute"),
        path if Path::new(path).is_root() => "invalid specification: destination can't be '/'".to_string(),
        _ => return Ok(()),
    };
    Err(format!("invalid mount config for type \"{kind}\": {why}"))
}

fn no_bind(source: &str) -> ApiError {
    let message = format!(
        "invalid mount config for type \"bind\": the sandbox's engine cannot see {source}: use a volume, docker cp or COPY"
    );
    ApiError::new(400, message)
}

/// Makes the volume unless it is there; an empty one gets what the image has at its mount point.
fn make_volume(daemon: &mut Daemon<'_>, container: &Container, name: &str, path: &str, anonymous: bool, view: &Tree) {
    let created = container.created;
    let empty = daemon
        .state
        .containers
        .volume(name)
        .is_none_or(|volume| volume.files.read_dir("/").is_ok_and(|names| names.is_empty()));
    let files = if empty { subtree(view, path) } else { Tree::new() };
    let volumes = &mut daemon.state.containers;
    match volumes.volume(name) {
        Some(_) if empty => volumes.set_volume_files(name, files),
        Some(_) => {}
        None => {
            let labels = if anonymous {
                [("com.docker.volume.anonymous".to_string(), String::new())].into()
            } else {
                BTreeMap::new()
            };
            volumes.add_volume(name.to_string(), Volume { created, anonymous, labels, files });
            daemon.tell(EventType::Volume, "create", name, [("driver", "local".to_string())]);
        }
    }
}

fn subtree(view: &Tree, path: &str) -> Tree {
    let mut copy = Tree::new();
    if view.stat(path, true).is_ok_and(|stat| stat.kind == FileType::Directory) {
        let real = view.real_path(path).unwrap_or_else(|_| path.to_string());
        for (inner, node) in view.walk() {
            if let Some(rest) = Path::new(&inner).below(&real).filter(|rest| !rest.is_empty()) {
                let _ = copy.put(&Path::new(rest), node);
            }
        }
    }
    copy
}
