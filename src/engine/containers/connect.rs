//! How a container comes into networks and out of them: addresses, a hardware address (moby
//! `daemon/container_operations.go`).

use core::net::{IpAddr, Ipv4Addr};
use std::collections::BTreeMap;

use super::super::Daemon;
use super::super::api::models::{ContainerCreateBody, EndpointSettings, HostConfig};
use super::super::api::{ApiError, ApiResult};
use super::announce::tell_network;
use super::ends::{End, Ends};
use super::mode::lender_in;
use super::network::{BRIDGE, BRIDGE_SUBNET, Network, is_predefined};
use super::networks::{Named, find, free_address, taken};
use super::record::Container;
use super::table::Containers;

/// The networks that a new container is to be in, and the hardware address that it asks for in the engine's own; refuses
/// what cannot be (moby `validateNetworkingConfig`, `updateContainerNetworkSettings`).
pub fn ends(daemon: &Daemon<'_>, body: &ContainerCreateBody, host: &HostConfig) -> ApiResult<(Ends, String)> {
    let containers = &daemon.state.containers;
    let mode = match host.network_mode.as_deref() {
        None | Some("" | "default") => BRIDGE,
        Some(named) => named,
    };
    let given = body.networking_config.as_ref().and_then(|config| config.endpoints_config.as_ref());
    let given: BTreeMap<&str, &EndpointSettings> =
        given.into_iter().flatten().map(|(name, end)| (if name == "default" { mode } else { name }, end)).collect();
    for (name, settings) in &given {
        let found = find(containers, name).ok();
        let wanted = settings.ipam_config.as_ref();
        let wanted = wanted.map(|wanted| [&wanted.ipv4_address, &wanted.ipv6_address]);
        let wanted: Vec<&String> = wanted.into_iter().flatten().flatten().collect();
        let named = settings.aliases.as_ref().is_some_and(|aliases| !aliases.is_empty());
        check_settings(name, found.as_ref(), &wanted, named)
            .map_err(|why| ApiError::new(400, format!("invalid config for network {name}: {why}")))?;
    }
    if is_predefined(mode) && given.len() < 2 || lender_in(mode).is_some() {
        let end = given.get(mode).and_then(|end| end.mac_address.clone());
        return Ok((Ends::ByMode, end.unwrap_or_default()));
    }
    let full = |name: &str| find(containers, name).map_or_else(|_| name.to_string(), |found| found.name.to_string());
    let mut ends: BTreeMap<String, End> =
        given.into_iter().map(|(name, settings)| (full(name), End::asked(settings))).collect();
    if ends.is_empty() {
        ends.insert(full(mode), End::default());
    }
    Ok((Ends::These(ends), String::new()))
}

/// What is wrong with the settings of an end (moby `validateEndpointSettings`). `named`: whether it has names of its own.
fn check_settings(name: &str, found: Option<&Named<'_>>, wanted: &[&String], named: bool) -> Result<(), String> {
    let mut wrong = Vec::new();
    if is_predefined(name) {
        if !wanted.is_empty() {
            wrong.push("user-specified IP address is supported on user-defined networks only".to_string());
        }
        if named {
            wrong.push("network-scoped aliases are only supported for user-defined networks".to_string());
        }
    }
    let subnet = found.and_then(|found| match found.own {
        Some(own) => Some(own.subnet),
        None => (found.name == BRIDGE).then_some(BRIDGE_SUBNET),
    });
    let inside = |address: &str| match address.parse() {
        Ok(IpAddr::V4(address)) => subnet.is_some_and(|subnet| subnet.contains(address)),
        _ => false,
    };
    let outside = wanted.iter().filter(|address| found.is_some() && !inside(address));
    wrong.extend(outside.map(|address| format!("no configured subnet contains IP address {address}")));
    match wrong.as_slice() {
        [] => Ok(()),
        [one] => Err(format!("invalid endpoint settings:\n{one}")),
        several => Err(format!("invalid endpoint settings:\n* {}", several.join("\n* "))),
    }
}

/// The same for an end that is known.
fn check_end(name: &str, found: &Named<'_>, end: &End) -> ApiResult<()> {
    let wanted = end.wanted.as_ref().and_then(|wanted| wanted.ipv4).map(|address| address.to_string());
    let wanted: Vec<&String> = wanted.iter().collect();
    let named = end.aliases.as_ref().is_some_and(|aliases| !aliases.is_empty());
    check_settings(name, Some(found), &wanted, named).map_err(|why| ApiError::new(400, why))
}

/// An address for an end of a network of one's own.
fn address(containers: &Containers, name: &str, network: &Network, end: &End) -> ApiResult<Ipv4Addr> {
    match end.wanted.as_ref().and_then(|wanted| wanted.ipv4) {
        Some(address) if taken(containers, name, network).contains(&address) => {
            Err(ApiError::new(403, "Address already in use"))
        }
        Some(address) => Ok(address),
        None => free_address(containers, name, network),
    }
}

/// The networks must be there when it starts; it gets its addresses (moby `daemon/container_operations.go`,
/// `allocateNetwork`).
pub fn join_networks(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<()> {
    let containers = &daemon.state.containers;
    let container = containers.find(id)?;
    let id = container.id.clone();
    let mut ends = container.ends();
    let mut mode = container.network_mode();
    for (name, end) in &mut ends {
        let term = if end.network.is_empty() || is_predefined(name) { name.as_str() } else { &end.network };
        let ready = find(containers, term).and_then(|found| {
            check_end(name, &found, end)?;
            if let Some(own) = found.own {
                end.address = Some(address(containers, name, own, end)?);
                (end.network, end.named) = (found.id.clone(), true);
            }
            if found.id.starts_with(&mode) && *found.name != mode {
                mode = found.id;
            }
            Ok(())
        });
        ready.map_err(|error| match error {
            ApiError::Status { status, message } => {
                ApiError::new(status, format!("failed to set up container networking: {message}"))
            }
            stop => stop,
        })?;
    }
    let Some(container) = daemon.state.containers.get_mut(&id) else { return Ok(()) };
    if !container.ends.is_by_mode() {
        container.ends = Ends::These(ends);
        container.set_network_mode(mode);
    }
    Ok(())
}

/// What keeps a container out of one more network (moby `updateNetworkSettings`). `Ok(false)`: it is in it.
fn may_join(containers: &Containers, container: &Container, wanted: &Named<'_>) -> ApiResult<bool> {
    let refuse = |why: &str| Err(ApiError::new(400, why));
    if wanted.driver() == "host" && container.network_mode() != "host" {
        return refuse("cannot connect container to host network - container must be created in host network mode");
    }
    for name in container.networks() {
        let Ok(other) = find(containers, &name) else { continue };
        if other.name == wanted.name {
            return Ok(false);
        }
        if other.driver() == "host" || wanted.driver() == "host" {
            return refuse(SHARING);
        }
        if other.name == "none" || wanted.name == "none" {
            return refuse(
                "container cannot be connected to multiple networks with one of the networks in private (none) mode",
            );
        }
    }
    Ok(true)
}

/// Said of a container whose network is another's.
const SHARING: &str =
    "container sharing network namespace with another container or host cannot be connected to any other network";

/// Connects a container to a network (moby `ConnectToNetwork`). One that does not run is in it from its start on.
pub fn connect(daemon: &mut Daemon<'_>, term: &str, id: &str, settings: &EndpointSettings) -> ApiResult<()> {
    let containers = &daemon.state.containers;
    let container = containers.find(id)?;
    let (id, running) = (container.id.clone(), container.state.is_running());
    if running && lender_in(&container.network_mode()).is_some() {
        return Err(ApiError::new(400, SHARING));
    }
    let mut end = End::asked(settings);
    let name = match find(containers, term) {
        Err(error) if running => return Err(error),
        // It is missed when the container starts.
        Err(_) => term.to_string(),
        Ok(found) => {
            check_end(found.name, &found, &end)?;
            end.named = !is_predefined(found.name);
            if !may_join(containers, container, &found)? {
                let (name, network) = (&container.name, found.name);
                let words = format!("endpoint with name {name} already exists in network {network}");
                return if running { Err(ApiError::new(403, words)) } else { Ok(()) };
            }
            if let Some(own) = found.own.filter(|_| running) {
                end.address = Some(address(containers, found.name, own, &end)?);
                end.network = found.id.clone();
            }
            found.name.to_string()
        }
    };
    let on_bridge = running && name == BRIDGE;
    let free = free_bridge_address(containers);
    if let Some(container) = daemon.state.containers.get_mut(&id) {
        container.change_ends(|ends| drop(ends.insert(name.clone(), end)));
        if on_bridge {
            container.address = free;
        }
    }
    if running {
        tell_network(daemon, daemon.clock.now(), &name, "connect", Some(&id));
    }
    Ok(())
}

/// Takes a container out of a network (moby `DisconnectFromNetwork`).
pub fn disconnect(daemon: &mut Daemon<'_>, term: &str, id: &str, force: bool) -> ApiResult<()> {
    let containers = &daemon.state.containers;
    let found = find(containers, term).map(|found| (found.name.to_string(), found.driver()));
    let container = match containers.find(id) {
        Err(error) if !force => return Err(error),
        Err(_) => {
            found?;
            return Err(ApiError::new(404, format!("endpoint {id} not found")));
        }
        Ok(container) => container,
    };
    let (id, running) = (container.id.clone(), container.state.is_running());
    let name = match found {
        Err(error) if running && !force => return Err(error),
        Err(_) => term.to_string(),
        Ok((_, "host")) if running && container.network_mode() == "host" => {
            let why = "cannot disconnect container from host network - container was created in host network mode";
            return Err(ApiError::new(400, why));
        }
        Ok((name, _)) => name,
    };
    if !container.is_in(&name) {
        let the = if running { "" } else { "the " };
        return Err(ApiError::new(500, format!("container {id} is not connected to {the}network {name}")));
    }
    if let Some(container) = daemon.state.containers.get_mut(&id) {
        container.change_ends(|ends| drop(ends.remove(&name)));
        if name == BRIDGE {
            container.address = 0;
        }
    }
    if running {
        tell_network(daemon, daemon.clock.now(), &name, "disconnect", Some(&id));
    }
    Ok(())
}

/// An address of the default bridge that no container has: its last number; 0: there is none.
pub fn free_bridge_address(containers: &Containers) -> u8 {
    let taken: Vec<u8> = containers.each().map(|container| container.address).collect();
    (2..=254).find(|address| !taken.contains(address)).unwrap_or(0)
}
