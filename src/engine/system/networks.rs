//! `GET /networks` and `GET /networks/{id}`: those that every engine has (moby `daemon/network.go`).

use serde_json::{Map, Value, json};

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult, NetworkSummary};
use super::super::containers::{endpoint_id, network_id};
use crate::shell::GATEWAY;

/// See [`super::super::api::System::network_list`].
pub fn list(daemon: &Daemon<'_>) -> Vec<NetworkSummary> {
    let created = daemon.state.since;
    let networks = [("bridge", "bridge"), ("host", "host"), ("none", "null")];
    networks.into_iter().map(|(name, driver)| NetworkSummary { id: network_id(name), name, driver, created }).collect()
}

/// See [`super::super::api::System::network_inspect`].
pub fn inspect(daemon: &Daemon<'_>, name: &str) -> ApiResult<Value> {
    let found = list(daemon).into_iter().find(|network| network.name == name || network.id.starts_with(name));
    let NetworkSummary { id, name, driver, created } =
        found.filter(|_| !name.is_empty()).ok_or_else(|| ApiError::new(404, format!("network {name} not found")))?;
    let bridge = name == "bridge";
    let config = if bridge { json!([{ "Subnet": "172.17.0.0/16", "Gateway": GATEWAY }]) } else { json!([]) };
    let options = match bridge {
        true => json!({
            "com.docker.network.bridge.default_bridge": "true",
            "com.docker.network.bridge.enable_icc": "true",
            "com.docker.network.bridge.enable_ip_masquerade": "true",
            "com.docker.network.bridge.host_binding_ipv4": "0.0.0.0",
            "com.docker.network.bridge.name": "docker0",
            "com.docker.network.driver.mtu": "1500",
        }),
        false => json!({}),
    };
    let mut containers = Map::new();
    for container in daemon.state.containers.iter().filter(|it| it.state.is_running() && it.network_mode() == name) {
        let ip = container.ip();
        let connected = json!({
            "Name": container.name,
            "EndpointID": endpoint_id(container),
            "MacAddress": if ip.is_some() { container.hardware() } else { String::new() },
            "IPv4Address": ip.map(|ip| format!("{ip}/16")).unwrap_or_default(),
            "IPv6Address": "",
        });
        containers.insert(container.id.clone(), connected);
    }
    Ok(json!({
        "Name": name,
        "Id": id,
        "Created": created.rfc3339(),
        "Scope": "local",
        "Driver": driver,
        "EnableIPv4": true,
        "EnableIPv6": false,
        "IPAM": { "Driver": "default", "Options": null, "Config": config },
        "Internal": false,
        "Attachable": false,
        "Ingress": false,
        "ConfigFrom": { "Network": "" },
        "ConfigOnly": false,
        "Options": options,
        "Labels": {},
        "Containers": containers,
    }))
}
