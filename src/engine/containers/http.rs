//! HTTP from the host: what the published ports of containers answer.

use http::{HeaderName, HeaderValue, Method};

use crate::oci::Digest;
use crate::registry::{Request, Transport};
use crate::shell::{GATEWAY, HttpAsked, HttpReply, HttpRequest};

use super::super::Daemon;
use super::super::execution::Heard;
use super::reached::{in_container, is_there, program_at, takes_connection, unanswered};
use super::requests::ask;
use super::settle::settle;

/// A request as the learner's own machine makes it: `host` and `port` of a published port, a container's address, or a
/// registry. `None`: nobody listens there. [`HttpReply::failure`]: who listens breaks the connection.
pub fn http(daemon: &mut Daemon<'_>, host: &str, port: u16, target: &str, asked: &HttpAsked) -> Option<HttpReply> {
    settle(daemon).ok()?;
    if let Some((id, inner)) = program_at(daemon, host, port) {
        let request = HttpRequest {
            port: inner,
            target: target.into(),
            from: GATEWAY.into(),
            asked: asked.clone(),
            signal: None,
        };
        let heard = Heard { at: daemon.clock.now(), request };
        return Some(ask(daemon, &id, heard).unwrap_or_else(HttpReply::broken));
    }
    let reply = in_container(daemon, host, port, target).or_else(|| of_registry(daemon, host, port, target, asked));
    reply.or_else(|| unanswered(daemon, host, port))
}

/// Whether somebody takes a connection at a port as the learner's own machine reaches it.
pub fn connects(daemon: &mut Daemon<'_>, host: &str, port: u16) -> bool {
    if settle(daemon).is_err() {
        return false;
    }
    takes_connection(daemon, host, port) || of_registry(daemon, host, port, "/", &HttpAsked::default()).is_some()
}

/// Whether a machine with this address answers the learner's own.
pub fn answers(daemon: &mut Daemon<'_>, address: &str) -> bool {
    settle(daemon).is_ok() && is_there(daemon, address)
}

/// What a registry answers, wherever it is.
fn of_registry(daemon: &mut Daemon<'_>, host: &str, port: u16, target: &str, asked: &HttpAsked) -> Option<HttpReply> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let method = Method::from_bytes(asked.method.as_bytes()).ok()?;
    let mut request = Request { query: query.into(), body: asked.body.clone().into(), ..Request::new(method, path) };
    for (name, value) in &asked.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).ok();
        if let (Some(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            request.headers.append(name, value);
        }
    }
    let date = daemon.clock.now().in_utc("%a, %d %b %Y %H:%M:%S GMT");
    let https = port == HTTPS;
    let response = daemon.wire().send(https, &format!("{host}:{port}"), request).ok()?;
    let scheme = if https { "https" } else { "http" };
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        let local = name == http::header::LOCATION && value.starts_with('/');
        (canonical(name), if local { place(&format!("{scheme}://{host}:{port}"), &value) } else { value })
    };
    let mut headers: Vec<(String, String)> = response.headers.iter().map(header).collect();
    // Go's servers write it behind what the handler set, before the length that they counted themselves.
    let counted = headers.last().is_some_and(|(name, _)| name == "Content-Length");
    headers.insert(headers.len() - usize::from(counted), ("Date".into(), date));
    Some(HttpReply { status: response.status.as_u16(), headers, body: response.body })
}

/// A place as a registry names it: with the address that it was asked at, and that of an upload with its state, which
/// nobody but the registry reads.
fn place(address: &str, path: &str) -> String {
    let upload = path.contains("/blobs/uploads/") && !path.contains('?');
    let state = if upload { format!("?_state={}", Digest::of(path.as_bytes()).hex()) } else { String::new() };
    format!("{address}{path}{state}")
}

/// The port of HTTP over TLS, where Docker Hub answers.
const HTTPS: u16 = 443;

/// A header's name as Go's servers write it: `Content-Type`.
fn canonical(name: &HeaderName) -> String {
    let words = name.as_str().split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    words.collect::<Vec<_>>().join("-")
}
