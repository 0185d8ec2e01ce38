//! The life of a command that `docker exec` made.

use std::cell::RefCell;

use crate::clock::Timestamp;
use crate::shell::{Input, Output, OutputBuffer, Stop, Stream, TerminalSize};
use crate::vfs::Path;

use super::super::Daemon;
use super::super::api::{ApiResult, Attached, models};
use super::super::execution::{BELOW_INIT, FOREGROUND, Heard, Job, StartError, environment};
use super::announce;
use super::log::DEFAULT_SIZE;
use super::news::Actor;
use super::process::{self, Outcome, Played};
use super::record::Container;
use super::requests::{Beside, overheard};
use super::rights::limits;
use super::run::{Exec, ExecState};
use super::share::take_over;
use super::signal::KILLED;
use super::trail::Trail;

/// The process ID that a command sees as its own beside the main process.
const PID: u32 = 7;
/// The same where an init stands above the main process, whose number that is ([`BELOW_INIT`]).
const PID_WITH_INIT: u32 = BELOW_INIT + 6;

/// Plays a command on to its end, to the next line that it wants, or to `until` (nobody attached).
pub fn play(
    daemon: &Daemon<'_>,
    container: &Container,
    exec: &Exec,
    trail: &Trail,
    until: Timestamp,
    attached: Option<Attached<'_>>,
) -> ApiResult<Result<Played, StartError>> {
    let wanted = &exec.wanted;
    if !wanted.directory.starts_with('/') {
        return Ok(Err(StartError::Relative));
    }
    // A privileged command has all rights, but the container's file systems.
    let mut container = container.clone();
    if wanted.privileged {
        let mut host = models::HostConfig::clone(&container.host);
        (host.cap_add, host.cap_drop) = (Some(vec!["ALL".into()]), None);
        host.security_opt.get_or_insert_default().push("seccomp=unconfined".into());
        container.host.set(host);
    }
    let container = &container;
    let hostname = &container.config.hostname;
    let now = daemon.clock.now();
    let beside = RefCell::new(Beside::new(daemon, container, true));
    let servers = beside.borrow().servers();
    let mut peer = |heard: Heard| beside.borrow_mut().answer(daemon, heard);
    let mut beyond = |address: &str, heard: Heard| beside.borrow_mut().beyond(daemon, address, heard);
    let mut job = Job {
        environment: environment(hostname, wanted.tty, container.config.oci.env.iter().chain(&wanted.environment)),
        user: wanted.user.clone(),
        directory: Path::new(&wanted.directory).into(),
        // A terminal stays open, whoever may type into it.
        stdin: if wanted.tty { Input::Terminal } else { Input::Empty },
        open_stdin: wanted.tty,
        pid: if container.host.init == Some(true) { PID_WITH_INIT } else { PID },
        hostname: container.host_name(),
        limits: limits(&container.host),
        groups: container.host.group_add.clone().unwrap_or_default(),
        servers,
        peer: Some(&mut peer),
        beyond: Some(&mut beyond),
        until,
        ..Job::new(wanted.arguments.clone(), trail.start.clock)
    };
    let played = match attached {
        Some(Attached { stdin, output, terminal, in_background }) => {
            job.until = if in_background { now } else { now.plus(FOREGROUND) };
            // Lent for this run alone.
            let attached = Attached { stdin, output, terminal, in_background };
            let output = process::connect(&mut job, attached, now, true);
            process::play(daemon, container, trail, job, &mut Through { output, tty: wanted.tty, size: exec.size })?
        }
        None => process::play(daemon, container, trail, job, &mut OutputBuffer::default())?,
    };
    Ok(played.map(|played| Played { asked: beside.into_inner().asked, ..played }))
}

/// Takes over what a command came to at a moment.
pub fn take_over_exec(daemon: &mut Daemon<'_>, container: &str, id: &str, mut played: Played, at: Timestamp) {
    take_over(daemon, container, Actor::Exec(id), &mut played.files, at);
    if let Some(container) =
        daemon.state.containers.get_mut(container).filter(|it| played.out_of_memory && !it.state.oom_killed)
    {
        container.state.oom_killed = true;
        let container = container.clone();
        announce::tell_at(daemon, at, &container, "oom", []);
    }
    let asked = std::mem::take(&mut played.asked);
    end_exec(daemon, container, id, played, at);
    overheard(daemon, asked);
}

fn end_exec(daemon: &mut Daemon<'_>, container: &str, id: &str, played: Played, at: Timestamp) {
    let Some(container) = daemon.state.containers.get_mut(container) else { return };
    let Some(place) = container.execs.iter().position(|exec| exec.id == id) else { return };
    let Some(exec) = container.execs.get_mut(place) else { return };
    let ExecState::Running { pid, trail } = &mut exec.state else { return };
    let pid = *pid;
    let code = match played.outcome {
        Ok(Outcome::Stays(_) | Outcome::Asks(_)) => {
            **trail = played.trail;
            return;
        }
        Ok(Outcome::Exited(code)) => code,
        // It met a limit with nobody there.
        Err(_) => KILLED,
    };
    container.end_exec(place, pid, code, at);
    let container = container.clone();
    let about = [("execID", id.to_string()), ("exitCode", code.to_string())];
    announce::tell_at(daemon, at, &container, "exec_die", about);
}

/// Plays detached commands on to `now`.
pub fn settle_execs(daemon: &mut Daemon<'_>, id: &str, now: Timestamp) -> ApiResult<()> {
    let Some(container) = daemon.state.containers.get(id) else { return Ok(()) };
    let due: Vec<(Exec, Trail)> = container
        .execs
        .iter()
        .filter_map(|exec| Some((exec.clone(), exec.trail()?.clone())))
        .filter(|(_, trail)| trail.is_due(now))
        .collect();
    for (exec, trail) in due {
        let Some(container) = daemon.state.containers.get(id).cloned() else { return Ok(()) };
        let at = trail.stay.until.unwrap_or(now);
        if let Ok(played) = play(daemon, &container, &exec, &trail, now, None)? {
            take_over_exec(daemon, id, &exec.id, played, at);
        }
    }
    Ok(())
}

/// The output of a command: both streams are one where it has a terminal.
struct Through<'a> {
    output: &'a mut dyn Output,
    tty: bool,
    size: Option<TerminalSize>,
}

impl Output for Through<'_> {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        self.output.write(if self.tty { Stream::Out } else { stream }, bytes)
    }
    fn stopped(&mut self, what: &str) -> Result<(), Stop> {
        self.output.stopped(what)
    }
    fn terminal(&self, stream: Stream) -> Option<TerminalSize> {
        let size = || self.output.terminal(stream);
        self.tty.then(|| self.size.or_else(size).unwrap_or(DEFAULT_SIZE))
    }
}
