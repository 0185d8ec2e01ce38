//! The life of a container's main process.

use std::cell::RefCell;

use crate::clock::{SECOND, Timestamp};
use crate::shell::{HttpReply, Input, Stop, Stream};

use super::super::api::{ApiError, ApiResult, Attached, Ended};
use super::super::execution::{Heard, Job, StartError, environment};
use super::super::{Daemon, Event};
use super::again;
use super::announce;
use super::equipment;
use super::forget::forget;
use super::health::Well;
use super::log::{Log, LogLine, Logged};
use super::news::Actor;
use super::process::{self, Outcome, Played};
use super::record::{Container, Status};
use super::requests::{Beside, overheard};
use super::rights::limits;
use super::run::Run;
use super::share::take_over;
use super::signal::KILLED;

/// How far a main process came.
pub struct MainPlayed {
    played: Played,
    log: Log,
    written: u64,
}

impl MainPlayed {
    /// What it answered to the request at this place.
    pub fn reply(&self, place: usize) -> Option<HttpReply> {
        self.played.replies.get(place).cloned().flatten()
    }

    /// What it printed from a moment on.
    pub fn lines_since(&self, at: Timestamp) -> impl Iterator<Item = LogLine> {
        self.log.lines().iter().filter(move |line| line.at >= at).cloned()
    }

    /// Whether it has come to its end.
    pub fn has_ended(&self) -> bool {
        matches!(self.played.outcome, Ok(Outcome::Exited(_)))
    }

    /// The moment at which it would go on by itself.
    pub fn waits_until(&self) -> Option<Timestamp> {
        match &self.played.outcome {
            Ok(Outcome::Stays(stay)) => stay.until,
            _ => None,
        }
    }

    /// The moment that it has come to.
    pub fn now(&self) -> Timestamp {
        self.played.clock.now()
    }
}

/// Whether a main process can start: who it runs as, its directory and its program are there.
pub fn check(daemon: &Daemon<'_>, container: &Container, run: &Run) -> ApiResult<Result<(), StartError>> {
    process::check(daemon, container, &run.trail, job(container, run, run.trail.at))
}

/// The main process, with nobody attached.
fn job<'a>(container: &Container, run: &Run, until: Timestamp) -> Job<'a> {
    let config = &container.config;
    Job {
        environment: environment(&config.hostname, config.tty, &config.oci.env),
        user: config.oci.user.clone(),
        directory: container.working_directory().to_string(),
        makes_directory: true,
        // Somebody may come and type.
        // A terminal stays open, too, whoever may type into it.
        stdin: match (config.tty, config.open_stdin) {
            (true, _) => Input::Terminal,
            (false, true) => Input::Typed,
            (false, false) => Input::Empty,
        },
        open_stdin: config.open_stdin || config.tty,
        pid: process::number(container),
        hostname: container.host_name(),
        limits: limits(&container.host),
        init: container.host.init.unwrap_or(false),
        groups: container.host.group_add.clone().unwrap_or_default(),
        until,
        ..Job::new(config.command(), run.trail.start.clock)
    }
}

/// Plays a main process on to its end, to the next line that it wants, or to `until`.
pub fn play(
    daemon: &Daemon<'_>,
    container: &Container,
    run: &Run,
    until: Timestamp,
    attached: Option<Attached<'_>>,
) -> ApiResult<Result<MainPlayed, StartError>> {
    play_beside(daemon, container, run, until, attached, 0)
}

/// The same while others wait for what it answers.
pub fn play_within(
    daemon: &Daemon<'_>,
    container: &Container,
    run: &Run,
    until: Timestamp,
    depth: usize,
) -> ApiResult<Result<MainPlayed, StartError>> {
    play_beside(daemon, container, run, until, None, depth)
}

fn play_beside(
    daemon: &Daemon<'_>,
    container: &Container,
    run: &Run,
    until: Timestamp,
    attached: Option<Attached<'_>>,
    depth: usize,
) -> ApiResult<Result<MainPlayed, StartError>> {
    let Some(beside) = Beside::new(daemon, container, false).within(depth) else {
        return play_job(daemon, container, run, job(container, run, until), None);
    };
    let beside = RefCell::new(beside);
    let servers = beside.borrow().servers();
    let mut peer = |heard: Heard| beside.borrow_mut().answer(daemon, heard);
    let mut beyond = |address: &str, heard: Heard| beside.borrow_mut().beyond(daemon, address, heard);
    let job = Job { servers, peer: Some(&mut peer), beyond: Some(&mut beyond), ..job(container, run, until) };
    let played = match attached {
        // Lent for this run alone.
        Some(Attached { stdin, output, terminal, in_background }) => {
            let job = Job { followed: true, ..job };
            play_job(daemon, container, run, job, Some(Attached { stdin, output, terminal, in_background }))
        }
        None => play_job(daemon, container, run, job, None),
    };
    let mut played = played?;
    if let Ok(main) = &mut played {
        main.played.asked = beside.into_inner().asked;
    }
    Ok(played)
}

fn play_job<'a>(
    daemon: &Daemon<'_>,
    container: &Container,
    run: &Run,
    mut job: Job<'a>,
    attached: Option<Attached<'a>>,
) -> ApiResult<Result<MainPlayed, StartError>> {
    let config = &container.config;
    // What goes on from a prompt repeats nothing; what is played from its start is not shown twice.
    let goes_on = run.trail.visits.is_begun();
    let (log, written) = if goes_on { (container.log.clone(), run.written) } else { (run.log.clone(), 0) };
    let unseen = if goes_on { 0 } else { run.written };
    let mut logged =
        Logged { log, now: job.now.clone(), watcher: None, unseen, tty: config.tty, size: run.size, written, fresh: 0 };
    if let Some(attached) = attached {
        logged.watcher = Some(process::connect(&mut job, attached, daemon.clock.now(), config.open_stdin));
    }
    let played = process::play(daemon, container, &run.trail, job, &mut logged)?;
    Ok(played.map(|played| {
        // With its main process the others end.
        let end = matches!(played.outcome, Ok(Outcome::Exited(_))).then(|| played.clock.now());
        MainPlayed { played, log: logged.log.in_order(end), written: logged.written }
    }))
}

/// Takes over what a foreground run came to; the clock moves on with it. Where it waits for a line, the error says so,
/// and the container goes on running.
pub fn take_over_foreground(daemon: &mut Daemon<'_>, id: &str, main: MainPlayed) -> ApiResult<Ended> {
    daemon.clock.advance(main.played.clock.now().since(daemon.clock.now()));
    let asks = match &main.played.outcome {
        Ok(Outcome::Asks(prompt)) => Some(prompt.clone()),
        Ok(Outcome::Exited(_) | Outcome::Stays(_)) => None,
        Err(stop) => return Err(ApiError::Stop(stop.clone())),
    };
    let ended = take_over_run(daemon, id, main);
    match asks {
        Some(prompt) => Err(ApiError::Stop(Stop::Input(prompt))),
        None => Ok(ended),
    }
}

/// Takes over what a run came to. One that met a limit with nobody there is left where it is, for good.
pub fn take_over_run(daemon: &mut Daemon<'_>, id: &str, main: MainPlayed) -> Ended {
    let MainPlayed { mut played, log, written } = main;
    let at = played.clock.now();
    take_over(daemon, id, Actor::Main, &mut played.files, at);
    overheard(daemon, std::mem::take(&mut played.asked));
    let Some(container) = daemon.state.containers.get_mut(id) else { return Ended::StillRunning };
    let log = match &container.run {
        Some(run) => log.with(&run.aside),
        None => log,
    };
    container.log = match equipment::log_files(container) {
        Some((size, files)) => log.rotated(size, files),
        None => log,
    };
    if played.out_of_memory && !container.state.oom_killed {
        container.state.oom_killed = true;
        let container = container.clone();
        announce::tell_at(daemon, at, &container, "oom", []);
    }
    let Some(container) = daemon.state.containers.get_mut(id) else { return Ended::StillRunning };
    if let Ok(Outcome::Exited(code)) = played.outcome {
        ended(daemon, id, code, at);
        return Ended::Exited(code);
    }
    if let Some(run) = &mut container.run {
        run.written = written;
        run.frozen = played.outcome.is_err();
        run.trail = played.trail;
    }
    Ended::StillRunning
}

/// The main process has ended by itself; it may start again.
pub fn ended(daemon: &mut Daemon<'_>, id: &str, code: i32, at: Timestamp) {
    let Some(container) = daemon.state.containers.get(id) else { return };
    let lasted = at.since(container.state.started.unwrap_or(at));
    let again = again::planned(container, code, lasted, at);
    finish(daemon, id, code, at);
    if let Some((restarts, container)) = again.zip(daemon.state.containers.get_mut(id)) {
        container.restarts = restarts;
        container.state.status = Status::Restarting;
    }
}

/// The main process has ended.
pub fn finish(daemon: &mut Daemon<'_>, id: &str, code: i32, at: Timestamp) {
    let Some(container) = daemon.state.containers.get_mut(id) else { return };
    let lasted = at.since(container.state.started.unwrap_or(at)) / SECOND;
    container.state.status = Status::Exited;
    container.state.exit_code = code;
    container.state.finished = Some(at);
    container.state.pid = 0;
    // Who is not watched any more counts as unhealthy (moby `Health.CloseMonitorChannel`).
    if let Some(health) = &mut container.state.health {
        health.well = Well::Unhealthy;
        health.next = Timestamp(i64::MAX);
    }
    container.run = None;
    container.memory.clear();
    container.give_addresses_back();
    while !container.execs.is_empty() {
        container.end_exec(0, 0, KILLED, at);
    }
    let container = container.clone();
    announce::tell_disconnected(daemon, at, &container);
    let about = [("execDuration", lasted.to_string()), ("exitCode", code.to_string())];
    announce::tell_at(daemon, at, &container, "die", about);
    daemon.events.push(Event::ContainerExited { id: id.to_string(), code });
    if container.host.auto_remove.unwrap_or(false) {
        forget(daemon, id, true, at);
    }
}

/// Plays a running container's main process on to `until`, unless it would still be waiting then.
pub fn play_on(daemon: &mut Daemon<'_>, id: &str, until: Timestamp) -> ApiResult<Ended> {
    let Some(container) = daemon.state.containers.get(id) else { return Ok(Ended::StillRunning) };
    let Some(run) = container.run.clone() else { return Ok(Ended::Exited(container.state.exit_code)) };
    if run.frozen || !run.trail.is_due(until) {
        return Ok(Ended::StillRunning);
    }
    let container = container.clone();
    match play(daemon, &container, &run, until, None)? {
        Ok(played) => Ok(take_over_run(daemon, id, played)),
        Err(_) => Ok(Ended::StillRunning),
    }
}

/// Prints a process's last words into the log.
pub fn last_words(container: &mut Container, words: &[(Stream, String)], at: Timestamp) {
    for (stream, text) in words {
        container.log.add(at, *stream, text.as_bytes());
    }
}
