//! Variables in texts: `$uri`, `${host}`.

use std::collections::{BTreeMap, BTreeSet};

use super::directive::{Directive, Wrong};
use crate::allowance;

/// Those that there always are. (Those that begin with `http_`, `arg_`, `cookie_`, `sent_http_`, `upstream_`, too.)
const KNOWN: &[&str] = &[
    "args",
    "binary_remote_addr",
    "body_bytes_sent",
    "bytes_sent",
    "connection",
    "connection_requests",
    "content_length",
    "content_type",
    "document_root",
    "document_uri",
    "fastcgi_path_info",
    "fastcgi_script_name",
    "gzip_ratio",
    "host",
    "hostname",
    "https",
    "is_args",
    "limit_rate",
    "msec",
    "nginx_version",
    "pid",
    "pipe",
    "proxy_add_x_forwarded_for",
    "proxy_host",
    "proxy_port",
    "query_string",
    "realip_remote_addr",
    "realpath_root",
    "remote_addr",
    "remote_port",
    "remote_user",
    "request",
    "request_body",
    "request_completion",
    "request_filename",
    "request_id",
    "request_length",
    "request_method",
    "request_time",
    "request_uri",
    "scheme",
    "server_addr",
    "server_name",
    "server_port",
    "server_protocol",
    "ssl_cipher",
    "ssl_protocol",
    "ssl_client_s_dn",
    "ssl_client_verify",
    "status",
    "time_iso8601",
    "time_local",
    "uri",
];
const FAMILIES: &[&str] = &["http_", "arg_", "cookie_", "sent_http_", "sent_trailer_", "upstream_", "ssl_", "jwt_"];
/// Directives in whose words variables are put.
const READERS: &[&str] = &[
    "access_log",
    "add_header",
    "alias",
    "auth_basic",
    "error_page",
    "fastcgi_param",
    "fastcgi_pass",
    "if",
    "index",
    "log_format",
    "proxy_pass",
    "proxy_redirect",
    "proxy_set_header",
    "return",
    "rewrite",
    "root",
    "set",
    "try_files",
];

/// A piece of a text.
enum Piece<'t> {
    Text(&'t str),
    Variable(&'t str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let (name, behind) = match after.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some(braced) => braced,
            None => {
                let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
                after.split_at(if after.starts_with(|c: char| c.is_ascii_digit()) { 1 } else { end })
            }
        };
        pieces.push(if name.is_empty() { Piece::Text("$") } else { Piece::Variable(name) });
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// A text with values put in.
pub fn filled(text: &str, value: &dyn Fn(&str) -> String) -> String {
    let mut filled = String::new();
    for piece in pieces(text) {
        let piece = match piece {
            Piece::Text(text) => text.to_string(),
            Piece::Variable(name) => value(name),
        };
        // A variable that is made of itself doubles.
        allowance::insist_room(2 * piece.len());
        filled += &piece;
    }
    filled
}

/// The name of a variable that nobody sets, if one is read.
pub fn check(http: &[Directive]) -> Result<(), Wrong> {
    let mut own = BTreeSet::new();
    let mut read = BTreeMap::new();
    walk(http, &mut own, &mut read);
    let known = |name: &str| {
        KNOWN.contains(&name)
            || own.contains(name)
            || name.chars().all(|c| c.is_ascii_digit())
            || FAMILIES.iter().any(|family| name.starts_with(family))
    };
    match read.into_keys().find(|name| !known(name)) {
        Some(name) => Err(Wrong { words: format!("unknown \"{name}\" variable"), place: None }),
        None => Ok(()),
    }
}

fn walk(directives: &[Directive], own: &mut BTreeSet<String>, read: &mut BTreeMap<String, ()>) {
    for directive in directives {
        let set = match directive.name.as_str() {
            "set" => directive.words.first(),
            "map" | "geo" | "split_clients" => directive.words.last(),
            "auth_request_set" => directive.words.first(),
            _ => None,
        };
        own.extend(set.map(|name| name.trim_start_matches('$').to_string()));
        // Groups with names in patterns.
        for word in &directive.words {
            let named = word.split("(?<").skip(1).chain(word.split("(?P<").skip(1));
            own.extend(named.filter_map(|rest| Some(rest.split_once('>')?.0.to_string())));
        }
        if READERS.contains(&directive.name.as_str()) {
            let skipped = match directive.name.as_str() {
                // A pattern's `$` is its end.
                "rewrite" | "set" => 1,
                _ => 0,
            };
            let words = directive.words.iter().skip(skipped).filter(|word| !word.ends_with('$'));
            let names = words.flat_map(|word| pieces(word));
            read.extend(names.filter_map(|piece| match piece {
                Piece::Variable(name) => Some((name.to_string(), ())),
                Piece::Text(_) => None,
            }));
        }
        walk(directive.block.as_deref().unwrap_or_default(), own, read);
    }
}
