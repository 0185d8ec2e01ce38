//! HTTP from the host: what the published ports of containers answer.

use crate::shell::HttpReply;

use super::super::Daemon;
use super::super::execution::serve;
use super::files::files;
use super::settle::settle;

/// GET as the learner's own machine does it: `host` and `port` of a published port, or a container's address.
/// `None`: nobody listens there.
pub fn http_get(daemon: &mut Daemon<'_>, host: &str, port: u16, path: &str) -> Option<HttpReply> {
    settle(daemon).ok()?;
    let local = matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0" | "::1" | "[::1]");
    let (container, serves) = daemon.state.containers.iter().find_map(|container| {
        let direct = container.ip().as_deref() == Some(host);
        let reached = |(inner, _): &&(u16, String)| {
            let mut ports = container.ports.iter().filter(|published| published.container == *inner);
            let published = local && ports.any(|published| published.host == port && published.protocol == "tcp");
            published || direct && *inner == port
        };
        container.serves().find(reached).map(|(_, root)| (container, root.clone()))
    })?;
    let seen = files(daemon, container, container.upper.clone(), daemon.clock.now(), true).ok()?;
    let server = server_name(container);
    Some(serve(&seen, &serves, path, &server))
}

/// `nginx/1.31.4`, from what the image's environment says of its program.
fn server_name(container: &super::Container) -> String {
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
