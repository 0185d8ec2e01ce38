//! What a container asks of the networks that every engine has: addresses, a hardware address, links (moby
//! `daemon/container_operations.go`, `validateEndpointSettings`; `daemon/container_operations_unix.go`, `addLegacyLinks`).

use super::mode::lender_in;
use std::net::IpAddr;

use super::super::Daemon;
use super::super::api::models::{ContainerCreateBody, EndpointSettings, HostConfig};
use super::super::api::{ApiError, ApiResult};
use super::record::Container;
use super::table::Containers;

/// The first two numbers of the default bridge's addresses, 172.17.0.0/16.
const BRIDGE: [u8; 2] = [172, 17];

/// The hardware address that is asked for; refuses what only networks of one's own have.
pub fn hardware(body: &ContainerCreateBody, host: &HostConfig) -> ApiResult<String> {
    let network = match host.network_mode.as_deref() {
        None | Some("" | "default") => "bridge",
        Some(named) => named,
    };
    let endpoints = body.networking_config.as_ref().and_then(|config| config.endpoints_config.as_ref());
    let Some(endpoint) = endpoints.and_then(|all| all.get("default").or_else(|| all.get(network))) else {
        return Ok(String::new());
    };
    let wrong = settings(endpoint, network == "bridge");
    if !wrong.is_empty() {
        let words = match wrong.as_slice() {
            [one] => one.clone(),
            several => format!("* {}", several.join("\n* ")),
        };
        let message = format!("invalid config for network {network}: invalid endpoint settings:\n{words}");
        return Err(ApiError::new(400, message));
    }
    Ok(endpoint.mac_address.clone().unwrap_or_default())
}

/// What is wrong with the settings of an end of a network that the engine made itself.
fn settings(endpoint: &EndpointSettings, bridge: bool) -> Vec<String> {
    let asked = endpoint.ipam_config.as_ref();
    let asked = asked.map(|asked| [&asked.ipv4_address, &asked.ipv6_address]);
    let addresses: Vec<&String> = asked.into_iter().flatten().flatten().collect();
    let mut wrong = Vec::new();
    if !addresses.is_empty() {
        wrong.push("user-specified IP address is supported on user-defined networks only".to_string());
    }
    if endpoint.aliases.as_ref().is_some_and(|aliases| !aliases.is_empty()) {
        wrong.push("network-scoped aliases are only supported for user-defined networks".to_string());
    }
    let inside = |address: &str| match address.parse() {
        Ok(IpAddr::V4(address)) => bridge && address.octets().starts_with(&BRIDGE),
        _ => false,
    };
    let outside = addresses.iter().filter(|address| !inside(address));
    wrong.extend(outside.map(|address| format!("no configured subnet contains IP address {address}")));
    wrong
}

/// Both names of a `--link CONTAINER[:ALIAS]`.
fn names(link: &str) -> (&str, &str) {
    link.split_once(':').unwrap_or((link, link))
}

/// Containers that a new one links to must be there (moby `daemon/links.go`, `registerLinks`).
pub fn check_links(daemon: &Daemon<'_>, host: &HostConfig) -> ApiResult<()> {
    for link in host.links.iter().flatten() {
        let (name, _) = names(link);
        if let Err(error) = daemon.state.containers.find(name) {
            return Err(ApiError::new(400, format!("could not get container for {name}: {error}")));
        }
    }
    Ok(())
}

/// A container is linked to by its ID from the start: another name of its changes nothing.
pub fn adapt_links(daemon: &Daemon<'_>, host: &mut HostConfig) {
    for link in host.links.iter_mut().flatten() {
        let (name, alias) = names(link);
        if let Ok(linked) = daemon.state.containers.find(name) {
            *link = format!("{}:{alias}", linked.id);
        }
    }
}

/// The links of a container as they are shown: `/NAME:/OWN/ALIAS`.
pub fn shown_links(containers: &Containers, container: &Container) -> Vec<String> {
    let links = container.host.links.iter().flatten().map(|link| names(link));
    let shown = links.filter_map(|(id, alias)| Some((containers.find(id).ok()?, alias)));
    shown.map(|(linked, alias)| format!("/{}:/{}/{alias}", linked.name, container.name)).collect()
}

/// The names that other containers have for one by their links: `/OTHER/ALIAS`.
pub fn names_by_links(containers: &Containers, container: &Container) -> Vec<String> {
    let others =
        containers.iter().flat_map(|other| other.host.links.iter().flatten().map(move |link| (other, names(link))));
    let to_it = others.filter(|(_, (id, _))| *id == container.id);
    to_it.map(|(other, (_, alias))| format!("/{}/{alias}", other.name)).collect()
}

/// And they must run when it starts.
pub fn join_links(daemon: &Daemon<'_>, id: &str) -> ApiResult<()> {
    let container = daemon.state.containers.find(id)?;
    for link in container.host.links.iter().flatten() {
        let (name, alias) = names(link);
        let linked = daemon.state.containers.find(name).ok();
        if linked.is_none_or(|linked| !linked.state.is_running()) {
            let name = linked.map_or(name, |linked| &linked.name);
            let message = format!("Cannot link to a non running container: /{name} AS /{}/{alias}", container.name);
            return Err(ApiError::new(500, message));
        }
    }
    Ok(())
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

/// The network must be there when it starts (moby `daemon/container_operations.go`, `allocateNetwork`).
pub fn join_network(daemon: &Daemon<'_>, id: &str) -> ApiResult<()> {
    match daemon.state.containers.find(id)?.network_mode().as_str() {
        "bridge" | "host" | "none" => Ok(()),
        mode if lender_in(mode).is_some() => Ok(()),
        name => Err(ApiError::new(404, format!("failed to set up container networking: network {name} not found"))),
    }
}

/// The lines of `/etc/hosts` for the containers that one links to: their addresses and all their names.
pub fn linked(containers: &Containers, container: &Container) -> Vec<(String, String)> {
    let links = container.host.links.iter().flatten().map(|link| names(link));
    let found = links.filter_map(|(name, alias)| {
        let linked = containers.find(name).ok()?;
        let own = if linked.name == alias { String::new() } else { format!(" {}", linked.name) };
        Some((linked.ip()?, format!("{alias} {}{own}", linked.config.hostname)))
    });
    found.collect()
}
