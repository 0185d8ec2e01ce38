//! `POST /networks/create` (moby `daemon/network.go`, `createNetwork`; `daemon/libnetwork/controller.go`, `NewNetwork`).

use core::net::Ipv4Addr;

use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, NetworkAddresses, NetworkCreate};
use crate::engine::containers::network::{Network, is_predefined};
use crate::engine::containers::networks::{free_subnet, is_taken};
use crate::engine::containers::tell_network;
use crate::text::quote;

/// See [`crate::engine::api::Networks::network_create`].
pub(super) fn create(daemon: &mut Daemon<'_>, wanted: &NetworkCreate) -> ApiResult<String> {
    let refuse = |status: u16, why: String| Err(ApiError::new(status, why));
    let (name, driver) = (&wanted.name, wanted.driver.as_str());
    if is_predefined(name) {
        return refuse(403, format!("operation is not permitted on predefined {name} network "));
    }
    if driver == "overlay" {
        let how = "Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";
        return refuse(403, format!("This node is not a swarm manager. {how}"));
    }
    check_addresses(&wanted.addresses)?;
    if name.trim().is_empty() {
        return refuse(400, "invalid name: name is empty".into());
    }
    if daemon.state.containers.network(name).is_some() {
        return refuse(409, format!("network with name {name} already exists"));
    }
    match driver {
        "" | "bridge" | "host" | "null" | "macvlan" | "ipvlan" => {}
        other => return refuse(404, format!("plugin {} not found", quote(other))),
    }
    if wanted.ingress {
        return refuse(403, "Ingress network can only be global scope network".into());
    }
    if wanted.scope == "swarm" {
        return refuse(403, "cannot create a swarm scoped network when swarm is not active".into());
    }
    match driver {
        "host" | "null" => return refuse(403, format!("only one instance of {} network is allowed", quote(driver))),
        "macvlan" | "ipvlan" => {
            return refuse(501, format!("layercake does not simulate the driver {driver}; bridge is simulated"));
        }
        _ => {}
    }
    let network = network(daemon, wanted)?;
    let id = network.id.clone();
    daemon.state.containers.add_network(name.clone(), network);
    tell_network(daemon, daemon.clock.now(), &id, "create", None);
    Ok(id)
}

/// What is wrong with the addresses (`validateIpamConfig`).
fn check_addresses(all: &[NetworkAddresses]) -> ApiResult<()> {
    let mut wrong = Vec::new();
    for one in all {
        let subnet = one.subnet;
        if subnet != subnet.masked() {
            wrong.push(format!("invalid subnet {subnet}: it should be {}", subnet.masked()));
        }
        if let Some(range) = one.range {
            let mut complain = |why: String| wrong.push(format!("invalid ip-range {range}: {why}"));
            if range.length() < subnet.length() {
                complain(format!("CIDR block is bigger than its parent subnet {subnet}"));
            }
            if range != range.masked() {
                complain(format!("it should be {}", range.masked()));
            }
            if !subnet.overlaps(range) {
                complain(format!("parent subnet {subnet} doesn't contain ip-range"));
            }
        }
        let outside = |address: &Ipv4Addr| !subnet.contains(*address);
        let why = format!("parent subnet {subnet} doesn't contain this address");
        wrong.extend(one.gateway.filter(outside).map(|gateway| format!("invalid gateway {gateway}: {why}")));
        let kept = one.kept.iter().filter(|(_, address)| outside(address));
        wrong.extend(kept.map(|(name, _)| format!("invalid auxiliary address {name}: {why}")));
    }
    match wrong.as_slice() {
        [] => Ok(()),
        [one] => Err(ApiError::new(400, format!("invalid network config:\n{one}"))),
        several => Err(ApiError::new(400, format!("invalid network config:\n* {}", several.join("\n* ")))),
    }
}

/// The network, with addresses of its own.
fn network(daemon: &mut Daemon<'_>, wanted: &NetworkCreate) -> ApiResult<Network> {
    let containers = &daemon.state.containers;
    for asked in &wanted.addresses {
        if is_taken(containers, asked.subnet) {
            let why = "invalid pool request: Pool overlaps with other one on this address space";
            return Err(ApiError::new(403, why));
        }
    }
    if wanted.addresses.len() > 1 {
        return Err(ApiError::new(403, "bridge driver doesn't support multiple subnets"));
    }
    let asked = wanted.addresses.first();
    let subnet = match asked {
        Some(asked) => asked.subnet,
        None => free_subnet(containers)?,
    };
    let first = asked.and_then(|asked| asked.range).unwrap_or(subnet);
    let address = u32::from(first.masked().address());
    // The first address of a subnet is its own; not so in a link of two.
    let step = u32::from(first.masked().address() == subnet.masked().address() && subnet.size() > 2);
    let gateway = asked.and_then(|asked| asked.gateway).unwrap_or_else(|| Ipv4Addr::from(address.wrapping_add(step)));
    let id = crate::content::hex(&daemon.clock.random_bytes::<32>());
    Ok(Network {
        id,
        created: daemon.clock.now(),
        subnet,
        gateway,
        range: asked.and_then(|asked| asked.range),
        kept: asked.map(|asked| asked.kept.clone()).unwrap_or_default(),
        internal: wanted.internal,
        attachable: wanted.attachable,
        labels: wanted.labels.clone(),
        options: wanted.options.clone(),
    })
}
