//! `GET /networks/{id}`: the daemon's document, its keys in the order of Go's structs (moby `api/types/network`).

use core::net::Ipv4Addr;

use serde_json::{Map, Value, json};

use crate::engine::Daemon;
use crate::engine::api::ApiResult;
use crate::engine::containers::endpoint_id;
use crate::engine::containers::network::{BRIDGE, BRIDGE_SUBNET, Network};
use crate::engine::containers::networks::{find, members, taken};
use crate::shell::GATEWAY;
use crate::text::Subnet;

/// Addresses of the bridge's subnet that no container can have: its first, its last, the gateway.
const RESERVED: u64 = 3;

/// See [`crate::engine::api::Networks::network_inspect`].
pub(super) fn inspect(daemon: &Daemon<'_>, name: &str) -> ApiResult<Value> {
    let containers = &daemon.state.containers;
    let found = find(containers, name)?;
    let (own, name) = (found.own, found.name);
    let bridge = name == BRIDGE;
    let subnet = own.map_or(BRIDGE_SUBNET, |own| own.subnet);
    let address = |address: Option<Ipv4Addr>| {
        address.map(|address| Subnet::new(address, subnet.length()).to_string()).unwrap_or_default()
    };
    let mut inside = Map::new();
    for container in members(containers, name) {
        let connected = json!({
            "Name": container.name,
            "EndpointID": endpoint_id(container, name),
            "MacAddress": container.hardware_in(name),
            "IPv4Address": address(container.address_in(name)),
            "IPv6Address": "",
        });
        inside.insert(container.id.clone(), connected);
    }
    let used = match own {
        Some(own) => taken(containers, name, own).len() as u64,
        None => RESERVED.saturating_add(inside.len() as u64),
    };
    let pool = own.and_then(|own| own.range).unwrap_or(subnet);
    let status = match own.is_some() || bridge {
        true => json!({ "Subnets": {
            subnet.to_string(): { "IPsInUse": used, "DynamicIPsAvailable": pool.size().saturating_sub(used) },
        } }),
        false => json!({}),
    };
    let options = match own {
        Some(own) => json!(own.options),
        None if bridge => json!({
            "com.docker.network.bridge.default_bridge": "true",
            "com.docker.network.bridge.enable_icc": "true",
            "com.docker.network.bridge.enable_ip_masquerade": "true",
            "com.docker.network.bridge.host_binding_ipv4": "0.0.0.0",
            "com.docker.network.bridge.name": "docker0",
            "com.docker.network.driver.mtu": "1500",
        }),
        None => json!({}),
    };
    let config = match own {
        Some(own) => json!([config(own)]),
        None if bridge => json!([{ "Subnet": subnet.to_string(), "Gateway": GATEWAY }]),
        None => Value::Null,
    };
    Ok(json!({
        "Name": name,
        "Id": found.id,
        "Created": own.map_or(daemon.state.since, |own| own.created).rfc3339(),
        "Scope": "local",
        "Driver": found.driver(),
        "EnableIPv4": true,
        "EnableIPv6": false,
        "IPAM": {
            "Driver": "default",
            "Options": if own.is_some() { json!({}) } else { Value::Null },
            "Config": config,
        },
        "Internal": own.is_some_and(|own| own.internal),
        "Attachable": own.is_some_and(|own| own.attachable),
        "Ingress": false,
        "ConfigFrom": { "Network": "" },
        "ConfigOnly": false,
        "Options": options,
        "Labels": own.map(|own| json!(own.labels)).unwrap_or_else(|| json!({})),
        "Containers": inside,
        "Status": { "IPAM": status },
    }))
}

/// `IPAMConfig`
fn config(network: &Network) -> Value {
    let mut config = Map::new();
    config.insert("Subnet".into(), json!(network.subnet.to_string()));
    if let Some(range) = network.range {
        config.insert("IPRange".into(), json!(range.to_string()));
    }
    config.insert("Gateway".into(), json!(network.gateway.to_string()));
    if !network.kept.is_empty() {
        let kept = network.kept.iter().map(|(name, address)| (name.clone(), json!(address.to_string())));
        config.insert("AuxiliaryAddresses".into(), Value::Object(kept.collect()));
    }
    Value::Object(config)
}
