//! Published ports: `[ip:][host-port:]port[/protocol]`, ranges too (docker/go-connections `nat`).

use crate::client::failure::{Failure, Outcome};

/// Ports that one range may hold.
const MAX_RANGE: u32 = 1024;

/// One published port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Published {
    /// `80/tcp`
    pub(super) container: String,
    pub(super) host_ip: String,
    /// Empty: any that is free.
    pub(super) host_port: String,
}

/// `name=value,…` turned into the short form.
fn short_form(text: &str) -> Outcome<String> {
    if !text.contains('=') {
        return Ok(text.to_string());
    }
    let (mut published, mut target, mut protocol) = ("", "", "tcp");
    for part in text.split(',') {
        match part.split_once('=') {
            Some(("published", value)) => published = value,
            Some(("target", value)) => target = value,
            Some(("protocol", value)) => protocol = value,
            Some((key, _)) if !key.is_empty() => {}
            _ => {
                return Err(Failure::new(format!(
                    "invalid publish opts format (should be name=value but got '{part}')"
                )));
            }
        }
    }
    Ok(format!("{published}:{target}/{protocol}"))
}

/// Ports of a range, first and last.
fn range(text: &str) -> Option<(u32, u32)> {
    let port = |text: &str| text.parse::<u16>().ok().map(u32::from);
    match text.split_once('-') {
        None => port(text).map(|port| (port, port)),
        Some((first, last)) => Some((port(first)?, port(last)?)).filter(|(first, last)| first <= last),
    }
}

/// A port or range of ports to expose: `80`, `80/udp`, `8000-8010`.
pub(super) fn expose(text: &str) -> Outcome<Vec<String>> {
    let bad = |words: String| Failure::new(format!("invalid range format for --expose: {words}"));
    if text.is_empty() {
        return Err(bad("invalid port range: value is empty".into()));
    }
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    let number =
        |which: &str, text: &str| port_number(text).map_err(|why| bad(format!("invalid {which} port '{text}': {why}")));
    let (first, last) = (number("start", first)?, number("end", last)?);
    if last < first {
        return Err(bad(format!("invalid port range: {text}")));
    }
    if u32::from(last - first) > MAX_RANGE {
        return Err(bad(format!("more than {MAX_RANGE} ports in {text}")));
    }
    Ok((first..=last).map(|port| format!("{port}/{}", protocol.to_lowercase())).collect())
}

/// A port, or Go's words for what is none.
pub(super) fn port_number(text: &str) -> Result<u16, &'static str> {
    match text.parse::<u64>() {
        _ if text.is_empty() => Err("value is empty"),
        Err(error) if *error.kind() == std::num::IntErrorKind::PosOverflow => Err("value out of range"),
        Err(_) => Err("invalid syntax"),
        Ok(number) => u16::try_from(number).map_err(|_| "value out of range"),
    }
}

/// What `--publish` means.
pub(super) fn publish(text: &str) -> Outcome<Vec<Published>> {
    let text = short_form(text)?;
    let fail = |words: String| Err(Failure::new(words));
    let (ports, protocol) = match text.rsplit_once('/') {
        Some((ports, protocol)) => (ports, protocol.to_lowercase()),
        None => (text.as_str(), "tcp".into()),
    };
    let (rest, container) = ports.rsplit_once(':').unwrap_or(("", ports));
    let (ip, host) = match rest.rsplit_once(':') {
        Some((ip, host)) => (ip.trim_start_matches('[').trim_end_matches(']'), host),
        None => ("", rest),
    };
    if container.is_empty() {
        return fail(format!("no port specified: {text}<empty>"));
    }
    if !ip.is_empty() && ip.parse::<core::net::IpAddr>().is_err() {
        return fail(format!("invalid IP address: {ip}"));
    }
    let Some((first, last)) = range(container) else { return fail(format!("invalid containerPort: {container}")) };
    let hosts = match host {
        "" => None,
        host => match range(host) {
            Some(hosts) => Some(hosts),
            None => return fail(format!("invalid hostPort: {host}")),
        },
    };
    if !matches!(protocol.as_str(), "tcp" | "udp" | "sctp") {
        return fail(format!("invalid proto: {protocol}"));
    }
    if last - first > MAX_RANGE {
        let instead = format!("publish at most {MAX_RANGE} at once");
        return Err(Failure::unsimulated("docker run -p with that many ports", &instead));
    }
    if let Some((from, to)) = hosts
        && to - from != last - first
        && first != last
    {
        return fail(format!("invalid ranges specified for container and host Ports: {container} and {host}"));
    }
    let published = |port: u32| Published {
        container: format!("{port}/{protocol}"),
        host_ip: ip.to_string(),
        host_port: match hosts {
            None => String::new(),
            Some((from, to)) if first == last && from != to => format!("{from}-{to}"),
            Some((from, _)) => (from + port - first).to_string(),
        },
    };
    Ok((first..=last).map(published).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match publish(text) {
            Ok(ports) => ports
                .iter()
                .map(|port| format!("{}<{}:{}", port.container, port.host_ip, port.host_port))
                .collect::<Vec<_>>()
                .join(" "),
            Err(failure) => failure.to_string(),
        }
    }

    #[test]
    fn all_forms_are_read() {
        for (text, ports) in [
            ("80", "80/tcp<:"),
            ("8080:80", "80/tcp<:8080"),
            ("127.0.0.1:8080:80/udp", "80/udp<127.0.0.1:8080"),
            ("127.0.0.1::80", "80/tcp<127.0.0.1:"),
            ("8000-8001:80-81", "80/tcp<:8000 81/tcp<:8001"),
            ("[::1]:8080:80", "80/tcp<::1:8080"),
            ("published=8080,target=80", "80/tcp<:8080"),
            ("x:80", "invalid hostPort: x"),
            ("8080:x", "invalid containerPort: x"),
            ("8080:80/x", "invalid proto: x"),
            ("1-3:80-81", "invalid ranges specified for container and host Ports: 80-81 and 1-3"),
        ] {
            assert_eq!(shown(text), ports, "{text}");
        }
        assert_eq!(expose("80-81").unwrap(), ["80/tcp", "81/tcp"]);
        assert!(expose("x").is_err());
    }
}
