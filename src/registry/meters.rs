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
    }
}
