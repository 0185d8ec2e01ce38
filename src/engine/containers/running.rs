//! The life of a container's main process.
//!
//! A process runs until it ends or would sleep past the present. Nothing of it is kept but how it started: when the
//! clock has moved on it is played again from its start, with what others did meanwhile at the moments when they did
//! it. So a container's state is a value, and the same history always leads to the same state.

use std::collections::BTreeMap;

use crate::clock::Timestamp;
use crate::shell::{Input, ProcessInfo, Stay, Stop, Stream};
use crate::vfs::{Changes, Tree};

use super::super::api::{ApiResult, Attached, Ended};
use super::super::execution::{External, Job, Mounted, StartError, environment, look_up};
use super::super::{Daemon, Event};
use super::files::files;
use super::forget::forget;
use super::log::{Log, Logged};
use super::record::{Container, Status};
use super::run::Run;

/// What a run came to.
pub struct Played {
    pub outcome: Result<i32, Stay>,
    pub frozen: bool,
    pub upper: Changes,
    pub volumes: BTreeMap<String, Tree>,
    pub log: Log,
    pub written: u64,
    pub at: Timestamp,
    pub copied_up: Vec<(String, u64)>,
}

/// Who is attached to a run.
pub struct Watcher<'a> {
    pub attached: Attached<'a>,
    /// Bytes printed before.
    pub unseen: u64,
    pub since: Timestamp,
}

/// Plays a main process from its start (`run`) to its end, or to `until`.
pub fn play(
    daemon: &Daemon<'_>,
    container: &Container,
    run: &Run,
    until: Timestamp,
    watcher: Option<Watcher<'_>>,
) -> ApiResult<Result<Played, StartError>> {
    let started = run.clock.now();
    let files = files(daemon, container, run.upper.clone(), started, true)?;
    let config = &container.config;
    let mut job = Job {
        environment: environment(&config.hostname, config.tty, &config.oci.env),
        user: config.oci.user.clone(),
        directory: container.working_directory().to_string(),
        makes_directory: true,
        open_stdin: config.open_stdin,
        hostname: config.hostname.clone(),
        until,
        externals: run.externals.clone(),
        ..Job::new(config.command(), run.clock)
    };
    let (log, now) = (run.log.clone(), job.now.clone());
    let mut logged = Logged { log, now, watcher: None, unseen: 0, tty: config.tty, written: 0 };
    let attached = watcher.is_some();
    if let Some(watcher) = watcher {
        job.attached_at = watcher.since;
        logged.unseen = watcher.unseen;
        let Attached { stdin, output, terminal } = watcher.attached;
        logged.watcher = Some(output);
        if let Some(stdin) = stdin.filter(|_| config.open_stdin) {
            job.stdin = std::mem::take(stdin);
            if matches!(job.stdin, Input::Terminal) {
                job.terminal = Some(terminal);
            }
        }
    } else if config.open_stdin {
        job.stdin = Input::Terminal;
    }
    let mut ran = match job.run(files, &mut logged) {
        Ok(ran) => ran,
        Err(error) => return Ok(Err(error)),
    };
    let mut frozen = false;
    let outcome = match ran.outcome {
        Ok(code) => Ok(code),
        Err(Stop::Stays(stay)) => Err(stay),
        Err(Stop::Limit(_)) if !attached => {
            frozen = true;
            Err(Stay::default())
        }
        Err(stop) => return Err(stop.into()),
    };
    let copied_up = ran.files.root.take_copied_up();
    let volumes = ran.files.volumes().map(|(name, tree)| (name.to_string(), tree.clone()));
    Ok(Ok(Played {
        outcome,
        frozen,
        volumes: volumes.collect(),
        upper: ran.files.root.upper().clone(),
        log: logged.log,
        written: logged.written,
        at: ran.clock.now(),
        copied_up,
    }))
}

/// The main process as `ps` shows it.
pub fn main_process(container: &Container, files: &Mounted) -> ProcessInfo {
    let given = &container.config.oci.user;
    let user = look_up(files, given).map_or_else(|_| given.clone(), |user| user.name);
    let started = container.state.started.unwrap_or_default();
    ProcessInfo { pid: 1, user, started, command: container.config.command().join(" ") }
}

/// Takes over what a run came to. Gives how it ended.
pub fn take_over(daemon: &mut Daemon<'_>, id: &str, played: Played) -> Ended {
    for (name, files) in played.volumes {
        daemon.state.containers.set_volume_files(&name, files);
    }
    let Some(container) = daemon.state.containers.get_mut(id) else { return Ended::StillRunning };
    let before = std::mem::replace(&mut container.upper, played.upper);
    container.log = played.log;
    for (path, size) in played.copied_up {
        if before.get(&path).is_none() {
            daemon.events.push(Event::CopiedUp { container: id.to_string(), path, size });
        }
    }
    match played.outcome {
        Ok(code) => {
            finish(daemon, id, code, played.at);
            Ended::Exited(code)
        }
        Err(stay) => {
            if let Some(run) = &mut container.run {
                run.stay = stay;
                run.written = played.written;
                run.frozen = played.frozen;
            }
            Ended::StillRunning
        }
    }
}

/// The main process has ended.
pub fn finish(daemon: &mut Daemon<'_>, id: &str, code: i32, at: Timestamp) {
    let Some(container) = daemon.state.containers.get_mut(id) else { return };
    container.state.status = Status::Exited;
    container.state.exit_code = code;
    container.state.finished = Some(at);
    container.state.pid = 0;
    container.run = None;
    container.address = 0;
    container.detached.clear();
    daemon.events.push(Event::ContainerExited { id: id.to_string(), code });
    if container.host.auto_remove.unwrap_or(false) {
        forget(daemon, id, true);
    }
}

/// Plays a running container's main process on to `until`, unless it would still be waiting then.
pub fn play_on(daemon: &mut Daemon<'_>, id: &str, until: Timestamp) -> ApiResult<Ended> {
    let Some(container) = daemon.state.containers.get(id) else { return Ok(Ended::StillRunning) };
    let Some(run) = container.run.clone() else { return Ok(Ended::Exited(container.state.exit_code)) };
    if run.frozen || run.stay.until.is_none_or(|moment| moment > until) {
        return Ok(Ended::StillRunning);
    }
    let container = container.clone();
    match play(daemon, &container, &run, until, None)? {
        Ok(played) => Ok(take_over(daemon, id, played)),
        Err(_) => Ok(Ended::StillRunning),
    }
}

/// What somebody else than the main process made of the files: takes over layer and volumes.
pub fn take_over_files(daemon: &mut Daemon<'_>, id: &str, files: &mut Mounted, at: Timestamp) {
    let volumes: Vec<(String, Tree)> = files.volumes().map(|(name, tree)| (name.to_string(), tree.clone())).collect();
    for (name, files) in volumes {
        daemon.state.containers.set_volume_files(&name, files);
    }
    let after = files.root.upper().clone();
    let copied_up = files.root.take_copied_up();
    let Some(container) = daemon.state.containers.get_mut(id) else { return };
    if let Some(run) = &mut container.run {
        run.externals.extend(External::between(at, &container.upper, &after));
    }
    let before = std::mem::replace(&mut container.upper, after);
    for (path, size) in copied_up {
        if before.get(&path).is_none() {
            daemon.events.push(Event::CopiedUp { container: id.to_string(), path, size });
        }
    }
}

/// Prints a process's last words into the log.
pub fn last_words(container: &mut Container, words: &str, at: Timestamp) {
    if !words.is_empty() {
        container.log.add(at, Stream::Out, words.as_bytes());
    }
}
