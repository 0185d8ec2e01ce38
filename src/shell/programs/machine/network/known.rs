//! What is known of the network: interfaces, routes, names.

use core::net::Ipv4Addr;

use crate::clock::SECOND;
use crate::shell::{Process, Stop};
use crate::text::{Subnet, ipv4, is_loopback};
use crate::vfs::Right;

/// One interface.
pub(super) struct Interface {
    pub name: String,
    pub hardware: String,
    /// IPv4, if it has one.
    pub address: Option<String>,
    /// The network that it is in.
    pub subnet: Subnet,
}

/// A route: through which interface, to whom, and over whom if they are not neighbours.
pub(super) struct Route {
    pub interface: String,
    pub to: Subnet,
    pub gateway: Option<Ipv4Addr>,
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

/// Addresses and names of this machine in its networks.
fn all_own(process: &mut Process<'_>) -> Vec<(String, Vec<String>)> {
    let name = process.system.hostname();
    let mut hosts = hosts(process);
    hosts.retain(|(address, names)| !is_loopback(address) && names.contains(&name));
    hosts
}

/// The first of them.
pub(in super::super) fn own(process: &mut Process<'_>) -> Option<(String, Vec<String>)> {
    all_own(process).into_iter().next()
}

pub(super) fn interfaces(process: &mut Process<'_>) -> Vec<Interface> {
    let routes = routes(process);
    let own = all_own(process);
    let text = read(process, "/proc/net/dev").unwrap_or_default();
    let names = text.lines().skip(2).filter_map(|line| line.split(':').next()).map(|name| name.trim().to_string());
    // The way to oneself is there whatever else is known.
    let mut found = vec![Interface {
        name: "lo".into(),
        hardware: "00:00:00:00:00:00".into(),
        address: Some("127.0.0.1".into()),
        subnet: Subnet::new(Ipv4Addr::LOCALHOST, 8),
    }];
    for name in names.filter(|name| name != "lo") {
        let hardware = read(process, &format!("/sys/class/net/{name}/address")).unwrap_or_default().trim().to_string();
        let route = routes.iter().find(|route| route.interface == name && route.gateway.is_none());
        let subnet = route.map_or(Subnet::new(Ipv4Addr::UNSPECIFIED, 0), |route| route.to);
        let inside = |address: &str| address.parse().is_ok_and(|address| subnet.contains(address));
        let address = own.iter().find(|(address, _)| inside(address)).map(|(address, _)| address.clone());
        found.push(Interface { name, hardware, address, subnet });
    }
    found
}

/// What `/proc/net/route` says.
pub(super) fn routes(process: &mut Process<'_>) -> Vec<Route> {
    let text = read(process, "/proc/net/route").unwrap_or_default();
    let number = |word: &str| u32::from_str_radix(word.trim(), 16).ok().map(|it| Ipv4Addr::from(it.swap_bytes()));
    let row = |line: &str| {
        let words: Vec<&str> = line.split('\t').collect();
        let [interface, to, by, _, _, _, _, mask, ..] = words.as_slice() else { return None };
        let length = u8::try_from(u32::from(number(mask)?).leading_ones()).ok()?;
        let to = Subnet::new(number(to)?, length);
        let gateway = number(by).filter(|by| !by.is_unspecified());
        Some(Route { interface: interface.to_string(), to, gateway })
    };
    text.lines().skip(1).filter_map(row).collect()
}

/// The address of a host that is known here, that is one, or that the name server knows.
pub(in crate::shell::programs) fn look_up(process: &mut Process<'_>, host: &str) -> Option<String> {
    if let Some(address) = ipv4(host) {
        return Some(address.to_string());
    }
    if host.parse::<core::net::Ipv6Addr>().is_ok() {
        return Some(host.to_string());
    }
    let hosts = hosts(process);
    let known = hosts.into_iter().find(|(_, names)| names.iter().any(|name| name == host));
    known.map(|(address, _)| address).or_else(|| process.system.resolve(host).into_iter().next())
}

/// The name server that the engine runs for networks of one's own (moby `daemon/libnetwork/resolver.go`).
pub(super) const ENGINES_NAME_SERVER: &str = "127.0.0.11";

/// The name server that is asked.
pub(super) fn name_server(process: &mut Process<'_>) -> String {
    let text = read(process, "/etc/resolv.conf").unwrap_or_default();
    text.lines().find_map(|line| line.strip_prefix("nameserver ")).unwrap_or("127.0.0.1").trim().to_string()
}

/// Waits for what a name server would say of a name that it does not know: the engine's says so at once, nobody answers for
/// others.
pub(super) fn wait_for_answer(process: &mut Process<'_>) -> Result<(), Stop> {
    match name_server(process) == ENGINES_NAME_SERVER {
        true => Ok(()),
        false => process.system.sleep(PATIENCE),
    }
}

/// Requests for a name before one gives up, nanoseconds.
const PATIENCE: i64 = 10 * SECOND;

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

/// The way out, if there is one.
pub(super) fn gateway(process: &mut Process<'_>) -> Option<Ipv4Addr> {
    routes(process).into_iter().find_map(|route| route.gateway)
}

/// Whether an address is in a network of this machine's own.
pub(super) fn is_near(process: &mut Process<'_>, address: &str) -> bool {
    let near =
        |route: &Route| route.gateway.is_none() && address.parse().is_ok_and(|address| route.to.contains(address));
    routes(process).iter().any(near)
}

/// The length of an interface's prefix, the mask, and the broadcast address.
pub(super) fn reach(interface: &Interface) -> (u8, String, String) {
    let Interface { name, subnet, .. } = interface;
    let broadcast = if name == "lo" { String::new() } else { subnet.last().to_string() };
    (subnet.length(), subnet.mask().to_string(), broadcast)
}
