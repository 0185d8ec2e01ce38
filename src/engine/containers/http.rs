//! HTTP from the host: what the published ports of containers answer.

use http::{HeaderName, HeaderValue, Method};

use crate::registry::{Request, Transport};
use crate::shell::{HttpReply, Served};

use super::super::Daemon;
use super::super::execution::serve;
use super::files::files;
use super::settle::settle;

/// GET as the learner's own machine does it: `host` and `port` of a published port, a container's address, or a registry.
/// `None`: nobody listens there.
pub fn http_get(daemon: &mut Daemon<'_>, host: &str, port: u16, path: &str) -> Option<HttpReply> {
    settle(daemon).ok()?;
    in_container(daemon, host, port, path).or_else(|| of_registry(daemon, host, port, path))
}

/// What a registry answers to GET, wherever it is.
fn of_registry(daemon: &mut Daemon<'_>, host: &str, port: u16, target: &str) -> Option<HttpReply> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request =
        Request::new(Method::GET, path).with_header("accept", "*/*").with_header("user-agent", "curl/8.14.1");
    request.query = query.to_string();
    let response = daemon.wire().send(false, &format!("{host}:{port}"), request).ok()?;
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        (canonical(name), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let headers = response.headers.iter().map(header).collect();
    Some(HttpReply { status: response.status.as_u16(), headers, body: response.body })
}

/// A header's name as Go's servers write it: `Content-Type`.
fn canonical(name: &HeaderName) -> String {
    let words = name.as_str().split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    words.collect::<Vec<_>>().join("-")
}

fn in_container(daemon: &Daemon<'_>, host: &str, port: u16, path: &str) -> Option<HttpReply> {
    let local = matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0" | "::1" | "[::1]");
    let (container, serves) = daemon.state.containers.iter().find_map(|container| {
        let direct = container.ip().as_deref() == Some(host);
        let reached = |(inner, served): &&(u16, Served)| {
            let mut ports = container.ports.iter().filter(|published| published.container == *inner);
            let published = local && ports.any(|published| published.host == port && published.protocol == "tcp");
            !matches!(served, Served::Registry(_)) && (published || direct && *inner == port)
        };
        container.serves().find(reached).map(|(_, served)| (container, served.clone()))
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
