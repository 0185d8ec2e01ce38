//! [`Visitors`]: how many connections each machine has.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Connections that one other machine may have at once. (From this machine a proxy comes, with everybody behind it.)
const CONNECTIONS: usize = 64;

/// Counts connections by the machine that they come from.
#[derive(Clone, Debug, Default)]
pub(super) struct Visitors(Arc<Mutex<BTreeMap<IpAddr, usize>>>);

/// A connection that counts until it is dropped.
#[derive(Debug)]
pub(super) struct Visit {
    visitors: Visitors,
    from: IpAddr,
}

impl Visitors {
    /// One more connection from there, if it may have one.
    pub fn enter(&self, from: IpAddr) -> Option<Visit> {
        let from = from.to_canonical();
        let mut counts = self.counts();
        let count = counts.entry(from).or_default();
        if *count >= CONNECTIONS && !from.is_loopback() {
            return None;
        }
        *count += 1;
        Some(Visit { visitors: self.clone(), from })
    }

    fn counts(&self) -> MutexGuard<'_, BTreeMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut counts = self.visitors.counts();
        match counts.get_mut(&self.from) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(&self.from)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_machine_does_not_take_all_connections() {
        let visitors = Visitors::default();
        let (a, b): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let mut visits: Vec<Visit> = (0..CONNECTIONS).filter_map(|_| visitors.enter(a)).collect();
        assert_eq!((visits.len(), visitors.enter(a).is_none()), (CONNECTIONS, true));
        assert!(visitors.enter("::ffff:192.0.2.1".parse().unwrap()).is_none(), "it is the same machine");
        assert!(visitors.enter(b).is_some());
        visits.pop();
        assert!(visitors.enter(a).is_some());
        drop(visits);
        assert_eq!(visitors.counts().len(), 0, "nobody is remembered");
    }

    #[test]
    fn a_proxy_on_this_machine_has_everybody_behind_it() {
        let visitors = Visitors::default();
        let here: IpAddr = "127.0.0.1".parse().unwrap();
        let visits: Vec<Visit> = (0..CONNECTIONS * 2).filter_map(|_| visitors.enter(here)).collect();
        assert_eq!(visits.len(), CONNECTIONS * 2);
    }
}
