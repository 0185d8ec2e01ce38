//! Who listens where: the ports of containers as the host and other containers reach them.

use crate::shell::{GATEWAY, HttpReply, HttpRequest, Served};
use crate::text::is_own;

use super::super::Daemon;
use super::super::execution::serve;
use super::files::files;
use super::record::Container;
use super::run::Run;
use super::shared::lender;
use super::table::Containers;

/// Whether a container's main process answers at this port.
pub fn listens(run: &Run, port: u16) -> bool {
    !run.frozen && run.trail.stay.listens(port)
}

/// Whether it takes this request, or signal.
pub fn hears(run: &Run, request: &HttpRequest) -> bool {
    !run.frozen && run.trail.stay.hears(request)
}

/// Whether a server is reached from beyond its machine: not if it listens at that one's own address alone. In the host's
/// network that is the host's.
fn is_open(lender: &Container, served: &Served) -> bool {
    *served != Served::OwnProgram || lender.network_mode() == "host"
}

/// The container whose main process answers itself there, and the port in it.
pub fn program_at(daemon: &Daemon<'_>, host: &str, port: u16) -> Option<(String, u16)> {
    daemon.state.containers.iter().find_map(|container| {
        let run = container.run.as_ref()?;
        let stay = &run.trail.stay;
        let lender = lender(&daemon.state.containers, container);
        let open = stay.serves.iter().chain(&stay.also).filter(|(_, served)| is_open(lender, served));
        let mut ports = open.map(|(inner, _)| *inner);
        let inner = ports.find(|inner| listens(run, *inner) && is_reached(lender, *inner, host, port))?;
        Some((container.id.clone(), inner))
    })
}

/// What a client is told where nothing answers HTTP: who speaks something else closes the connection. Where a port of the
/// host is a running container's, Docker's proxy takes the connection, and breaks it off if nobody listens in the
/// container (moby `cmd/docker-proxy/tcp_proxy_linux.go`).
pub fn unanswered(daemon: &Daemon<'_>, host: &str, port: u16) -> Option<HttpReply> {
    if is_listened(daemon, host, port) {
        return Some(HttpReply::broken());
    }
    is_published(daemon, host, port).then(HttpReply::reset)
}

/// Whether somebody takes a connection there: who listens, or Docker's proxy.
pub fn takes_connection(daemon: &Daemon<'_>, host: &str, port: u16) -> bool {
    is_published(daemon, host, port) || is_listened(daemon, host, port)
}

/// Whether a process in a container listens there.
fn is_listened(daemon: &Daemon<'_>, host: &str, port: u16) -> bool {
    daemon.state.containers.iter().any(|container| {
        let lender = lender(&daemon.state.containers, container);
        let open = container.serves().filter(|(_, served)| is_open(lender, served));
        let ports = open.map(|(inner, _)| *inner).chain(container.bare_ports());
        ports.into_iter().any(|inner| is_reached(lender, inner, host, port))
    })
}

/// Whether a port of the host is a running container's.
fn is_published(daemon: &Daemon<'_>, host: &str, port: u16) -> bool {
    let mut ports = daemon.state.containers.iter().filter(|it| it.run.is_some()).flat_map(|it| &it.ports);
    is_own(host) && ports.any(|published| published.host == port && published.protocol == "tcp")
}

/// Whether a machine with this address is there.
pub fn is_there(daemon: &Daemon<'_>, address: &str) -> bool {
    let containers = &daemon.state.containers;
    is_gateway(containers, address) || containers.iter().any(|container| container.has_address(address))
}

/// Whether it is this machine's own address in a network of containers.
pub fn is_gateway(containers: &Containers, address: &str) -> bool {
    address == GATEWAY || containers.networks().any(|(_, network)| network.gateway.to_string() == address)
}

/// What a container answers there that serves what does not change.
pub fn in_container(daemon: &Daemon<'_>, host: &str, port: u16, path: &str) -> Option<HttpReply> {
    let (container, serves) = daemon.state.containers.iter().find_map(|container| {
        let reached = |(inner, served): &&(u16, Served)| {
            let lender = lender(&daemon.state.containers, container);
            !(served.is_program() || matches!(served, Served::Registry(_))) && is_reached(lender, *inner, host, port)
        };
        container.serves().find(reached).map(|(_, served)| (container, served.clone()))
    })?;
    let seen = files(daemon, container, container.upper.clone(), daemon.clock.now(), true).ok()?;
    let server = server_name(container);
    Some(serve(&seen, &serves, path, &server))
}

/// Whether `host` and `port` lead to a port of the container.
fn is_reached(container: &Container, inner: u16, host: &str, port: u16) -> bool {
    let local = is_own(host);
    let mut ports = container.ports.iter().filter(|published| published.container == inner);
    let published = local && ports.any(|published| published.host == port && published.protocol == "tcp");
    // In the host's network it listens at the host's own port.
    let at_host = local && inner == port && container.network_mode() == "host";
    published || at_host || container.has_address(host) && inner == port
}

/// `nginx/1.31.4`, from what the image's environment says of its program.
fn server_name(container: &Container) -> String {
    let version = |name: &str| {
        let prefix = format!("{name}=");
        container.config.oci.env.iter().find_map(|variable| variable.strip_prefix(&prefix).map(str::to_string))
    };
    if let Some(version) = version("NGINX_VERSION") {
        return format!("nginx/{version}");
    }
    match version("HTTPD_VERSION") {
        Some(version) => format!("Apache/{version} (Unix)"),
        None => String::new(),
    }
}
