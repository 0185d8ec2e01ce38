//! Health checks: a command that is run in a container again and again, on the sandbox's clock (moby `daemon/health.go`).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::{Clock, SECOND, Timestamp};
use crate::oci::Healthcheck;
use crate::shell::OutputBuffer;

use super::super::Daemon;
use super::super::api::ApiResult;
use super::super::execution::{Job, environment};
use super::announce;
use super::process::{self, Outcome};
use super::record::{Container, ContainerConfig, Status};
use super::running::play_on;
use super::share::{Actor, take_over};
use super::trail::Trail;

/// Time between two checks, and that one may take, where nobody says otherwise, nanoseconds.
const INTERVAL: i64 = 30 * SECOND;
/// Time between two checks while a container starts, likewise.
const START_INTERVAL: i64 = 5 * SECOND;
/// Failures in a row that make a container unhealthy, likewise.
const RETRIES: i64 = 3;
/// Results that are kept.
const KEPT: usize = 5;
/// Bytes of output that are kept of one.
const OUTPUT: usize = 4096;
/// Checks that are run at once; what a longer sleep would have had more of is passed over.
const AT_ONCE: usize = 40;
/// The process ID that a check sees as its own.
const PID: u32 = 19;

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
    pub fn new(config: &ContainerConfig, started: Timestamp) -> Option<Health> {
        let check = config.oci.healthcheck.as_ref().filter(|check| command(config, check).is_some())?;
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
    fn take(&mut self, check: &Healthcheck, started: Timestamp, probe: Probe) {
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

fn or(value: i64, default: i64) -> i64 {
    if value > 0 { value } else { default }
}

/// The command line of a check; `None` where there is none, or it was switched off.
fn command(config: &ContainerConfig, check: &Healthcheck) -> Option<Vec<String>> {
    let (kind, rest) = check.test.split_first()?;
    match kind.as_str() {
        "CMD" if !rest.is_empty() => Some(rest.to_vec()),
        "CMD-SHELL" if !rest.is_empty() => {
            let usual = || vec!["/bin/sh".to_string(), "-c".to_string()];
            let shell = if config.oci.shell.is_empty() { usual() } else { config.oci.shell.clone() };
            Some(shell.into_iter().chain([rest.join(" ")]).collect())
        }
        _ => None,
    }
}

/// Whether a check of the container is due.
pub fn is_due(container: &Container, now: Timestamp) -> bool {
    container.state.health.as_ref().is_some_and(|health| health.next <= now)
}

/// Runs the checks that are due, the main process played on to each of them.
pub fn settle_health(daemon: &mut Daemon<'_>, id: &str, now: Timestamp) -> ApiResult<()> {
    for turn in 0.. {
        let Some(container) = daemon.state.containers.get(id) else { return Ok(()) };
        let Some(health) = container.state.health.as_ref().filter(|health| health.next <= now) else { return Ok(()) };
        let at = if turn < AT_ONCE { health.next } else { now };
        play_on(daemon, id, at)?;
        let Some(container) = daemon.state.containers.get(id).cloned() else { return Ok(()) };
        if container.state.status != Status::Running {
            return Ok(());
        }
        probe(daemon, &container, at)?;
    }
    Ok(())
}

fn probe(daemon: &mut Daemon<'_>, container: &Container, at: Timestamp) -> ApiResult<()> {
    let config = &container.config;
    let Some(check) = config.oci.healthcheck.clone() else { return Ok(()) };
    let Some(arguments) = command(config, &check) else { return Ok(()) };
    let limit = or(check.timeout, INTERVAL);
    let seed = u64::try_from(at.seconds()).unwrap_or(0);
    let trail = Trail::new(process::start(daemon, container, Clock::new(at, seed))?);
    let job = Job {
        environment: environment(&config.hostname, config.tty, &config.oci.env),
        user: config.oci.user.clone(),
        directory: container.working_directory().to_string(),
        pid: PID,
        hostname: config.hostname.clone(),
        servers: container.serves().cloned().collect(),
        until: at.plus(limit),
        ..Job::new(arguments, trail.start.clock)
    };
    let mut output = OutputBuffer::default();
    let played = process::play(daemon, container, &trail, job, &mut output)?;
    let said: Vec<u8> = output.chunks.iter().flat_map(|(_, bytes)| bytes.iter().copied()).take(OUTPUT).collect();
    let said = String::from_utf8_lossy(&said).into_owned();
    let late = || format!("Health check exceeded timeout ({})", crate::text::duration(limit));
    let result = match played {
        Err(error) => {
            let words = format!("OCI runtime exec failed: exec failed: unable to start container process: {error}");
            Probe { start: at, end: at, code: -1, output: words }
        }
        Ok(mut played) => {
            let end = played.clock.now();
            take_over(daemon, &container.id, Actor::Exec(""), &mut played.files, end);
            match played.outcome {
                Ok(Outcome::Exited(code)) => Probe { start: at, end, code, output: said },
                Ok(Outcome::Stays(_) | Outcome::Asks(_)) | Err(_) => {
                    Probe { start: at, end: at.plus(limit), code: -1, output: late() }
                }
            }
        }
    };
    let end = result.end;
    let started = container.state.started.unwrap_or_default();
    let Some(known) = daemon.state.containers.get_mut(&container.id) else { return Ok(()) };
    let Some(health) = &mut known.state.health else { return Ok(()) };
    let before = health.well;
    health.take(&check, started, result);
    let after = health.well;
    if before != after {
        announce::tell_at(daemon, end, container, &format!("health_status: {}", after.word()), []);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(check: Healthcheck) -> ContainerConfig {
        let mut config = ContainerConfig::default();
        config.oci.healthcheck = Some(check);
        config
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
