//! `DELETE /networks/{id}` (moby `daemon/network.go`, `deleteNetwork`; `daemon/libnetwork/network.go`, `Delete`).

use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult};
use crate::engine::containers::networks::{find, members};
use crate::engine::containers::{endpoint_id, tell_network};
use crate::text::quote;

/// See [`crate::engine::api::Networks::network_remove`].
pub(super) fn remove(daemon: &mut Daemon<'_>, name: &str) -> ApiResult<()> {
    let containers = &daemon.state.containers;
    let found = find(containers, name)?;
    let name = found.name.to_string();
    if found.own.is_none() {
        return Err(ApiError::new(403, format!("{name} is a pre-defined network and cannot be removed")));
    }
    let ends: Vec<String> = members(containers, &name)
        .map(|container| {
            let id = endpoint_id(container, &name);
            format!("name:{} id:{}", quote(&container.name), quote(id.get(..12).unwrap_or(&id)))
        })
        .collect();
    if !ends.is_empty() {
        let why = format!("network {name} has active endpoints ({})", ends.join(", "));
        return Err(ApiError::new(403, format!("error while removing network: {why}")));
    }
    let at = daemon.clock.now();
    tell_network(daemon, at, &name, "destroy", None);
    daemon.state.containers.remove_network(&name);
    Ok(())
}
