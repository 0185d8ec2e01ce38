//! All networks that an engine has: those that every engine has, and one's own (moby `daemon/network.go`,
//! `daemon/libnetwork/ipams/defaultipam`).

use core::net::Ipv4Addr;
use std::collections::BTreeSet;

use super::super::api::{ApiError, ApiResult};
use super::network::{BRIDGE_SUBNET, Network, PREDEFINED};
use super::record::Container;
use super::table::Containers;
use crate::allowance::insist;
use crate::oci::Digest;
use crate::text::Subnet;

/// Ranges that networks get where none is asked for: the first address of the first, and how many follow it (moby
/// `daemon/libnetwork/ipamutils`).
const POOLS: [(Ipv4Addr, u8, u32); 2] =
    [(Ipv4Addr::new(172, 17, 0, 0), 16, 15), (Ipv4Addr::new(192, 168, 0, 0), 20, 16)];

/// A network by what names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    pub name: &'a str,
    pub id: String,
    /// `None`: one that every engine has.
    pub own: Option<&'a Network>,
}

impl Named<'_> {
    /// What makes it work.
    pub fn driver(&self) -> &'static str {
        PREDEFINED.iter().find(|(name, _)| self.own.is_none() && *name == self.name).map_or("bridge", |(_, kind)| kind)
    }
}

/// The ID of a network that every engine has.
fn predefined_id(name: &str) -> String {
    Digest::of(format!("network {name}").as_bytes()).hex()
}

/// All networks: those that every engine has, then one's own by name.
pub fn all(containers: &Containers) -> Vec<Named<'_>> {
    let predefined = PREDEFINED.iter().map(|(name, _)| Named { name, id: predefined_id(name), own: None });
    let own = containers.networks().map(|(name, own)| Named { name, id: own.id.clone(), own: Some(own) });
    predefined.chain(own).collect()
}

/// Finds a network by full ID, name, or a prefix of its ID that no other has (moby `FindNetwork`).
pub fn find<'a>(containers: &'a Containers, term: &str) -> ApiResult<Named<'a>> {
    let mut known = all(containers);
    // A line may name very many.
    insist((term.len() + known.len()) as u64);
    let exact = known.iter().position(|network| network.id == term);
    if let Some(place) = exact.or_else(|| known.iter().position(|network| network.name == term)) {
        return Ok(known.swap_remove(place));
    }
    known.retain(|network| !term.is_empty() && network.id.starts_with(term));
    let many = known.len();
    match known.pop() {
        Some(only) if many == 1 => Ok(only),
        Some(_) => {
            let why = format!("network {term} is ambiguous ({many} matches found based on ID prefix)");
            Err(ApiError::new(400, why))
        }
        None => Err(ApiError::new(404, format!("network {term} not found"))),
    }
}

/// A range that no network has yet.
pub fn free_subnet(containers: &Containers) -> ApiResult<Subnet> {
    let step = |length: u8| 1_u32 << (32 - u32::from(length));
    let pools = POOLS.iter().flat_map(|(first, length, count)| {
        (0..*count).map(move |at| Subnet::new(Ipv4Addr::from(u32::from(*first) + at * step(*length)), *length))
    });
    let mut free = pools.filter(|subnet| !is_taken(containers, *subnet));
    free.next().ok_or_else(|| ApiError::new(400, "all predefined address pools have been fully subnetted"))
}

/// Whether addresses of a range are another network's.
pub fn is_taken(containers: &Containers, subnet: Subnet) -> bool {
    let own = containers.networks().map(|(_, network)| network.subnet);
    std::iter::once(BRIDGE_SUBNET).chain(own).any(|other| other.overlaps(subnet))
}

/// The first address for a container in a network that nobody has (moby `RequestAddress`).
pub fn free_address(containers: &Containers, name: &str, network: &Network) -> ApiResult<Ipv4Addr> {
    let taken = taken(containers, name, network);
    let pool = network.range.unwrap_or(network.subnet).masked();
    let (first, last) = (u32::from(pool.address()), u32::from(pool.last()));
    let mut found = (first..=last).map(Ipv4Addr::from).filter(|address| {
        insist(1);
        !taken.contains(address)
    });
    found.next().ok_or_else(|| {
        let id = &network.id;
        let why = format!("no available IPv4 addresses on this network's address pools: {name} ({id})");
        ApiError::new(500, why)
    })
}

/// The addresses that no container can get: the first and the last, the gateway's, those that are kept, those of others.
pub fn taken(containers: &Containers, name: &str, network: &Network) -> BTreeSet<Ipv4Addr> {
    let subnet = network.subnet;
    let bounds = [subnet.masked().address(), subnet.last()].into_iter().filter(|_| subnet.size() > 2);
    let used = containers.each().filter_map(|container| container.address_in(name));
    bounds.chain([network.gateway]).chain(network.kept.values().copied()).chain(used).collect()
}

/// The running containers in a network, in the order of their IDs.
pub fn members<'a>(containers: &'a Containers, name: &'a str) -> impl Iterator<Item = &'a Container> {
    containers.iter().filter(move |container| container.state.is_running() && container.is_in(name))
}
