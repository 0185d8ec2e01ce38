//! [`Network`]: a network of one's own, as a value (moby `daemon/libnetwork/network.go`).

use core::net::Ipv4Addr;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::text::Subnet;

/// The network that containers are in where nothing else is asked for.
pub const BRIDGE: &str = "bridge";
/// Its addresses.
pub const BRIDGE_SUBNET: Subnet = Subnet::new(Ipv4Addr::new(172, 17, 0, 0), 16);
/// Those that every engine has, with their drivers.
pub const PREDEFINED: [(&str, &str); 3] = [(BRIDGE, "bridge"), ("host", "host"), ("none", "null")];

/// Whether a mode names a network that every engine has (moby `network.IsPredefined`).
pub fn is_predefined(name: &str) -> bool {
    name == "default" || PREDEFINED.iter().any(|(own, _)| *own == name)
}

/// A network of one's own: its driver is `bridge`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// 64 hexadecimal digits.
    pub id: String,
    pub created: Timestamp,
    pub subnet: Subnet,
    pub gateway: Ipv4Addr,
    /// The part of the subnet that containers get addresses of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Subnet>,
    /// Addresses that no container gets, by what they are for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kept: BTreeMap<String, Ipv4Addr>,
    /// Whether nobody in it reaches anybody outside.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub attachable: bool,
    pub labels: BTreeMap<String, String>,
    /// Of the driver.
    pub options: BTreeMap<String, String>,
}
