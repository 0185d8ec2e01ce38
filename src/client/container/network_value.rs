//! What a value of `--network` says (docker/cli `opts/network.go`).

use std::collections::BTreeMap;

use crate::client::build::fields;
use crate::text::quote;

/// One network and how the container is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NetworkValue {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) links: Vec<String>,
    pub(super) options: BTreeMap<String, String>,
    pub(super) priority: i64,
    pub(super) ipv4: Option<String>,
    pub(super) ipv6: Option<String>,
    pub(super) mac_address: Option<String>,
}

/// Checks a value of `--network` as its flag is read.
pub(super) fn check_network(text: &str) -> Result<(), String> {
    network_value(text).map(|_| ())
}

/// `NAME`, or `name=NAME,alias=...`.
pub(super) fn network_value(text: &str) -> Result<NetworkValue, String> {
    if !is_long(text) {
        return Ok(NetworkValue { name: text.into(), ..NetworkValue::default() });
    }
    let mut wanted = NetworkValue::default();
    for field in fields::split(text).map_err(|failure| failure.to_string())? {
        let lower = field.to_lowercase();
        let (key, value) = match lower.split_once('=') {
            Some((key, value)) if !key.is_empty() => (key.trim(), value.trim().to_string()),
            _ => return Err(format!("invalid field {field}")),
        };
        match key {
            "name" => wanted.name = value,
            "alias" => wanted.aliases.push(value),
            "ip" => wanted.ipv4 = Some(address(&value)?),
            "ip6" => wanted.ipv6 = Some(address(&value)?),
            "mac-address" => wanted.mac_address = Some(value),
            "link-local-ip" => drop(address(&value)?),
            "driver-opt" if value.starts_with('=') || !value.contains('=') => {
                return Err("invalid key value pair format in driver options".into());
            }
            "driver-opt" => {
                let (key, value) = value.split_once('=').unwrap_or((&value, ""));
                wanted.options.insert(key.into(), value.into());
            }
            "gw-priority" => {
                let priority = value.parse::<i64>();
                wanted.priority = priority.map_err(|_| format!("invalid gw-priority ({value}): invalid syntax"))?;
            }
            other => return Err(format!("invalid field key {other}")),
        }
    }
    if wanted.name.is_empty() {
        return Err("network name/id is not specified".into());
    }
    Ok(wanted)
}

/// Whether somewhere a letter, digit or `_` stands on both sides of a `=`.
fn is_long(text: &str) -> bool {
    let word = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let bytes = text.as_bytes();
    text.match_indices('=').any(|(at, _)| {
        word(at.checked_sub(1).and_then(|before| bytes.get(before).copied())) && word(bytes.get(at + 1).copied())
    })
}

/// An address as Go's `netip.ParseAddr` reads it.
fn address(text: &str) -> Result<String, String> {
    match text.parse::<core::net::IpAddr>() {
        Ok(address) => Ok(address.to_string()),
        Err(_) => Err(format!("ParseAddr({}): unable to parse IP", quote(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_a_name_or_fields() {
        assert_eq!(network_value("a").unwrap().name, "a");
        let long = network_value("name=a,alias=B,ip=10.0.0.1,driver-opt=x=1,gw-priority=2").unwrap();
        assert_eq!((long.name.as_str(), long.aliases.as_slice()), ("a", ["b".to_string()].as_slice()));
        for (text, said) in [
            ("name=a,foo=b", "invalid field key foo"),
            ("alias=a", "network name/id is not specified"),
            ("name=a,driver-opt=x", "invalid key value pair format in driver options"),
            ("name=a,gw-priority=x", "invalid gw-priority (x): invalid syntax"),
            ("name=a,b", "invalid field b"),
            ("name=a,ip=x", "ParseAddr(\"x\"): unable to parse IP"),
        ] {
            assert_eq!(check_network(text), Err(said.into()), "{text}");
        }
    }
}
