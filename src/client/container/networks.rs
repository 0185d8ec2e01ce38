//! The networks that a container is to be in: `--network` and its companions (docker/cli `opts/network.go`,
//! `parseNetworkOpts` in `cli/command/container/opts.go`).

use super::flags::{IP, IP6, MAC_ADDRESS, NET, NET_ALIAS, NETWORK, NETWORK_ALIAS, NO_NETWORKS};
use crate::client::arguments::Matches;
use crate::client::build::fields;
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::Text;
use crate::engine::api::models::{EndpointIpamConfig, EndpointSettings, NetworkingConfig};
use crate::text::quote;

/// One network and how the container is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Attachment {
    name: String,
    aliases: Vec<String>,
    ipv4: Option<String>,
    ipv6: Option<String>,
    mac_address: Option<String>,
}

/// Checks a value of `--network` as its flag is read.
pub(super) fn check_network(text: &str) -> Result<(), String> {
    attachment(text).map(|_| ())
}

/// `NAME`, or `name=NAME,alias=...`.
fn attachment(text: &str) -> Result<Attachment, String> {
    if !is_long(text) {
        return Ok(Attachment { name: text.into(), ..Attachment::default() });
    }
    let mut wanted = Attachment::default();
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
            "driver-opt" => {}
            "gw-priority" => {
                value.parse::<i64>().map_err(|_| format!("invalid gw-priority ({value}): invalid syntax"))?;
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

/// Whether a network is somebody's own: every engine has the others.
fn is_own(name: &str) -> bool {
    !matches!(name, "default" | "bridge" | "host" | "none") && !name.starts_with("container:")
}

/// The network that is asked for, and how the container is in it. There are none of one's own here, so that the engine
/// says that there is none of that name; several are refused.
pub(super) fn wanted(given: &Matches) -> Outcome<(Option<String>, Option<NetworkingConfig>)> {
    let texts = given.list(&NETWORK).iter().chain(given.list(&NET));
    let mut all = texts.map(|text| attachment(text)).collect::<Result<Vec<_>, _>>().map_err(Failure::new)?;
    let network = all.first().map(|first| first.name.clone());
    if all.is_empty() {
        all.push(Attachment { name: "default".into(), ..Attachment::default() });
    }
    let mut ends: Vec<(String, Option<EndpointSettings>)> = Vec::new();
    for (at, mut one) in all.into_iter().enumerate() {
        if at == 0 {
            combine(&mut one, given)?;
        }
        let end = endpoint(&one)?;
        if ends.iter().any(|(name, _)| *name == one.name) {
            return Err(Failure::new(format!("network {} is specified multiple times", quote(&one.name))));
        }
        ends.push((one.name, end));
    }
    let (some, others) = (ends.iter().any(|(name, _)| !is_own(name)), ends.iter().any(|(name, _)| is_own(name)));
    if some && others {
        let words = "conflicting options: cannot attach both user-defined and non-user-defined network-modes";
        return Err(Failure::new(words));
    }
    if ends.len() > 1 && some {
        return Err(Failure::unsimulated("docker run with several networks", NO_NETWORKS));
    }
    let end = ends.into_iter().next().and_then(|(name, end)| Some((name, end?)));
    let config = end.map(|end| NetworkingConfig { endpoints_config: Some([end].into()) });
    Ok((network, config))
}

/// Flags of their own are for the first network (docker/cli `applyContainerOptions`).
fn combine(one: &mut Attachment, given: &Matches) -> Outcome<()> {
    let text = |flag: &Text| Some(given.text(flag).to_string()).filter(|text| !text.is_empty());
    let aliases = [given.list(&NETWORK_ALIAS), given.list(&NET_ALIAS)].concat();
    let (ipv4, ipv6, mac_address) = (text(&IP), text(&IP6), text(&MAC_ADDRESS));
    let twice = [
        (!one.aliases.is_empty() && !aliases.is_empty(), "--network-alias and per-network alias"),
        (one.ipv4.is_some() && ipv4.is_some(), "--ip and per-network IPv4 address"),
        (one.ipv6.is_some() && ipv6.is_some(), "--ip6 and per-network IPv6 address"),
        (one.mac_address.is_some() && mac_address.is_some(), "--mac-address and per-network MAC address"),
    ];
    if let Some((_, both)) = twice.iter().find(|(twice, _)| *twice) {
        return Err(Failure::new(format!("conflicting options: cannot specify both {both}")));
    }
    if !aliases.is_empty() {
        one.aliases = aliases;
    }
    one.ipv4 = ipv4.or(one.ipv4.take());
    one.ipv6 = ipv6.or(one.ipv6.take());
    one.mac_address = mac_address.or(one.mac_address.take());
    Ok(())
}

/// The end of a network: addresses (docker/cli `parseNetworkAttachmentOpt`).
fn endpoint(one: &Attachment) -> Outcome<Option<EndpointSettings>> {
    if one.name.trim().is_empty() {
        return Err(Failure::new("no name set for network"));
    }
    if !one.aliases.is_empty() && !is_own(&one.name) {
        return Err(Failure::new("network-scoped aliases are only supported for user-defined networks"));
    }
    let mac_address = match one.mac_address.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => match hardware_address(text.trim()) {
            None => return Err(Failure::new(format!("{text} is not a valid mac address"))),
            address => address,
        },
        None => None,
    };
    let (ipv4_address, ipv6_address) = (one.ipv4.clone(), one.ipv6.clone());
    if mac_address.is_none() && ipv4_address.is_none() && ipv6_address.is_none() {
        return Ok(None);
    }
    let addresses = EndpointIpamConfig { ipv4_address, ipv6_address, ..EndpointIpamConfig::default() };
    Ok(Some(EndpointSettings { ipam_config: Some(addresses), mac_address, ..EndpointSettings::default() }))
}

/// A hardware address of six bytes as Go's `net.ParseMAC` reads and writes it: `02:42:…`, `02-42-…`, `0242.ac11.0002`.
fn hardware_address(text: &str) -> Option<String> {
    let (digits, separators, width) = match text.len() {
        17 => (text.replace([':', '-'], ""), 5, 2),
        14 => (text.replace('.', ""), 2, 4),
        _ => return None,
    };
    let separator = text.chars().nth(width)?;
    let groups: Vec<&str> = text.split(separator).collect();
    let even = groups.len() == separators + 1 && groups.iter().all(|group| group.len() == width);
    if !even || digits.len() != 12 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let bytes: Vec<&str> = (0..12).step_by(2).filter_map(|at| digits.get(at..at + 2)).collect();
    Some(bytes.join(":").to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_a_name_or_fields() {
        assert_eq!(attachment("a").unwrap().name, "a");
        let long = attachment("name=a,alias=B,ip=10.0.0.1,driver-opt=x=1,gw-priority=2").unwrap();
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

    #[test]
    fn hardware_has_an_address_of_six_bytes() {
        assert_eq!(hardware_address("02-42-AC-11-00-02").as_deref(), Some("02:42:ac:11:00:02"));
        assert_eq!(hardware_address("02:42"), None);
    }
}
