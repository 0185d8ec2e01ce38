//! A response's status as Go prints it.

use http::StatusCode;

/// `401 Unauthorized`.
pub(super) fn line(status: StatusCode) -> String {
    match status.as_u16() {
        413 => String::from("413 Request Entity Too Large"),
        416 => String::from("416 Requested Range Not Satisfiable"),
        _ => format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or_default()),
    }
}
