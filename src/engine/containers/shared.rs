//! Containers that share a network: `--network container:NAME`, and those in the host's (moby
//! `daemon/container_operations.go`, `getNetworkedContainer`).

use super::super::Daemon;
use super::super::api::models::HostConfig;
use super::super::api::{ApiError, ApiResult};
use super::mode::{lender_in, lent_by};
use super::record::Container;
use super::table::Containers;

/// How often a network may be lent on.
const DEEPEST: usize = 16;

/// The container whose network another one is in: its own, if nobody lends it one.
pub fn lender<'c>(containers: &'c Containers, container: &'c Container) -> &'c Container {
    let mut of = container;
    for _ in 0..DEEPEST {
        let mode = of.host.network_mode.as_deref().unwrap_or_default();
        match lender_in(mode).and_then(|name| containers.find(name).ok()) {
            Some(other) => of = other,
            None => break,
        }
    }
    of
}

/// The running containers that share a container's network, without itself.
pub fn neighbours<'c>(containers: &'c Containers, container: &'c Container) -> Vec<&'c Container> {
    let of = |container: &'c Container| {
        let lender = lender(containers, container);
        if lender.network_mode() == "host" { "host" } else { lender.id.as_str() }
    };
    let own = of(container);
    let beside = |other: &&'c Container| other.id != container.id && other.state.is_running() && of(other) == own;
    containers.iter().filter(beside).collect()
}

/// Containers whose processes or shared memory a new one is to see must be there (moby `generateSecurityOpt`).
pub fn check_lenders(daemon: &Daemon<'_>, host: &HostConfig) -> ApiResult<()> {
    for mode in [&host.ipc_mode, &host.pid_mode].into_iter().flatten() {
        if let Some(name) = lender_in(mode) {
            daemon.state.containers.find(name)?;
        }
    }
    Ok(())
}

/// The lender is known by its ID from the start (moby `adaptSharedNamespaceContainer`).
pub fn adapt(daemon: &Daemon<'_>, host: &mut HostConfig) {
    for mode in [&mut host.pid_mode, &mut host.ipc_mode, &mut host.network_mode].into_iter().flatten() {
        let found = lender_in(mode).and_then(|name| daemon.state.containers.find(name).ok());
        if let Some(lender) = found {
            *mode = lent_by(&lender.id);
        }
    }
}

/// The lender must run when a container starts; its names become the container's.
pub fn join(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<()> {
    let container = daemon.state.containers.find(id)?;
    let mode = container.network_mode();
    let Some(name) = lender_in(&mode) else { return Ok(()) };
    let lender = match daemon.state.containers.find(name) {
        Ok(lender) => lender,
        Err(error) => {
            return Err(ApiError::new(500, format!("joining network namespace of container: {error}")));
        }
    };
    if lender.id == container.id {
        return Err(ApiError::new(500, "cannot join own network namespace"));
    }
    if !lender.state.is_running() {
        let (name, state) = (&lender.name, lender.state.status.word());
        let words = "cannot join network namespace of a non running container";
        return Err(ApiError::new(409, format!("{words}: container {name} is {state}")));
    }
    let names = (lender.config.hostname.clone(), lender.config.domainname.clone());
    let full = container.id.clone();
    if let Some(container) = daemon.state.containers.get_mut(&full) {
        (container.config.hostname, container.config.domainname) = names;
    }
    Ok(())
}
