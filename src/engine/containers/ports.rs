//! Which ports a container publishes: those asked for, and with `-P` those that its image exposes.

use crate::oci::ImageConfig;

use super::super::api::models::{ContainerCreateBody, HostConfig};
use super::super::api::{ApiError, ApiResult};
use super::record::Port;

/// The published ports, by the container's port.
pub fn ports(host: &HostConfig, image: &ImageConfig, body: &ContainerCreateBody) -> ApiResult<Vec<Port>> {
    let mut ports = Vec::new();
    let split = |text: &str| {
        let (number, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
        number.parse::<u16>().ok().filter(|&number| number != 0).map(|number| (number, protocol.to_string()))
    };
    let mut published = Vec::new();
    for (port, bindings) in host.port_bindings.iter().flatten() {
        let invalid = || ApiError::new(400, format!("invalid port specification: {port:?}"));
        let (container, protocol) = split(port).ok_or_else(invalid)?;
        published.push((container, protocol.clone()));
        for binding in bindings.iter().flatten() {
            let given = binding.host_port.clone().unwrap_or_default();
            let (first, last) = given.split_once('-').unwrap_or((&given, ""));
            let number = |text: &str| {
                let number = if text.is_empty() { Ok(0) } else { text.parse() };
                number.map_err(|_| ApiError::new(400, format!("invalid port specification: {given:?}")))
            };
            let host = number(first)?;
            number(last)?;
            let host_ip = binding.host_ip.clone().unwrap_or_default();
            ports.push(Port { container, protocol: protocol.clone(), host_ip, host });
        }
    }
    if host.publish_all_ports == Some(true) {
        let exposed = image.config.exposed_ports.iter().flatten().map(|(port, _)| port);
        for port in exposed.chain(body.exposed_ports.iter().flatten()) {
            if let Some((container, protocol)) = split(port)
                && !published.contains(&(container, protocol.clone()))
            {
                published.push((container, protocol.clone()));
                ports.push(Port { container, protocol, host_ip: String::new(), host: 0 });
            }
        }
    }
    ports.sort_by(|a, b| (a.container, &a.protocol, a.host).cmp(&(b.container, &b.protocol, b.host)));
    Ok(ports)
}
