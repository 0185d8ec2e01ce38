//! `proxy_pass`: what a program behind the server says, if it can be reached: on the same machine, that is.

use super::ask::Ask;
use super::directive::Directive;
use super::made::{Made, Next};
use super::site::How;
use crate::shell::programs::Bail;
use crate::shell::{HttpAsked, Process};

/// Headers that nginx does not hand on to who is behind it, or sets itself.
const OWN: &[&str] = &["host", "connection", "content-length", "transfer-encoding"];
/// Headers of an answer that nginx makes itself.
const MADE: &[&str] = &["server", "date", "connection", "content-length", "content-type", "transfer-encoding"];

/// Asks the program that a directive names.
pub fn proxied(process: &mut Process<'_>, ask: &mut Ask<'_>, pass: &Directive) -> Result<Next, Bail> {
    let url = ask.fill(pass.words.first().map_or("", String::as_str));
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", &url));
    let (authority, path) = match rest.find('/') {
        Some(at) => (rest.get(..at).unwrap_or_default(), rest.get(at..)),
        None => (rest, None),
    };
    let group = ask.site.upstreams.get(authority);
    let address = group.and_then(|servers| servers.first()).map_or(authority, String::as_str).to_string();
    let arguments = if ask.arguments.is_empty() { String::new() } else { format!("?{}", ask.arguments) };
    let target = match (path, ask.location) {
        // A path of its own stands in the place of the location's.
        (Some(path), Some(location)) if !matches!(location.how, How::Pattern(_)) => {
            let rest = ask.uri.strip_prefix(&location.path).unwrap_or_default();
            format!("{path}{rest}{arguments}")
        }
        _ => format!("{}{arguments}", ask.uri),
    };
    let set = ask.all(&["proxy_set_header"]);
    let named = |name: &str| set.iter().any(|own| own.words.first().is_some_and(|own| own.eq_ignore_ascii_case(name)));
    let mut headers: Vec<(String, String)> = Vec::new();
    if !named("host") {
        headers.push(("Host".into(), authority.to_string()));
    }
    let theirs = ask.request.asked.headers.iter();
    headers
        .extend(theirs.filter(|(name, _)| !OWN.contains(&name.to_ascii_lowercase().as_str()) && !named(name)).cloned());
    for own in &set {
        let (name, value) = (own.words.first(), own.words.get(1).map(|value| proxy_value(ask, value, authority)));
        if let (Some(name), Some(value)) = (name, value.filter(|value| !value.is_empty())) {
            headers.push((name.clone(), value));
        }
    }
    let asked = HttpAsked { method: ask.request.asked.method.clone(), headers, body: ask.request.asked.body.clone() };
    let shown = format!("{scheme}://{address}{target}");
    match process.system.http(&shown, &asked) {
        Ok(reply) => {
            let kind = reply.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
            let kind = kind.map(|(_, kind)| kind.clone());
            let is_theirs = |name: &String| !MADE.contains(&name.to_ascii_lowercase().as_str());
            let headers = reply.headers.into_iter().filter(|(name, _)| is_theirs(name)).collect();
            Ok(Next::Answer(Made { status: reply.status, kind, headers, body: reply.body }))
        }
        Err(_) => {
            ask.errors.push(format!(
                "connect() failed (111: Connection refused) while connecting to upstream; upstream: \"{shown}\""
            ));
            Ok(Next::Status(502))
        }
    }
}

/// A header's value: variables of the proxy's besides the usual ones.
fn proxy_value(ask: &Ask<'_>, text: &str, authority: &str) -> String {
    ask.fill(&text.replace("$proxy_host", authority))
}
