//! The name server that containers in networks of one's own have, 127.0.0.11 (moby `daemon/libnetwork/resolver.go`,
//! `sandbox.go`, `ResolveName`).

use core::net::Ipv4Addr;

use super::network::is_predefined;
use super::networks::members;
use super::record::Container;
use super::table::Containers;
use crate::allowance::insist;
use crate::clock::Timestamp;
use crate::oci::Digest;

/// The addresses that a container gets for a name: those of all that are called so in a network that it is in. Where there
/// are several, each question finds them in another order.
pub fn resolve(containers: &Containers, asker: &Container, name: &str, at: Timestamp) -> Vec<Ipv4Addr> {
    let name = name.strip_suffix('.').unwrap_or(name).to_lowercase();
    for (network, end) in asker.ends().into_iter().filter(|(network, _)| !is_predefined(network)) {
        let own = format!(".{}", network.to_lowercase());
        let wanted = name.strip_suffix(&own).unwrap_or(&name);
        let linked = end.links.iter().flatten().find_map(|link| {
            let (of, alias) = link.split_once(':').unwrap_or((link, link));
            alias.eq_ignore_ascii_case(wanted).then_some(of)
        });
        let wanted = linked.unwrap_or(wanted);
        let is_it = |container: &Container| {
            insist(1);
            container.names_in(&network).iter().any(|known| known.eq_ignore_ascii_case(wanted))
        };
        let found = members(containers, &network).filter(|container| is_it(container));
        let mut found: Vec<Ipv4Addr> = found.filter_map(|container| container.address_in(&network)).collect();
        found.sort();
        if !found.is_empty() {
            shuffle(&mut found, &name, at);
            return found;
        }
    }
    Vec::new()
}

/// The name that an address has: a container's, with its network's behind (`ResolveIP`).
pub fn name_of(containers: &Containers, asker: &Container, address: &str) -> Option<String> {
    let mut networks = asker.networks().into_iter().filter(|network| !is_predefined(network));
    networks.find_map(|network| {
        let is_it = |container: &&Container| {
            insist(1);
            container.address_in(&network).is_some_and(|own| own.to_string() == address)
        };
        let found = members(containers, &network).find(is_it)?;
        Some(format!("{}.{network}", found.name))
    })
}

fn shuffle(found: &mut [Ipv4Addr], name: &str, at: Timestamp) {
    let digest = Digest::of(format!("{name} {}", at.0).as_bytes());
    let first = digest.hex().bytes().map(usize::from).sum::<usize>();
    let many = found.len();
    found.rotate_left(first.checked_rem(many).unwrap_or(0));
}
