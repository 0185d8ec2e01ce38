//! [`Meters`]: who pulled how much (docs.docker.com/docker-hub/usage/pulls).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::{SECOND, Timestamp};

use super::library::PullLimits;

/// Pull counts: of an account by its name, and of all who are not logged in (they come from one address).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meters {
    by_source: BTreeMap<String, Meter>,
    /// Pulls without login that were granted at the start, if other than the usual number.
    anonymous: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Meter {
    used: u64,
    since: Timestamp,
}

/// Where those who are not logged in come from (an address for documentation, RFC 5737).
pub const ANONYMOUS_SOURCE: &str = "203.0.113.7";

impl Meters {
    /// Leaves this many pulls without login for the first window.
    pub fn set_anonymous_left(&mut self, left: u64) {
        self.anonymous = Some(left);
        self.by_source.remove(ANONYMOUS_SOURCE);
    }

    /// Pulls that are left for an account (or, with `None`, for those who are not logged in).
    pub fn left(&self, account: Option<&str>, limits: &PullLimits, now: Timestamp) -> u64 {
        let meter = self.by_source.get(account.unwrap_or(ANONYMOUS_SOURCE));
        match (meter, account, self.anonymous) {
            (Some(meter), ..) if now.since(meter.since) < window(limits) => {
                self.allowance(account, limits).saturating_sub(meter.used)
            }
            (None, None, Some(left)) => left,
            (_, None, _) => limits.anonymous,
            _ => limits.account,
        }
    }

    /// When all pulls are allowed again, if some have been used.
    pub fn renewed(&self, account: Option<&str>, limits: &PullLimits, now: Timestamp) -> Option<Timestamp> {
        let meter = self.by_source.get(account.unwrap_or(ANONYMOUS_SOURCE))?;
        let end = meter.since.plus(window(limits));
        (now < end).then_some(end)
    }

    /// Lets time pass for the Hub, and for nobody else: what was pulled is longer ago by so many nanoseconds.
    pub fn pass(&mut self, nanos: i64, limits: &PullLimits) {
        for meter in self.by_source.values_mut() {
            meter.since = meter.since.plus(nanos.saturating_neg());
        }
        if nanos >= window(limits) && !self.by_source.contains_key(ANONYMOUS_SOURCE) {
            self.anonymous = None;
        }
    }

    fn allowance(&self, account: Option<&str>, limits: &PullLimits) -> u64 {
        match account {
            Some(_) => limits.account,
            None => self.anonymous.unwrap_or(limits.anonymous),
        }
    }

    /// Counts one pull.
    pub fn count(&mut self, account: Option<&str>, limits: &PullLimits, now: Timestamp) {
        let meter = self.by_source.entry(account.unwrap_or(ANONYMOUS_SOURCE).into()).or_default();
        if meter.used == 0 || now.since(meter.since) >= window(limits) {
            if meter.used > 0 && account.is_none() {
                self.anonymous = None;
            }
            *meter = Meter { used: 0, since: now };
        }
        meter.used = meter.used.saturating_add(1);
    }
}

fn window(limits: &PullLimits) -> i64 {
    i64::try_from(limits.window).unwrap_or(i64::MAX).saturating_mul(SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_starts_again_after_the_window() {
        let (limits, mut meters) = (PullLimits::default(), Meters::default());
        let start = Timestamp::from_seconds(1000);
        meters.set_anonymous_left(2);
        meters.count(None, &limits, start);
        assert_eq!(meters.left(None, &limits, start), 1);
        meters.count(None, &limits, start);
        meters.count(None, &limits, start);
        assert_eq!(meters.left(None, &limits, start), 0);
        assert_eq!(meters.left(Some("student"), &limits, start), 200);
        let later = start.plus(21_600 * SECOND);
        assert_eq!(meters.left(None, &limits, later), 100);
        meters.count(None, &limits, later);
        assert_eq!(meters.left(None, &limits, later), 99);
        assert_eq!(meters.renewed(None, &limits, later), Some(later.plus(21_600 * SECOND)));
        assert_eq!(meters.renewed(Some("student"), &limits, later), None);
    }

    #[test]
    fn time_that_passes_on_the_hub_makes_pulls_old() {
        let (limits, now) = (PullLimits::default(), Timestamp::from_seconds(1000));
        let mut meters = Meters::default();
        meters.count(None, &limits, now);
        meters.pass(3600 * SECOND, &limits);
        assert_eq!((meters.left(None, &limits, now), meters.renewed(None, &limits, now).is_some()), (99, true));
        meters.pass(5 * 3600 * SECOND, &limits);
        assert_eq!((meters.left(None, &limits, now), meters.renewed(None, &limits, now)), (100, None));
        let mut none_left = Meters::default();
        none_left.set_anonymous_left(0);
        none_left.pass(24 * 3600 * SECOND, &limits);
        assert_eq!(none_left.left(None, &limits, now), 100);
    }
}
