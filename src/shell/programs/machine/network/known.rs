//! What is known of the network: interfaces, routes, names.

use crate::shell::{GATEWAY, Process};
use crate::text::{ipv4, is_loopback};
use crate::vfs::Right;

/// One interface.
pub(super) struct Interface {
    pub name: &'static str,
    pub hardware: String,
    /// IPv4, if it has one.
    pub address: Option<String>,
}

/// A document of the kernel's or of `/etc`.
pub(super) fn read(process: &mut Process<'_>, path: &str) -> Option<String> {
    let content = process.system.files().read(path).ok()?;
    Some(String::from_utf8_lossy(&content.to_bytes()).into_owned())
}

/// What `/etc/hosts` says: address and names of each line.
pub(super) fn hosts(process: &mut Process<'_>) -> Vec<(String, Vec<String>)> {
    let text = read(process, "/etc/hosts").unwrap_or_default();
    let line = |line: &str| {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace().map(String::from);
        Some((words.next()?, words.collect()))
    };
    text.lines().filter_map(line).collect()
}

/// Address and names of this machine in its network.
pub(in super::super) fn own(process: &mut Process<'_>) -> Option<(String, Vec<String>)> {
    let name = process.system.hostname();
    let hosts = hosts(process);
    hosts.into_iter().find(|(address, names)| !is_loopback(address) && names.contains(&name))
}

pub(super) fn interfaces(process: &mut Process<'_>) -> Vec<Interface> {
    let mut found =
        vec![Interface { name: "lo", hardware: "00:00:00:00:00:00".into(), address: Some("127.0.0.1".into()) }];
    if let Some(hardware) = read(process, "/sys/class/net/eth0/address") {
        let address = own(process).map(|(address, _)| address);
        found.push(Interface { name: "eth0", hardware: hardware.trim().into(), address });
    }
    found
}

/// The address of a host that is known here, or that is one.
pub(in crate::shell::programs) fn look_up(process: &mut Process<'_>, host: &str) -> Option<String> {
    if let Some(address) = ipv4(host) {
        return Some(address.to_string());
    }
    if host.parse::<core::net::Ipv6Addr>().is_ok() {
        return Some(host.to_string());
    }
    let hosts = hosts(process);
    hosts.into_iter().find(|(_, names)| names.iter().any(|name| name == host)).map(|(address, _)| address)
}

/// What programs say of a change of the network.
pub(super) enum Refusal {
    /// One that is allowed, and not simulated.
    Unsimulated,
    NotPermitted,
}

/// What becomes of a change of the network.
pub(super) fn changed(process: &mut Process<'_>) -> Refusal {
    match process.system.files().identity().has(Right::NetAdmin) {
        true => Refusal::Unsimulated,
        false => Refusal::NotPermitted,
    }
}

/// Said of a change that is allowed.
pub(super) const UNSIMULATED: &str = "layercake does not simulate changes of the network";

/// The address in the network and the way out, if there is one.
pub(super) fn connected(process: &mut Process<'_>) -> Option<(String, &'static str)> {
    let address = interfaces(process).into_iter().find(|interface| interface.name == "eth0")?.address?;
    Some((address, GATEWAY))
}

/// The length of an interface's prefix, the mask, and the broadcast address.
pub(super) fn reach(interface: &Interface) -> (u8, &'static str, &'static str) {
    match interface.name {
        "lo" => (8, "255.0.0.0", ""),
        _ => (16, "255.255.0.0", "172.17.255.255"),
    }
}
