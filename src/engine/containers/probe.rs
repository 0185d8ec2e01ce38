//! Running health checks: a command in a container again and again, on the sandbox's clock (moby `daemon/health.go`).

use std::cell::RefCell;

use crate::clock::{Clock, Timestamp};
use crate::oci::Digest;
use crate::shell::OutputBuffer;

use super::super::Daemon;
use super::super::api::ApiResult;
use super::super::execution::{Heard, Job, environment};
use super::announce;
use super::health::{Probe, command, timeout};
use super::news::Actor;
use super::process::{self, Outcome};
use super::record::{Container, Status};
use super::requests::{Beside, overheard};
use super::rights::limits;
use super::running::play_on;
use super::share::take_over;
use super::trail::Trail;

/// Bytes of output that are kept of a check.
const OUTPUT: usize = 4096;
/// Checks that are run at once; what a longer sleep would have had more of is passed over.
const AT_ONCE: usize = 40;
/// The process ID that a check sees as its own.
const PID: u32 = 19;

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
    let Some(arguments) = command(&config.oci, &check) else { return Ok(()) };
    let limit = timeout(&check);
    // An exec like any other (moby `daemon/health.go`, `cmdProbe.run`).
    let exec = Digest::of(format!("{} {}", container.id, at.0).as_bytes()).hex().to_string();
    let shown = arguments.join(" ");
    for action in ["exec_create", "exec_start"] {
        announce::tell_at(daemon, at, container, &format!("{action}: {shown}"), [("execID", exec.clone())]);
    }
    let seed = u64::try_from(at.seconds()).unwrap_or(0);
    let trail = Trail::new(process::start(daemon, container, Clock::new(at, seed))?);
    // What a check asks the main process is answered as if that heard it, and forgotten: checks go on for ever, and what a
    // process has heard is kept. The lines that it left in the log stay.
    let beside = RefCell::new(Beside::new(daemon, container, true));
    let servers = beside.borrow().servers();
    let left = RefCell::new(Vec::new());
    let mut peer = |heard: Heard| {
        if let Some(signal) = heard.request.signal {
            return beside.borrow_mut().signal(signal.number, heard);
        }
        let since = heard.at;
        let (reply, main) = beside.borrow_mut().ask(daemon, heard)?;
        let (who, _) = beside.borrow().asked.last()?.clone();
        left.borrow_mut().extend(main.lines_since(since).map(|line| (who.clone(), line)));
        reply
    };
    let job = Job {
        environment: environment(&config.hostname, config.tty, &config.oci.env),
        user: config.oci.user.clone(),
        directory: container.working_directory().to_string(),
        pid: PID,
        hostname: container.host_name(),
        limits: limits(&container.host),
        groups: container.host.group_add.clone().unwrap_or_default(),
        servers,
        peer: Some(&mut peer),
        until: at.plus(limit),
        ..Job::new(arguments, trail.start.clock)
    };
    let mut output = OutputBuffer::default();
    let played = process::play(daemon, container, &trail, job, &mut output)?;
    for (who, line) in left.take() {
        if let Some(container) = daemon.state.containers.get_mut(&who) {
            container.say_aside(line);
        }
    }
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
    let about = [("execID", exec), ("exitCode", result.code.to_string())];
    announce::tell_at(daemon, end, container, "exec_die", about);
    let started = container.state.started.unwrap_or_default();
    let Some(known) = daemon.state.containers.get_mut(&container.id) else { return Ok(()) };
    let Some(health) = &mut known.state.health else { return Ok(()) };
    let before = health.well;
    health.take(&check, started, result);
    let after = health.well;
    if before != after {
        announce::tell_at(daemon, end, container, &format!("health_status: {}", after.word()), []);
    }
    let signals = beside.into_inner().asked.into_iter().filter(|(_, heard)| heard.request.signal.is_some());
    overheard(daemon, signals.collect());
    Ok(())
}
