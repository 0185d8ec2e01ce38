//! [`Health`]: what the checks of a container have found (moby `daemon/health.go`).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::{SECOND, Timestamp};
use crate::oci::{Config, Healthcheck};

/// Time between two checks, and that one may take, where nobody says otherwise, nanoseconds.
const INTERVAL: i64 = 30 * SECOND;
/// Time between two checks while a container starts, likewise.
const START_INTERVAL: i64 = 5 * SECOND;
/// Failures in a row that make a container unhealthy, likewise.
const RETRIES: i64 = 3;
/// Results that are kept.
const KEPT: usize = 5;

/// How a container does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Well {
    Starting,
    Healthy,
    Unhealthy,
}

impl Well {
    /// Docker's word.
    pub fn word(self) -> &'static str {
        match self {
            Well::Starting => "starting",
            Well::Healthy => "healthy",
            Well::Unhealthy => "unhealthy",
        }
    }
}

/// One result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    pub start: Timestamp,
    pub end: Timestamp,
    pub code: i32,
    pub output: String,
}

/// What the checks of a container have found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    pub well: Well,
    /// Failures in a row.
    pub failing: i64,
    /// The last results, the oldest first.
    pub log: Vec<Probe>,
    /// When the next check is due.
    pub next: Timestamp,
}

impl Health {
    /// Before the first check of a container that starts; `None` if it has none.
    pub fn new(config: &Config, started: Timestamp) -> Option<Health> {
        let check = config.healthcheck.as_ref().filter(|check| command(config, check).is_some())?;
        let health = Health { well: Well::Starting, failing: 0, log: Vec::new(), next: started };
        let next = started.plus(health.interval(check, started, started));
        Some(Health { next, ..health })
    }

    fn interval(&self, check: &Healthcheck, started: Timestamp, now: Timestamp) -> i64 {
        match self.well {
            Well::Starting if now.since(started) < check.start_period => or(check.start_interval, START_INTERVAL),
            _ => or(check.interval, INTERVAL),
        }
    }

    /// Takes a result in (`handleProbeResult`).
    pub fn take(&mut self, check: &Healthcheck, started: Timestamp, probe: Probe) {
        if probe.code == 0 {
            self.failing = 0;
            self.well = Well::Healthy;
        } else if self.well != Well::Starting || probe.start.since(started) >= check.start_period {
            self.failing += 1;
            if self.failing >= or(check.retries, RETRIES) {
                self.well = Well::Unhealthy;
            }
        }
        self.next = probe.end.plus(self.interval(check, started, probe.end));
        self.log.push(probe);
        if self.log.len() > KEPT {
            self.log.remove(0);
        }
    }

    /// `State.Health` of `inspect`.
    pub fn document(&self) -> Value {
        let result = |probe: &Probe| {
            let (start, end) = (probe.start.rfc3339(), probe.end.rfc3339());
            json!({ "Start": start, "End": end, "ExitCode": probe.code, "Output": probe.output })
        };
        let log: Vec<Value> = self.log.iter().map(result).collect();
        json!({ "Status": self.well.word(), "FailingStreak": self.failing, "Log": log })
    }
}

/// Nanoseconds that a check may take.
pub fn timeout(check: &Healthcheck) -> i64 {
    or(check.timeout, INTERVAL)
}

fn or(value: i64, default: i64) -> i64 {
    if value > 0 { value } else { default }
}

/// The command line of a check; `None` where there is none, or it was switched off.
pub fn command(config: &Config, check: &Healthcheck) -> Option<Vec<String>> {
    let (kind, rest) = check.test.split_first()?;
    match kind.as_str() {
        "CMD" if !rest.is_empty() => Some(rest.to_vec()),
        "CMD-SHELL" if !rest.is_empty() => {
            let usual = || vec!["/bin/sh".to_string(), "-c".to_string()];
            let shell = if config.shell.is_empty() { usual() } else { config.shell.clone() };
            Some(shell.into_iter().chain([rest.join(" ")]).collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(check: Healthcheck) -> Config {
        Config { healthcheck: Some(check), ..Config::default() }
    }

    #[test]
    fn failures_count_after_the_start_period_and_one_success_heals() {
        let test = vec!["CMD-SHELL".to_string(), "x".to_string()];
        let check = Healthcheck { test, start_period: 20 * SECOND, retries: 2, ..Healthcheck::default() };
        let started = Timestamp::from_seconds(100);
        let mut health = Health::new(&config(check.clone()), started).unwrap();
        assert_eq!(health.next.since(started), START_INTERVAL);
        let probe = |second: i64, code| {
            let at = Timestamp::from_seconds(100 + second);
            Probe { start: at, end: at, code, output: String::new() }
        };
        let mut seen = Vec::new();
        for (second, code) in [(5, 1), (25, 1), (55, 1), (85, 0), (115, 1)] {
            health.take(&check, started, probe(second, code));
            seen.push((health.well.word(), health.failing));
        }
        let expected = [("starting", 0), ("starting", 1), ("unhealthy", 2), ("healthy", 0), ("healthy", 1)];
        assert_eq!(seen, expected);
        assert_eq!(health.next, Timestamp::from_seconds(245));
    }

    #[test]
    fn a_check_is_a_command_or_a_line_for_the_shell() {
        let of = |test: &[&str]| {
            let check =
                Healthcheck { test: test.iter().map(|word| word.to_string()).collect(), ..Healthcheck::default() };
            command(&config(check.clone()), &check).map(|words| words.join(" "))
        };
        assert_eq!(of(&["CMD", "curl", "-f"]).as_deref(), Some("curl -f"));
        assert_eq!(of(&["CMD-SHELL", "a || b"]).as_deref(), Some("/bin/sh -c a || b"));
        assert_eq!(of(&["NONE"]), None);
        assert_eq!(of(&[]), None);
    }
}
