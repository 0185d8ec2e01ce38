//! `GET /networks`, `GET /networks/{id}` and `POST /networks/prune`: those that every engine has (moby `daemon/network.go`,
//! `daemon/network/filter.go`).

use serde_json::{Map, Value, json};

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult, EventType, Filters, NetworkSummary};
use super::super::containers::{endpoint_id, network_id};
use super::super::images::filters::validate;
use super::super::images::until;
use crate::shell::GATEWAY;

const SUBNET: &str = "172.17.0.0/16";
/// Addresses of the bridge's subnet: all, and those that no container can have (its first, its last, the gateway).
const ADDRESSES: usize = 1 << 16;
const RESERVED: usize = 3;

/// See [`super::super::api::System::network_list`].
pub fn list(daemon: &Daemon<'_>, filters: &Filters) -> ApiResult<Vec<NetworkSummary>> {
    validate(filters, &["dangling", "driver", "id", "label", "name", "scope", "type"])?;
    let values = |key: &str| filters.get(key).map_or(&[][..], Vec::as_slice);
    let bad = |message: String| Err(ApiError::new(400, message));
    // None of them dangles: they stay whether or not a container is in them.
    let dangling = match values("dangling") {
        [] => false,
        [one] if matches!(one.as_str(), "0" | "false") => false,
        [one] if matches!(one.as_str(), "1" | "true") => true,
        [_] => {
            return bad(
                "invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")".into()
            );
        }
        _ => return bad("got more than one value for filter key \"dangling\"".into()),
    };
    if let Some(kind) = values("type").iter().find(|kind| !matches!(kind.as_str(), "builtin" | "custom")) {
        return bad(format!("invalid filter: 'type'='{kind}'"));
    }
    let any = |key: &str, is: &dyn Fn(&str) -> bool| {
        let values = values(key);
        values.is_empty() || values.iter().any(|value| is(value))
    };
    let shown = |network: &NetworkSummary| {
        !dangling
            && values("label").is_empty()
            && any("driver", &|value| network.driver == value)
            && any("name", &|value| network.name.contains(value))
            && any("id", &|value| network.id.contains(value))
            && any("scope", &|value| value == "local")
            && values("type").first().is_none_or(|kind| kind == "builtin")
    };
    Ok(all(daemon).into_iter().filter(shown).collect())
}

/// See [`super::super::api::System::network_prune`].
pub fn prune(daemon: &mut Daemon<'_>, filters: &Filters) -> ApiResult<()> {
    validate(filters, &["label", "label!", "until"])?;
    match filters.get("until").map_or(&[][..], Vec::as_slice) {
        [] => {}
        [one] => drop(until::parse(one, daemon.clock.now()).map_err(|error| ApiError::new(400, error.to_string()))?),
        _ => return Err(ApiError::new(400, "more than one until filter specified")),
    }
    daemon.tell(EventType::Network, "prune", "", [("reclaimed", "0".to_string())]);
    Ok(())
}

fn all(daemon: &Daemon<'_>) -> Vec<NetworkSummary> {
    let created = daemon.state.since;
    let networks = [("bridge", "bridge"), ("host", "host"), ("none", "null")];
    networks.into_iter().map(|(name, driver)| NetworkSummary { id: network_id(name), name, driver, created }).collect()
}

/// See [`super::super::api::System::network_inspect`].
pub fn inspect(daemon: &Daemon<'_>, name: &str) -> ApiResult<Value> {
    let found = all(daemon).into_iter().find(|network| network.name == name || network.id.starts_with(name));
    let NetworkSummary { id, name, driver, created } =
        found.filter(|_| !name.is_empty()).ok_or_else(|| ApiError::new(404, format!("network {name} not found")))?;
    let bridge = name == "bridge";
    let config = if bridge { json!([{ "Subnet": SUBNET, "Gateway": GATEWAY }]) } else { Value::Null };
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
    let used = RESERVED.saturating_add(containers.len());
    let status = match bridge {
        true => json!({ "Subnets": {
            SUBNET: { "IPsInUse": used, "DynamicIPsAvailable": ADDRESSES.saturating_sub(used) },
        } }),
        false => json!({}),
    };
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
        "Status": { "IPAM": status },
    }))
}
