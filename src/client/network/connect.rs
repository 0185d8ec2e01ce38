//! `docker network connect` and `docker network disconnect` (docker/cli `cli/command/network/connect.go`,
//! `disconnect.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::container::{check_ip, check_link};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Number, Switch, Text};
use crate::engine::api::models::{EndpointIpamConfig, EndpointSettings};

const ALIAS: List = List::strings("alias", "One more name of the container in the network");
const DRIVER_OPT: List = List::strings("driver-opt", "An option of the driver");
const GW_PRIORITY: Number = Number::int("gw-priority", "The network with the most is the container's way out");
const IP: Text = Text::new("ip", "Its IPv4 address (e.g., \"172.30.100.104\")").named("ip").checked(check_ip);
const LINK: List = List::new("link", "A name of the container's own for another one").checked(check_link);
const NO_IPV6: &str = "networks here have IPv4";
const FLAGS: Flags = &[
    &ALIAS,
    &DRIVER_OPT,
    &GW_PRIORITY,
    &IP,
    &Text::new("ip6", "Its IPv6 address (e.g., \"2001:db8::33\")").named("ip").checked(check_ip).unsimulated(NO_IPV6),
    &LINK,
    &List::strings("link-local-ip", "A link-local address").named("ipSlice").unsimulated(NO_IPV6),
];

pub static CONNECT: Command = Command {
    about: "Connect a container to a network",
    synopsis: "[OPTIONS] NETWORK CONTAINER",
    count: Count::Exactly(2),
    arguments: &[Argument::Network, Argument::Container],
    flags: &[FLAGS],
    run: connect,
    ..COMMAND
};

const FORCE: Switch = Switch::new("force", "Disconnect it whatever stands against it").short('f');

pub static DISCONNECT: Command = Command {
    about: "Disconnect a container from a network",
    synopsis: "[OPTIONS] NETWORK CONTAINER",
    count: Count::Exactly(2),
    arguments: &[Argument::Network, Argument::Container],
    flags: &[&[&FORCE]],
    run: disconnect,
    ..COMMAND
};

fn connect(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut options = std::collections::BTreeMap::new();
    for text in given.list(&DRIVER_OPT) {
        match text.split_once('=').map(|(key, value)| (key.trim(), value.trim())) {
            Some((key, value)) if !key.is_empty() => drop(options.insert(key.to_string(), value.to_string())),
            _ => return Err(Failure::new("invalid key/value pair format in driver options")),
        }
    }
    let ipv4_address = Some(given.text(&IP).trim().to_string()).filter(|text| !text.is_empty());
    let links = given.list(&LINK).to_vec();
    let end = EndpointSettings {
        ipam_config: Some(EndpointIpamConfig { ipv4_address, ..EndpointIpamConfig::default() }),
        links: Some(links).filter(|links| !links.is_empty()),
        aliases: Some(given.list(&ALIAS).to_vec()),
        driver_opts: Some(options.into_iter().collect()),
        gw_priority: Some(given.number(&GW_PRIORITY)),
        ..EndpointSettings::default()
    };
    Ok(docker.engine().network_connect(given.argument(0), given.argument(1), &end)?)
}

fn disconnect(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    Ok(docker.engine().network_disconnect(given.argument(0), given.argument(1), given.on(&FORCE))?)
}
