//! Answers of servers over HTTP, as the programs that ask for them read them.

use crate::shell::HttpReply;
use crate::text::Url;

/// A header's value, its name in any case.
pub(super) fn header(reply: &HttpReply, name: &str) -> Option<String> {
    reply.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
}

/// The address that a redirection leads to.
pub(super) fn join(url: &str, location: &str) -> String {
    if location.contains("://") {
        return location.to_string();
    }
    let Url { scheme, authority, .. } = Url::split(url);
    let scheme = if scheme.is_empty() { "http" } else { scheme };
    format!("{scheme}://{authority}/{}", location.trim_start_matches('/'))
}

/// The first line of an answer (RFC 9110, section 15).
pub(super) fn status_line(status: u16) -> String {
    let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    format!("HTTP/1.1 {status} {}", reason.unwrap_or_default())
}
