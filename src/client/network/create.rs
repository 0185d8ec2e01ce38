//! `docker network create` (docker/cli `cli/command/network/create.go`).

use core::net::Ipv4Addr;

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::container::check_label;
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Switch, Text};
use crate::engine::api::{NetworkAddresses, NetworkCreate};
use crate::text::Subnet;

const ATTACHABLE: Switch = Switch::new("attachable", "Let containers be connected by hand");
const AUX_ADDRESS: List = List::new("aux-address", "An address that no container gets").named("map").default("map[]");
const DRIVER: Text =
    Text::new("driver", "What makes the network").short('d').default("bridge").takes(Argument::OneOf(&["bridge"]));
const GATEWAY: List =
    List::strings("gateway", "The host's address in the subnet").named("ipSlice").checked(check_address);
const INGRESS: Switch = Switch::new("ingress", "Make the network of a swarm's published ports");
const INTERNAL: Switch = Switch::new("internal", "Keep it apart from the world outside");
const IP_RANGE: List = List::strings("ip-range", "The part of the subnet that containers get addresses of")
    .named("ipNetSlice")
    .checked(check_range);
const IPV4: Switch = Switch::new("ipv4", "Give IPv4 addresses").default("true");
const IPV6: Switch = Switch::new("ipv6", "Give IPv6 addresses");
const LABEL: List = List::new("label", "A label of the network").checked(check_label);
const OPTION: List = List::new("opt", "An option of the driver").named("map").short('o').default("map[]");
const SCOPE: Text = Text::new("scope", "How far the network goes");
const SUBNET: List = List::strings("subnet", "Its addresses, such as 172.28.0.0/16");

const NO_IPV6: &str = "networks here have IPv4";
const NO_TEMPLATES: &str = "make each network with the flags that it needs";
const NO_ADDRESS_DRIVERS: &str = "addresses come from the default driver; leave the flag out";

const FLAGS: Flags = &[
    &ATTACHABLE,
    &AUX_ADDRESS,
    &Text::new("config-from", "The network whose settings it takes").unsimulated(NO_TEMPLATES),
    &Switch::new("config-only", "Make settings for other networks").unsimulated(NO_TEMPLATES),
    &DRIVER,
    &GATEWAY,
    &INGRESS,
    &INTERNAL,
    &IP_RANGE,
    &Text::new("ipam-driver", "What gives addresses").default("default").unsimulated(NO_ADDRESS_DRIVERS),
    &List::new("ipam-opt", "An option of what gives addresses")
        .named("map")
        .default("map[]")
        .unsimulated(NO_ADDRESS_DRIVERS),
    &IPV4,
    &IPV6,
    &LABEL,
    &OPTION,
    &SCOPE,
    &SUBNET,
];

pub static CREATE: Command = Command {
    about: "Make a network",
    synopsis: "[OPTIONS] NETWORK",
    count: Count::Exactly(1),
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn check_address(text: &str) -> Result<(), String> {
    let valid = text.trim().parse::<core::net::IpAddr>().is_ok();
    valid.then_some(()).ok_or_else(|| format!("invalid string being converted to IP address: {text}"))
}

fn check_range(text: &str) -> Result<(), String> {
    let address = text.trim().split_once('/').map(|(address, _)| address.parse::<core::net::Ipv6Addr>());
    let valid = Subnet::parse(text.trim()).is_ok() || matches!(address, Some(Ok(_)));
    valid.then_some(()).ok_or_else(|| format!("invalid string being converted to CIDR: {text}"))
}

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    if given.on(&IPV6) || !given.on(&IPV4) {
        return Err(Failure::unsimulated("a network without IPv4, or with IPv6,", NO_IPV6));
    }
    let pair = |text: &String| {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        (key.to_string(), value.to_string())
    };
    let wanted = NetworkCreate {
        name: given.argument(0).into(),
        driver: given.text(&DRIVER).into(),
        addresses: addresses(given)?,
        internal: given.on(&INTERNAL),
        attachable: given.on(&ATTACHABLE),
        ingress: given.on(&INGRESS),
        scope: given.text(&SCOPE).into(),
        labels: given.list(&LABEL).iter().map(pair).collect(),
        options: given.list(&OPTION).iter().map(pair).collect(),
    };
    let id = docker.engine().network_create(&wanted)?;
    docker.out_line(&id)
}

/// What belongs together of subnets, ranges, gateways and addresses (`createIPAMConfig`).
fn addresses(given: &Matches) -> Outcome<Vec<NetworkAddresses>> {
    let (subnets, ranges, gateways) = (given.list(&SUBNET), given.list(&IP_RANGE), given.list(&GATEWAY));
    let kept: Vec<(&str, &str)> = given.list(&AUX_ADDRESS).iter().filter_map(|text| text.split_once('=')).collect();
    if subnets.len() < ranges.len() || subnets.len() < gateways.len() {
        return Err(Failure::new("every ip-range or gateway must have a corresponding subnet"));
    }
    let all = [subnets, ranges, gateways].concat();
    if all.iter().any(|text| text.contains(':')) || kept.iter().any(|(_, address)| address.contains(':')) {
        return Err(Failure::unsimulated("a network with IPv6", NO_IPV6));
    }
    let mut found: Vec<NetworkAddresses> = Vec::new();
    for text in subnets {
        let subnet = Subnet::parse(text).map_err(|why| match subnets.len() {
            1 => Failure::new(why),
            _ => Failure::new(format!("invalid subnet: invalid CIDR address: {text}")),
        })?;
        if found.iter().any(|other| other.subnet.overlaps(subnet)) {
            return Err(Failure::new("multiple overlapping subnet configuration is not supported"));
        }
        found.push(NetworkAddresses { subnet, range: None, gateway: None, kept: Default::default() });
    }
    for text in ranges {
        let Ok(range) = Subnet::parse(text.trim()) else { continue };
        let range = range.masked();
        match found.iter_mut().find(|one| one.subnet.contains(range.address())) {
            None => return Err(Failure::new(format!("no matching subnet for range {range}"))),
            Some(NetworkAddresses { range: Some(other), subnet, .. }) => {
                let why = format!("cannot configure multiple ranges ({range}, {other}) on the same subnet ({subnet})");
                return Err(Failure::new(why));
            }
            Some(one) => one.range = Some(range),
        }
    }
    for text in gateways {
        let Ok(gateway) = text.trim().parse::<Ipv4Addr>() else { continue };
        match found.iter_mut().find(|one| one.subnet.contains(gateway)) {
            None => return Err(Failure::new(format!("no matching subnet for gateway {gateway}"))),
            Some(NetworkAddresses { gateway: Some(other), subnet, .. }) => {
                let both = format!("({gateway}, {other})");
                let why = format!("cannot configure multiple gateways {both} for the same subnet ({subnet})");
                return Err(Failure::new(why));
            }
            Some(one) => one.gateway = Some(gateway),
        }
    }
    for (name, text) in kept.into_iter().filter(|(_, text)| !text.is_empty()) {
        let Ok(address) = text.parse::<Ipv4Addr>() else {
            return Err(Failure::new(format!("ParseAddr({}): unable to parse IP", crate::text::quote(text))));
        };
        match found.iter_mut().find(|one| one.subnet.contains(address)) {
            None => return Err(Failure::new(format!("no matching subnet for aux-address {text}"))),
            Some(one) => drop(one.kept.insert(name.into(), address)),
        }
    }
    Ok(found)
}
