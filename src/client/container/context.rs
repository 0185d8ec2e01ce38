//! Rows of container lists (docker/cli `cli/command/formatter/container.go`).

use std::collections::BTreeMap;

use super::port::join_host_port;
use crate::client::Client;
use crate::client::image::context::ago;
use crate::client::listing::{Heads, short_id};
use crate::client::template::{Object, go_time};
use crate::clock::Timestamp;
use crate::engine::api::models::{ContainerSummary, PortSummary};
use crate::oci::Reference;
use crate::text::{ellipsis, quote, short_size};

/// Places that a command, and a mount, may take.
const COMMAND: usize = 20;
const MOUNT: usize = 15;

/// The heads of the columns.
pub const HEADS: Heads = &[
    ("ID", "CONTAINER ID"),
    ("Names", "NAMES"),
    ("Image", "IMAGE"),
    ("Command", "COMMAND"),
    ("CreatedAt", "CREATED AT"),
    ("RunningFor", "CREATED"),
    ("Ports", "PORTS"),
    ("State", "STATE"),
    ("Status", "STATUS"),
    ("Size", "SIZE"),
    ("Labels", "LABELS"),
    ("Mounts", "MOUNTS"),
    ("LocalVolumes", "LOCAL VOLUMES"),
    ("Networks", "NETWORKS"),
    ("Platform", "PLATFORM"),
    ("HealthStatus", "HEALTH STATUS"),
];

/// A container's row.
pub fn row(docker: &Client<'_>, container: &ContainerSummary, truncate: bool) -> Object {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let id = text(&container.id);
    let created = container.created.unwrap_or(0);
    let labels: BTreeMap<String, String> = container.labels.clone().unwrap_or_default().into_iter().collect();
    let joined: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let mounts = container.mounts.as_deref().unwrap_or(&[]);
    let mount_names: Vec<String> = mounts
        .iter()
        .map(|mount| mount.name.clone().filter(|name| !name.is_empty()).or(mount.source.clone()).unwrap_or_default())
        .map(|name| if truncate { ellipsis(&name, MOUNT) } else { name })
        .collect();
    let local = mounts.iter().filter(|mount| mount.driver.as_deref() == Some("local")).count();
    let networks = container.network_settings.as_ref().and_then(|settings| settings.networks.as_ref());
    let mut networks: Vec<String> = networks.map(|networks| networks.keys().cloned().collect()).unwrap_or_default();
    networks.sort();
    let platform = container.image_manifest_descriptor.as_ref().and_then(|image| image.platform.as_ref());
    let platform = platform.map_or(String::new(), |platform| {
        let parts = [&platform.os, &platform.architecture, &platform.variant];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("/")
    });
    let own = short_size(container.size_rw.unwrap_or(0));
    let size = match container.size_root_fs.unwrap_or(0) {
        0 => own,
        whole => format!("{own} (virtual {})", short_size(whole)),
    };
    let command = text(&container.command);
    let fields = vec![
        ("ID", if truncate { short_id(&id).to_string() } else { id }),
        ("Names", names(container.names.as_deref().unwrap_or(&[]), truncate)),
        ("Image", image(&text(&container.image), &text(&container.image_id), truncate)),
        ("Command", quote(&if truncate { ellipsis(&command, COMMAND) } else { command })),
        ("CreatedAt", go_time(Timestamp::from_seconds(created.clamp(-9_000_000_000, 9_000_000_000)))),
        ("RunningFor", ago(docker.now, created)),
        ("Platform", platform),
        ("Ports", ports(container.ports.as_deref().unwrap_or(&[]))),
        ("State", container.state.map_or(String::new(), |state| state.to_string())),
        ("Status", text(&container.status)),
        ("Size", size),
        ("Labels", joined.join(",")),
        ("Mounts", mount_names.join(",")),
        ("LocalVolumes", local.to_string()),
        ("Networks", networks.join(",")),
        ("HealthStatus", health(container)),
    ];
    Object::context("*formatter.ContainerContext", fields)
        .method("Label", move |name| labels.get(name).cloned().unwrap_or_default())
}

fn names(names: &[String], truncate: bool) -> String {
    let stripped = names.iter().map(|name| name.strip_prefix('/').unwrap_or(name));
    match truncate {
        true => stripped.into_iter().find(|name| !name.contains('/')).unwrap_or("").to_string(),
        false => stripped.collect::<Vec<_>>().join(","),
    }
}

fn image(image: &str, id: &str, truncate: bool) -> String {
    if image.is_empty() {
        return "<no image>".into();
    }
    if !truncate {
        return image.into();
    }
    if short_id(image) == short_id(id) {
        return short_id(id).into();
    }
    match Reference::parse(image) {
        Ok(reference) => match (&reference.digest, &reference.tag) {
            (Some(_), None) => reference.name.familiar(),
            (Some(_), Some(tag)) => reference.with_tag(tag.clone()).familiar(),
            (None, _) => reference.familiar(),
        },
        Err(_) => image.into(),
    }
}

fn health(container: &ContainerSummary) -> String {
    if let Some(status) = container.health.as_ref().and_then(|health| health.status) {
        return status.to_string();
    }
    let status = container.status.as_deref().unwrap_or("");
    let inside = status.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or("");
    let word = inside.strip_prefix("health: ").unwrap_or(inside);
    if matches!(word, "healthy" | "unhealthy" | "starting") { word.into() } else { "none".into() }
}

/// Ports, neighbours joined (`DisplayablePorts`).
fn ports(ports: &[PortSummary]) -> String {
    let protocol = |port: &PortSummary| port.typ.map_or(String::new(), |kind| kind.to_string());
    let mut sorted: Vec<&PortSummary> = ports.iter().collect();
    sorted.sort_by_key(|port| (port.private_port, port.ip.clone(), port.public_port, protocol(port)));
    let mut done = Vec::new();
    let mut mapped = Vec::new();
    // Address and protocol, first and last port, in the order of their first port.
    let mut open: Vec<(String, String, u16, u16)> = Vec::new();
    for port in sorted {
        let kind = protocol(port);
        let ip = port.ip.clone().unwrap_or_default();
        if !ip.is_empty() && port.public_port != Some(port.private_port) {
            let host = join_host_port(&ip, &port.public_port.unwrap_or(0).to_string());
            mapped.push(format!("{host}->{}/{kind}", port.private_port));
            continue;
        }
        match open.iter_mut().find(|(of, by, ..)| *of == ip && *by == kind) {
            None => open.push((ip, kind, port.private_port, port.private_port)),
            Some((.., last)) if port.private_port == last.saturating_add(1) => *last = port.private_port,
            Some(group) => {
                done.push(group_text(group));
                (group.2, group.3) = (port.private_port, port.private_port);
            }
        }
    }
    done.extend(open.iter().map(group_text));
    done.extend(mapped);
    done.join(", ")
}

fn group_text((ip, kind, first, last): &(String, String, u16, u16)) -> String {
    let group = if first == last { first.to_string() } else { format!("{first}-{last}") };
    match ip.as_str() {
        "" => format!("{group}/{kind}"),
        ip => format!("{}->{group}/{kind}", join_host_port(ip, &group)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::api::models::PortSummaryTypeEnum as Protocol;

    #[test]
    fn neighbouring_ports_are_joined() {
        let port = |ip: &str, private_port, public_port| PortSummary {
            ip: Some(ip.to_string()).filter(|ip| !ip.is_empty()),
            private_port,
            public_port,
            typ: Some(Protocol::TCP),
        };
        let given = [
            port("", 80, None),
            port("", 81, None),
            port("0.0.0.0", 90, Some(8090)),
            port("::", 90, Some(8090)),
            port("0.0.0.0", 443, Some(443)),
        ];
        assert_eq!(ports(&given), "80-81/tcp, 0.0.0.0:443->443/tcp, 0.0.0.0:8090->90/tcp, [::]:8090->90/tcp");
        assert_eq!(ports(&[]), "");
    }

    #[test]
    fn one_name_is_enough() {
        let all = ["/other/link".to_string(), "/box".to_string()];
        assert_eq!(names(&all, true), "box");
        assert_eq!(names(&all, false), "other/link,box");
    }
}
