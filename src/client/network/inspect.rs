//! `docker network inspect` (docker/cli `cli/command/network/inspect.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Outcome;
use crate::client::flag::{Flags, Switch};
use crate::client::inspector::{FORMAT, inspect};
use crate::client::shape::Shape::{Bool, Map, StructMap, Structs, Text, Time};
use crate::client::shape::{Shape, Struct};

const VERBOSE: Switch = Switch::new("verbose", "More of services").short('v');
const FLAGS: Flags = &[&FORMAT, &VERBOSE];

pub static INSPECT: Command = Command {
    about: "Show everything about one or more networks",
    synopsis: "[OPTIONS] NETWORK [NETWORK...]",
    count: Count::AtLeast(1),
    arguments: &[Argument::Network],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    inspect(docker, &given.arguments, given.text(&FORMAT), &mut |docker, name| {
        Ok((&NETWORK, docker.engine().network_inspect(name)?))
    })
}

/// What `docker network inspect` sees.
pub static NETWORK: Struct = Struct {
    name: "network.Inspect",
    fields: &[
        ("Name", "Name", Text),
        ("ID", "Id", Text),
        ("Created", "Created", Time),
        ("Scope", "Scope", Text),
        ("Driver", "Driver", Text),
        ("EnableIPv4", "EnableIPv4", Bool),
        ("EnableIPv6", "EnableIPv6", Bool),
        ("IPAM", "IPAM", Shape::Struct(&ADDRESSES)),
        ("Internal", "Internal", Bool),
        ("Attachable", "Attachable", Bool),
        ("Ingress", "Ingress", Bool),
        ("ConfigOnly", "ConfigOnly", Bool),
        ("Options", "Options", Map),
        ("Labels", "Labels", Map),
        ("Containers", "Containers", StructMap(&CONNECTED)),
        ("Status", "Status", Shape::Struct(&STATUS)),
    ],
};

static STATUS: Struct = Struct { name: "network.Status", fields: &[("IPAM", "IPAM", Shape::Struct(&ADDRESS_STATUS))] };

static ADDRESS_STATUS: Struct =
    Struct { name: "network.IPAMStatus", fields: &[("Subnets", "Subnets", StructMap(&SUBNET_STATUS))] };

static SUBNET_STATUS: Struct = Struct {
    name: "network.SubnetStatus",
    fields: &[("IPsInUse", "IPsInUse", Shape::Int), ("DynamicIPsAvailable", "DynamicIPsAvailable", Shape::Int)],
};

static ADDRESSES: Struct = Struct {
    name: "network.IPAM",
    fields: &[("Driver", "Driver", Text), ("Options", "Options", Map), ("Config", "Config", Structs(&SUBNET))],
};

static SUBNET: Struct = Struct {
    name: "network.IPAMConfig",
    fields: &[
        ("Subnet", "Subnet", Text),
        ("IPRange", "IPRange", Text),
        ("Gateway", "Gateway", Text),
        ("AuxAddress", "AuxiliaryAddresses", Map),
    ],
};

static CONNECTED: Struct = Struct {
    name: "network.EndpointResource",
    fields: &[
        ("Name", "Name", Text),
        ("EndpointID", "EndpointID", Text),
        ("MacAddress", "MacAddress", Text),
        ("IPv4Address", "IPv4Address", Text),
        ("IPv6Address", "IPv6Address", Text),
    ],
};
