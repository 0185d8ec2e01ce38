//! Who listens where: the ports of containers as the host and other containers reach them.

use crate::shell::{HttpReply, HttpRequest, Served};

use super::super::Daemon;
use super::super::execution::serve;
use super::files::files;
use super::record::Container;
use super::run::Run;
use super::shared::lender;

/// Whether a container's main process answers at this port.
pub fn listens(run: &Run, port: u16) -> bool {
    !run.frozen && run.trail.stay.listens(port)
}

/// Whether it takes this request, or signal.
pub fn hears(run: &Run, request: &HttpRequest) -> bool {
    !run.frozen && run.trail.stay.hears(request)
}

/// The container whose main process answers itself there, and the port in it. What listens at its own machine's
/// address alone is not reached from beyond, unless it is in the host's network.
pub fn program_at(daemon: &Daemon<'_>, host: &str, port: u16) -> Option<(String, u16)> {
    daemon.state.containers.iter().find_map(|container| {
        let run = container.run.as_ref()?;
        let stay = &run.trail.stay;
        let lender = lender(&daemon.state.containers, container);
        let at_host = lender.network_mode() == "host";
        let open = stay.serves.iter().chain(&stay.also).filter(|(_, served)| at_host || *served != Served::OwnProgram);
        let mut ports = open.map(|(inner, _)| *inner);
        let inner = ports.find(|inner| listens(run, *inner) && is_reached(lender, *inner, host, port))?;
        Some((container.id.clone(), inner))
    })
}

/// What a port of the host brings that is a running container's where nothing answers HTTP: Docker's proxy takes the
/// connection, and breaks it off if nobody listens in the container (moby `cmd/docker-proxy/tcp_proxy_linux.go`).
pub fn unanswered(daemon: &Daemon<'_>, host: &str, port: u16) -> Option<HttpReply> {
    let mut ports = daemon.state.containers.iter().filter(|it| it.run.is_some()).flat_map(|it| &it.ports);
    let published = ports.find(|published| published.host == port && published.protocol == "tcp")?;
    let wordless = WORDLESS.contains(&published.container);
    is_host(host).then(|| if wordless { HttpReply::broken() } else { HttpReply::reset() })
}

/// Ports whose servers listen, but close the connection on HTTP: PostgreSQL, MySQL, Redis, MongoDB, RabbitMQ, memcached.
const WORDLESS: &[u16] = &[5432, 3306, 6379, 27017, 5672, 11211];

/// Whether this is the host's own address.
fn is_host(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0" | "::1" | "[::1]")
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
    let local = is_host(host);
    let mut ports = container.ports.iter().filter(|published| published.container == inner);
    let published = local && ports.any(|published| published.host == port && published.protocol == "tcp");
    // In the host's network it listens at the host's own port.
    let at_host = local && inner == port && container.network_mode() == "host";
    published || at_host || container.ip().as_deref() == Some(host) && inner == port
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
