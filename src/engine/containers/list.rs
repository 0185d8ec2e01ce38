//! `GET /containers/json` (moby `daemon/list.go`, `daemon/container/view.go`).

use crate::allowance::insist;
use crate::clock::Timestamp;
use crate::text::human_duration;

use super::super::Daemon;
use super::super::api::models::{
    ContainerSummary, ContainerSummaryHealth, ContainerSummaryHealthStatusEnum, ContainerSummaryHostConfig,
    ContainerSummaryNetworkSettings, ContainerSummaryStateEnum, EndpointSettings, MountPoint, PortSummary,
    PortSummaryTypeEnum,
};
use super::super::api::{ApiError, ApiResult, ContainerList, Filters};
use super::super::images::filters::{boolean, validate};
use super::files::sizes;
use super::filters;
use super::health::Well;
use super::links;
use super::network::BRIDGE;
use super::networks::find;
use super::record::{self, Container, Mount, MountKind, State, Status};
use super::settle::settle;
use super::table::Containers;

const KNOWN: [&str; 15] = [
    "ancestor",
    "before",
    "exited",
    "expose",
    "health",
    "id",
    "is-task",
    "isolation",
    "label",
    "name",
    "network",
    "publish",
    "since",
    "status",
    "volume",
];
const STATES: [&str; 7] = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];
const HEALTHS: [&str; 4] = ["none", "starting", "healthy", "unhealthy"];

/// See [`super::super::api::Containers::container_list`].
pub fn list(daemon: &mut Daemon<'_>, options: &ContainerList) -> ApiResult<Vec<ContainerSummary>> {
    settle(daemon)?;
    let chosen = Choice::new(daemon, options)?;
    let limit = options.limit.and_then(|limit| usize::try_from(limit).ok()).filter(|&limit| limit > 0);
    let all = options.all || limit.is_some() || options.filters.contains_key("status");
    let containers: Vec<Container> = daemon
        .state
        .containers
        .newest_first()
        .into_iter()
        .filter(|container| all || container.state.is_active())
        .filter(|container| chosen.takes(&daemon.state.containers, container))
        .take(limit.unwrap_or(usize::MAX))
        .cloned()
        .collect();
    Ok(containers.iter().map(|container| summary(daemon, container, options.size)).collect())
}

struct Choice<'a> {
    filters: &'a Filters,
    exited: Vec<i32>,
    before: Option<Timestamp>,
    since: Option<Timestamp>,
    ancestors: Vec<crate::oci::ImageId>,
    publish: Vec<(u16, String)>,
    expose: Vec<(u16, String)>,
    /// Only those of a Swarm, of which there are none.
    tasks: bool,
}

impl<'a> Choice<'a> {
    fn new(daemon: &mut Daemon<'_>, options: &'a ContainerList) -> ApiResult<Self> {
        let given = &options.filters;
        validate(given, &KNOWN)?;
        let mut exited = Vec::new();
        for value in filters::values(given, "exited") {
            let code = value.parse().map_err(|_| {
                let why = format!("strconv.Atoi: parsing {value:?}: invalid syntax");
                ApiError::new(400, format!("invalid filter 'exited={value}': {why}"))
            })?;
            exited.push(code);
        }
        one_of(given, "status", &STATES, "state")?;
        one_of(given, "health", &HEALTHS, "health status")?;
        let mut moments = [None, None];
        for (moment, key) in moments.iter_mut().zip(["before", "since"]) {
            for value in filters::values(given, key) {
                *moment = Some(daemon.state.containers.find(value)?.created);
            }
        }
        let [before, since] = moments;
        let tasks = boolean(given, "is-task", false)?;
        let mut ancestors = Vec::new();
        for name in filters::values(given, "ancestor") {
            ancestors.extend(daemon.state.images.resolve(name, None).map(|image| image.id));
        }
        let publish = ports(given, "publish")?;
        let expose = ports(given, "expose")?;
        Ok(Choice { filters: given, exited, before, since, ancestors, publish, expose, tasks })
    }

    fn takes(&self, containers: &Containers, container: &Container) -> bool {
        let given = self.filters;
        let state = &container.state;
        let exited = !state.is_active() && state.started.is_some() && self.exited.contains(&state.exit_code);
        let names = filters::values(given, "volume");
        let volume = container.mounts.iter().any(|mount| {
            let name = matches!(&mount.kind, MountKind::Volume(name) if names.contains(name));
            let source = matches!(&mount.kind, MountKind::Bind(source) if names.contains(source));
            name || source || names.contains(&mount.destination)
        });
        let ids = filters::values(given, "id");
        let networks = filters::values(given, "network");
        let name = filters::matches(given, "name", &container.name)
            || filters::matches(given, "name", &format!("/{}", container.name));
        !self.tasks
            && name
            && (ids.is_empty() || ids.iter().any(|id| container.id.starts_with(id)))
            && filters::has_labels(given, &container.labels())
            && (self.exited.is_empty() || exited)
            && filters::matches(given, "status", state.status.word())
            && health_matches(given, state)
            && self.before.is_none_or(|before| container.created < before)
            && self.since.is_none_or(|since| container.created > since)
            && (names.is_empty() || volume)
            && (filters::values(given, "ancestor").is_empty() || self.ancestors.contains(&container.image))
            && (networks.is_empty() || networks.iter().any(|network| is_in(containers, container, network)))
            && self.has_port(container)
    }

    fn has_port(&self, container: &Container) -> bool {
        if self.publish.is_empty() && self.expose.is_empty() {
            return true;
        }
        container.ports.iter().any(|port| self.publish.contains(&(port.host, port.protocol.clone())))
            || exposed(container).iter().any(|port| self.expose.contains(port))
    }
}

fn one_of(given: &Filters, key: &str, known: &[&str], what: &str) -> ApiResult<()> {
    match filters::values(given, key).iter().find(|value| !known.contains(&value.as_str())) {
        Some(value) => Err(ApiError::new(
            400,
            format!(
                "invalid filter '{key}={value}': invalid value for {what} ({value}): must be one of {}",
                known.join(", ")
            ),
        )),
        None => Ok(()),
    }
}

fn health_matches(given: &Filters, state: &State) -> bool {
    let wanted = filters::values(given, "health");
    let word = state.health.as_ref().map_or("none", |health| health.well.word());
    wanted.is_empty() || wanted.iter().any(|wanted| wanted == word)
}

fn ports(given: &Filters, key: &str) -> ApiResult<Vec<(u16, String)>> {
    let mut ports = Vec::new();
    for value in filters::values(given, key) {
        if value.contains(':') {
            return Err(ApiError::new(500, format!("filter for '{key}' should not contain ':': {value}")));
        }
        let (range, protocol) = value.split_once('/').unwrap_or((value, "tcp"));
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (Ok(first), Ok(last)) = (first.parse::<u16>(), last.parse::<u16>()) else {
            return Err(ApiError::new(500, format!("error while looking up for {key} {value}: invalid port")));
        };
        ports.extend((first..=last).map(|port| (port, protocol.to_string())));
    }
    Ok(ports)
}

/// The ports that the config exposes.
fn exposed(container: &Container) -> Vec<(u16, String)> {
    let ports = container.config.oci.exposed_ports.iter().flatten();
    ports
        .filter_map(|(port, _)| {
            let (number, protocol) = port.split_once('/').unwrap_or((port, "tcp"));
            Some((number.parse().ok()?, protocol.to_string()))
        })
        .collect()
}

/// Whether a container is in a network of this name, or of an ID that begins so.
fn is_in(containers: &Containers, container: &Container, network: &str) -> bool {
    let known = |name: &String| find(containers, name).is_ok_and(|found| found.id.starts_with(network));
    container.is_in(network) || !network.is_empty() && container.networks().iter().any(known)
}

/// Whether ports of the host lead to it: not in networks that have none.
pub fn shows_ports(containers: &Containers, container: &Container) -> bool {
    let open = |name: &String| match containers.network(name) {
        Some(own) => !own.internal,
        None => name == BRIDGE,
    };
    container.state.is_running() && container.networks().iter().any(open)
}

/// Its names: those that others have for it by their links, too, in order.
fn names(daemon: &Daemon<'_>, container: &Container) -> Vec<String> {
    let mut names = links::names_by_links(&daemon.state.containers, container);
    names.push(format!("/{}", container.name));
    names.sort();
    names
}

fn summary(daemon: &mut Daemon<'_>, container: &Container, size: bool) -> ContainerSummary {
    let image = shown_image(daemon, container);
    let (writable, all) = if size { sizes(daemon, container) } else { (0, 0) };
    let bytes = |count: u64| size.then(|| i64::try_from(count).unwrap_or(i64::MAX));
    let network = container.network_mode();
    let address = |name: &String| container.address_in(name).map(|address| address.to_string());
    let end =
        |name: String| (name.clone(), EndpointSettings { ip_address: address(&name), ..EndpointSettings::default() });
    let shows_ports = shows_ports(&daemon.state.containers, container);
    let networks = container.networks().into_iter().map(end).collect();
    ContainerSummary {
        id: Some(container.id.clone()),
        names: Some(names(daemon, container)),
        image: Some(image),
        image_id: Some(container.image.to_string()),
        image_manifest_descriptor: serde_json::to_value(&container.manifest).and_then(serde_json::from_value).ok(),
        command: Some(command(container)),
        created: Some(container.created.seconds()),
        ports: Some(if shows_ports { port_summaries(container) } else { Vec::new() }),
        size_rw: bytes(writable),
        size_root_fs: bytes(all),
        labels: Some(container.labels().into_iter().collect()),
        state: Some(match container.state.status {
            Status::Created => ContainerSummaryStateEnum::CREATED,
            Status::Running => ContainerSummaryStateEnum::RUNNING,
            Status::Paused => ContainerSummaryStateEnum::PAUSED,
            Status::Restarting => ContainerSummaryStateEnum::RESTARTING,
            Status::Exited => ContainerSummaryStateEnum::EXITED,
        }),
        status: Some(status(&container.state, daemon.clock.now())),
        host_config: Some(ContainerSummaryHostConfig { network_mode: Some(network), annotations: None }),
        network_settings: Some(ContainerSummaryNetworkSettings { networks: Some(networks) }),
        mounts: Some(container.mounts.iter().map(mount_point).collect()),
        health: Some(health(container)),
    }
}

fn health(container: &Container) -> ContainerSummaryHealth {
    use ContainerSummaryHealthStatusEnum::{HEALTHY, NONE, STARTING, UNHEALTHY};
    let health = container.state.health.as_ref();
    let status = match health.map(|health| health.well) {
        None => NONE,
        Some(Well::Starting) => STARTING,
        Some(Well::Healthy) => HEALTHY,
        Some(Well::Unhealthy) => UNHEALTHY,
    };
    ContainerSummaryHealth { status: Some(status), failing_streak: Some(health.map_or(0, |health| health.failing)) }
}

/// The image's name, as long as it still means this container's image; otherwise the image's ID.
fn shown_image(daemon: &mut Daemon<'_>, container: &Container) -> String {
    match daemon.state.images.resolve(&container.config.image, Some(&container.platform)) {
        Ok(image) if image.id == container.image => container.config.image.clone(),
        _ => container.image.to_string(),
    }
}

fn command(container: &Container) -> String {
    let words = container.config.command();
    let quoted = |(index, word): (usize, &String)| {
        if index > 0 && word.contains(' ') { format!("'{word}'") } else { word.clone() }
    };
    words.iter().enumerate().map(quoted).collect::<Vec<_>>().join(" ")
}

fn port_summaries(container: &Container) -> Vec<PortSummary> {
    let protocol = |name: &str| match name {
        "udp" => PortSummaryTypeEnum::UDP,
        "sctp" => PortSummaryTypeEnum::SCTP,
        _ => PortSummaryTypeEnum::TCP,
    };
    let mut summaries = Vec::new();
    for port in &container.ports {
        let addresses: &[&str] = if port.host_ip.is_empty() { &["0.0.0.0", "::"] } else { &[&port.host_ip] };
        for address in addresses {
            summaries.push(PortSummary {
                ip: Some(address.to_string()),
                private_port: port.container,
                public_port: Some(port.host),
                typ: Some(protocol(&port.protocol)),
            });
        }
    }
    for (number, name) in exposed(container) {
        insist(container.ports.len() as u64);
        if !container.ports.iter().any(|port| port.container == number && port.protocol == name) {
            let typ = Some(protocol(&name));
            summaries.push(PortSummary { ip: None, private_port: number, public_port: None, typ });
        }
    }
    summaries
}

/// A mount point as the API shows it.
pub fn mount_point(mount: &Mount) -> MountPoint {
    let (typ, name, source, driver) = match &mount.kind {
        MountKind::Volume(name) => ("volume", Some(name.clone()), record::mount_point(name), Some("local".to_string())),
        MountKind::Tmpfs => ("tmpfs", None, String::new(), None),
        MountKind::Bind(source) => ("bind", None, source.clone(), None),
        MountKind::Image { name, chain_id, .. } => {
            let source = format!("/var/lib/docker/rootfs/overlayfs/{}", chain_id.hex());
            ("image", Some(name.clone()), source, None)
        }
    };
    let propagation = if matches!(typ, "bind" | "image") { "rprivate" } else { "" };
    MountPoint {
        typ: Some(typ.to_string()),
        name,
        source: Some(source),
        destination: Some(mount.destination.clone()),
        driver,
        mode: Some(mount.mode.clone()),
        rw: Some(mount.writable),
        propagation: Some(propagation.into()),
    }
}

/// `Up 5 seconds`, `Exited (0) 3 minutes ago` (moby `container.State.String`).
pub fn status(state: &State, now: Timestamp) -> String {
    let ago = |at: Option<Timestamp>| human_duration(now.since(at.unwrap_or(now)));
    match state.status {
        Status::Running => {
            let health = match state.health.as_ref().map(|health| health.well) {
                None => String::new(),
                Some(Well::Starting) => " (health: starting)".into(),
                Some(well) => format!(" ({})", well.word()),
            };
            format!("Up {}{health}", ago(state.started))
        }
        Status::Paused => format!("Up {} (Paused)", ago(state.started)),
        Status::Created => "Created".into(),
        Status::Restarting => format!("Restarting ({}) {} ago", state.exit_code, ago(state.finished)),
        Status::Exited => format!("Exited ({}) {} ago", state.exit_code, ago(state.finished)),
    }
}
