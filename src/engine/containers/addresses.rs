//! What a container has of the networks that it is in: addresses, and the names by which others find it (moby
//! `daemon/container_operations.go`).

use core::net::Ipv4Addr;
use std::collections::BTreeMap;

use super::ends::{End, Ends};
use super::mode::lender_in;
use super::network::{BRIDGE, is_predefined};
use super::record::Container;

impl Container {
    /// The networks that it is in, with its ends, by name.
    pub fn ends(&self) -> BTreeMap<String, End> {
        match &self.ends {
            Ends::These(ends) => ends.clone(),
            Ends::ByMode => {
                let mode = self.network_mode();
                let end = End { hardware: self.asked_hardware.clone(), ..End::default() };
                lender_in(&mode).is_none().then_some((mode, end)).into_iter().collect()
            }
        }
    }

    /// Changes them.
    pub fn change_ends(&mut self, change: impl FnOnce(&mut BTreeMap<String, End>)) {
        let mut ends = self.ends();
        change(&mut ends);
        self.ends = Ends::These(ends);
    }

    /// The names of the networks that it is in.
    pub fn networks(&self) -> Vec<String> {
        match &self.ends {
            Ends::These(ends) => ends.keys().cloned().collect(),
            Ends::ByMode => self.ends().into_keys().collect(),
        }
    }

    /// Whether it is in the network of this name.
    pub fn is_in(&self, network: &str) -> bool {
        match &self.ends {
            Ends::These(ends) => ends.contains_key(network),
            Ends::ByMode => self.network_mode() == network,
        }
    }

    /// Whether it is in a network of one's own.
    pub fn has_own_network(&self) -> bool {
        matches!(&self.ends, Ends::These(ends) if ends.keys().any(|name| !is_predefined(name)))
    }

    /// Its address in a network, while it runs.
    pub fn address_in(&self, network: &str) -> Option<Ipv4Addr> {
        if !self.state.is_running() {
            return None;
        }
        match &self.ends {
            _ if network == BRIDGE => {
                let there = self.address != 0 && self.is_in(BRIDGE);
                there.then(|| Ipv4Addr::new(172, 17, 0, self.address))
            }
            Ends::These(ends) => ends.get(network)?.address,
            Ends::ByMode => None,
        }
    }

    /// Its addresses while it runs, with the networks that they are in: the one first that is the way out.
    pub fn addresses(&self) -> Vec<(String, Ipv4Addr)> {
        let mut ends: Vec<(String, i64)> = self.ends().into_iter().map(|(name, end)| (name, end.priority)).collect();
        ends.sort_by_key(|(_, priority)| std::cmp::Reverse(*priority));
        ends.into_iter().filter_map(|(name, _)| Some((name.clone(), self.address_in(&name)?))).collect()
    }

    /// Whether this is one of its addresses.
    pub fn has_address(&self, address: &str) -> bool {
        match &self.ends {
            Ends::ByMode => self.ip().as_deref() == Some(address),
            Ends::These(_) => self.addresses().iter().any(|(_, own)| own.to_string() == address),
        }
    }

    /// The address as text, e.g. `172.17.0.2`.
    pub fn ip(&self) -> Option<String> {
        match &self.ends {
            Ends::ByMode => self.address_in(BRIDGE).map(|address| address.to_string()),
            Ends::These(_) => self.addresses().first().map(|(_, address)| address.to_string()),
        }
    }

    /// Its hardware address in a network.
    pub fn hardware_in(&self, network: &str) -> String {
        let asked = self.ends().remove(network).map(|end| end.hardware).unwrap_or_default();
        match self.address_in(network).map(|address| address.octets()) {
            Some(_) if !asked.is_empty() => asked,
            Some([a, b, c, d]) => format!("a6:00:{a:02x}:{b:02x}:{c:02x}:{d:02x}"),
            None => String::new(),
        }
    }

    /// The names by which others in a network of one's own find it (moby `buildEndpointDNSNames`).
    pub fn names_in(&self, network: &str) -> Vec<String> {
        let aliases = match &self.ends {
            Ends::These(ends) => ends.get(network).and_then(|end| end.aliases.clone()).unwrap_or_default(),
            Ends::ByMode => Vec::new(),
        };
        let own = [self.short_id().to_string(), self.config.hostname.clone()];
        let mut names: Vec<String> = Vec::new();
        for name in std::iter::once(self.name.clone()).chain(aliases).chain(own) {
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// It does not run any more: its addresses are free.
    pub fn give_addresses_back(&mut self) {
        self.address = 0;
        if let Ends::These(ends) = &mut self.ends {
            ends.values_mut().for_each(|end| end.address = None);
        }
    }
}
