//! `POST /containers/{id}/start` (moby `daemon/start.go`).

use super::mode::lender_in;
use std::collections::BTreeSet;

use crate::allowance::insist;
use crate::vfs::{Files, Path};

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult};
use super::begin::{begin, fail};
use super::connect;
use super::equipment;
use super::files::part;
use super::links;
use super::moment::MOMENT;
use super::record::{MountKind, Port, Restarts, Status, mount_point};
use super::running;
use super::settle::settle;
use super::shared;

/// Where the engine starts to look for a free port of the host.
const FIRST_FREE_PORT: u16 = 32768;

/// See [`super::super::api::Containers::container_start`].
pub fn start(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<()> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?;
    match container.state.status {
        Status::Paused => return Err(ApiError::new(409, "cannot start a paused container, try unpause instead")),
        Status::Running | Status::Restarting => return Ok(()),
        Status::Created | Status::Exited => {}
    }
    let (id, awaited) = (container.id.clone(), container.awaited);
    if let Some(container) = daemon.state.containers.get_mut(&id) {
        container.awaited = false;
        container.restarts = Restarts::default();
    }
    let ready = mount_volumes(daemon, &id)
        .and_then(|()| check_parts(daemon, &id))
        .and_then(|()| join_memory(daemon, &id))
        .and_then(|()| join_processes(daemon, &id))
        .and_then(|()| shared::join(daemon, &id))
        .and_then(|()| links::join_links(daemon, &id))
        .and_then(|()| publish(daemon, &id))
        .and_then(|()| equipment::check(daemon, &id))
        .and_then(|()| connect::join_networks(daemon, &id));
    if let Err(error) = ready {
        fail(daemon, &id, 128, &error);
        return Err(error);
    }
    begin(daemon, &id, daemon.clock.now())?;
    // Who is attached reads on from here: the main process says nothing before.
    if !awaited {
        running::play_on(daemon, &id, daemon.clock.now())?;
    }
    daemon.clock.advance(MOMENT);
    Ok(())
}

/// Volumes that are devices are mounted when a container starts (moby `volume/local/local_unix.go`, `mount`). There are no
/// devices here and no other machines; directories of this one, and memory.
fn mount_volumes(daemon: &Daemon<'_>, id: &str) -> ApiResult<()> {
    let containers = &daemon.state.containers;
    for mount in &containers.find(id)?.mounts {
        let MountKind::Volume(name) = &mount.kind else { continue };
        let Some(volume) = containers.volume(name).filter(|volume| !volume.options.is_empty()) else { continue };
        let option = |name: &str| volume.options.get(name).map_or("", String::as_str);
        let why = match (volume.bound(), option("type")) {
            (Some(device), _) if containers.host().stat(device, true).is_err() => "no such file or directory",
            (Some(_), _) | (None, "tmpfs") => continue,
            (None, _) => "no such device",
        };
        let at = mount_point(name);
        let data = if option("o").is_empty() { String::new() } else { format!(", data: {}", option("o")) };
        return Err(ApiError::new(
            500,
            format!(
                "error while mounting volume '{at}': failed to mount local volume: mount {}:{at}{data}: {why}",
                option("device")
            ),
        ));
    }
    Ok(())
}

/// The parts of volumes and images that are mounted must be there (moby `daemon/volume/safepath`).
fn check_parts(daemon: &Daemon<'_>, id: &str) -> ApiResult<()> {
    let state = &*daemon.state;
    for mount in state.containers.find(id)?.mounts.iter().filter(|mount| !mount.subpath.is_empty()) {
        let (tree, base) = match &mount.kind {
            MountKind::Volume(name) => (state.containers.volume(name).map(|it| it.files.clone()), mount_point(name)),
            MountKind::Image { chain_id, .. } => {
                let place = format!("/var/lib/docker/rootfs/overlayfs/{}", chain_id.hex());
                (state.images.snapshot(chain_id).map(|snapshot| snapshot.merged), place)
            }
            MountKind::Tmpfs | MountKind::Bind(_) => continue,
        };
        if tree.is_none_or(|tree| part(&tree, &mount.subpath).is_none()) {
            let path = Path::new(&base).within(&mount.subpath);
            let message = format!("cannot access path {path}: lstat {path}: no such file or directory");
            return Err(ApiError::new(404, message));
        }
    }
    Ok(())
}

/// `--ipc container:NAME` needs that container, and it must run (`getIPCContainer` in moby's daemon).
fn join_memory(daemon: &Daemon<'_>, id: &str) -> ApiResult<()> {
    let mode = daemon.state.containers.find(id)?.host.ipc_mode.as_deref();
    join(daemon, mode, "IPC")?;
    let Some(donor) = mode.and_then(lender_in).and_then(|name| daemon.state.containers.find(name).ok()) else {
        return Ok(());
    };
    let of = donor.host.ipc_mode.as_deref().unwrap_or_default();
    if of == "shareable" || lender_in(of).is_some() {
        return Ok(());
    }
    let hint = "non-shareable IPC (hint: use IpcMode:shareable for the donor container)";
    Err(ApiError::new(400, format!("failed to join IPC namespace: container {}: {hint}", donor.id)))
}

/// The same for `--pid container:NAME` (`getPIDContainer`).
fn join_processes(daemon: &Daemon<'_>, id: &str) -> ApiResult<()> {
    let mode = daemon.state.containers.find(id)?.host.pid_mode.as_deref();
    join(daemon, mode, "PID")
}

/// Whether there is a container that runs, where a mode names one.
fn join(daemon: &Daemon<'_>, mode: Option<&str>, namespace: &str) -> ApiResult<()> {
    let Some(donor) = mode.and_then(lender_in) else { return Ok(()) };
    let failed =
        |status, why: String| Err(ApiError::new(status, format!("failed to join {namespace} namespace: {why}")));
    match daemon.state.containers.find(donor) {
        Err(error) => failed(400, error.to_string()),
        Ok(container) if container.state.status != Status::Running => {
            failed(409, format!("container {donor} is not running"))
        }
        Ok(_) => Ok(()),
    }
}

/// The ports of the host that may be taken for one of the container's: those that were asked for, as a range.
fn asked(bindings: &[(String, u16, u16)], port: &Port) -> Option<(u16, u16)> {
    let own = format!("{}/{}", port.container, port.protocol);
    let of = bindings.iter().filter(|(of, ..)| *of == own);
    of.map(|(_, first, last)| (*first, *last)).find(|(first, last)| *first > 0 && (*first..=*last).contains(&port.host))
}

/// Whether two addresses of the host may not have the same port.
fn meet(one: &str, other: &str) -> bool {
    let any = |address: &str| matches!(address, "" | "0.0.0.0" | "::");
    any(one) || any(other) || one == other
}

/// Finds a host port for every published port (moby `daemon/libnetwork/portallocator`).
fn publish(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<()> {
    let mut taken: BTreeSet<(u16, String, String)> = BTreeSet::new();
    let entry = |port: &Port| (port.host, port.protocol.clone(), port.host_ip.clone());
    for container in daemon.state.containers.iter().filter(|container| container.state.is_running()) {
        taken.extend(container.ports.iter().map(entry));
    }
    let Some(container) = daemon.state.containers.get_mut(id) else { return Ok(()) };
    let (name, full) = (container.name.clone(), container.id.clone());
    let mut bindings: Vec<(String, u16, u16)> = Vec::new();
    for (of, given) in container.host.port_bindings.iter().flatten() {
        for text in given.iter().flatten().filter_map(|binding| binding.host_port.as_deref()) {
            let (first, last) = text.split_once('-').unwrap_or((text, text));
            bindings.extend(first.parse().ok().zip(last.parse().ok()).map(|(first, last)| (of.clone(), first, last)));
        }
    }
    for port in &mut container.ports {
        let is_taken = |number: u16| {
            insist(1);
            let same = taken.range((number, port.protocol.clone(), String::new())..);
            let same = same.take_while(|(other, protocol, _)| *other == number && *protocol == port.protocol);
            same.into_iter().any(|(.., address)| meet(address, &port.host_ip))
        };
        let (first, last) = asked(&bindings, port).unwrap_or((FIRST_FREE_PORT, u16::MAX));
        let address = if port.host_ip.is_empty() { "0.0.0.0" } else { &port.host_ip };
        let found = (first..=last).find(|number| !is_taken(*number));
        let why = match found {
            Some(number) => {
                port.host = number;
                taken.insert(entry(port));
                continue;
            }
            None if first == last => format!("Bind for {address}:{first} failed: port is already allocated"),
            None => "all ports are allocated".to_string(),
        };
        let at = format!(
            "failed to set up container networking: driver failed programming external connectivity on endpoint {name}"
        );
        return Err(ApiError::new(500, format!("{at} ({full}): {why}")));
    }
    Ok(())
}
