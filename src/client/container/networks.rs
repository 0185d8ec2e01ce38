//! The networks that a container is to be in: `--network` and its companions (docker/cli `opts/network.go`,
//! `parseNetworkOpts` in `cli/command/container/opts.go`).

use super::flags::{IP, IP6, LINK, MAC_ADDRESS, NET, NET_ALIAS, NETWORK, NETWORK_ALIAS};
use super::network_value::{NetworkValue, network_value};
use crate::client::arguments::Matches;
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::Text;
use crate::engine::api::models::{EndpointIpamConfig, EndpointSettings, NetworkingConfig};
use crate::text::quote;

/// Whether a network is somebody's own: every engine has the others.
fn is_own(name: &str) -> bool {
    !matches!(name, "default" | "bridge" | "host" | "none") && !name.starts_with("container:")
}

/// The first network that is asked for, and how the container is in each.
pub(super) fn wanted(given: &Matches) -> Outcome<(Option<String>, Option<NetworkingConfig>)> {
    let texts = given.list(&NETWORK).iter().chain(given.list(&NET));
    let mut all = texts.map(|text| network_value(text)).collect::<Result<Vec<_>, _>>().map_err(Failure::new)?;
    let network = all.first().map(|first| first.name.clone());
    if all.is_empty() {
        all.push(NetworkValue { name: "default".into(), ..NetworkValue::default() });
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
    // One network as the engine makes it needs no words (`parseNetworkOpts`).
    if let [(_, None)] = ends.as_slice() {
        return Ok((network, None));
    }
    let all = ends.into_iter().map(|(name, end)| (name, end.unwrap_or_default())).collect();
    Ok((network, Some(NetworkingConfig { endpoints_config: Some(all) })))
}

/// Flags of their own are for the first network (docker/cli `applyContainerOptions`).
fn combine(one: &mut NetworkValue, given: &Matches) -> Outcome<()> {
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
    if is_own(&one.name) {
        one.links = given.list(&LINK).to_vec();
    }
    one.ipv4 = ipv4.or(one.ipv4.take());
    one.ipv6 = ipv6.or(one.ipv6.take());
    one.mac_address = mac_address.or(one.mac_address.take());
    Ok(())
}

/// The end of a network: addresses (docker/cli `parseNetworkAttachmentOpt`).
fn endpoint(one: &NetworkValue) -> Outcome<Option<EndpointSettings>> {
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
    let some = |list: &Vec<String>| Some(list.clone()).filter(|list| !list.is_empty());
    let addressed = ipv4_address.is_some() || ipv6_address.is_some();
    let addresses = EndpointIpamConfig { ipv4_address, ipv6_address, ..EndpointIpamConfig::default() };
    let end = EndpointSettings {
        ipam_config: addressed.then_some(addresses),
        mac_address,
        aliases: some(&one.aliases),
        links: some(&one.links),
        driver_opts: Some(one.options.clone().into_iter().collect()).filter(|_| !one.options.is_empty()),
        gw_priority: Some(one.priority).filter(|priority| *priority != 0),
        ..EndpointSettings::default()
    };
    Ok(Some(end).filter(|end| *end != EndpointSettings::default()))
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
    fn hardware_has_an_address_of_six_bytes() {
        assert_eq!(hardware_address("02-42-AC-11-00-02").as_deref(), Some("02:42:ac:11:00:02"));
        assert_eq!(hardware_address("02:42"), None);
    }
}
