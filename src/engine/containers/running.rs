//! The life of a container's main process.
//!
//! A process runs until it ends or would sleep past the present. Nothing of it is kept but how it started: when the
//! clock has moved on it is played again from its start, with what others did meanwhile at the moments when they did
//! it. So a container's state is a value, and the same history always leads to the same state.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::clock::{Clock, SECOND, Timestamp};
use crate::shell::{Environment, Input, ProcessInfo, Stay, Stop, Stream};
use crate::vfs::{Changes, Files, Identity, Overlay, Tree};

use super::super::api::{ApiError, ApiResult, Attached, Ended};
use super::super::{Daemon, Event};
use super::launch::{self, Command, DEFAULT_PATH, LaunchError};
use super::log::{Log, Logged};
use super::mounted::{Mounted, MountedTree};
use super::record::{Container, MountKind, Status};
use super::system::ContainerSystem;
use super::user::{self, User, UserError};
use super::{init_layer, surroundings};

/// How long a command may keep who is attached waiting, nanoseconds of the sandbox's clock.
pub const FOREGROUND: i64 = 86_400 * SECOND;

/// How a running container's main process came to where it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    /// Time and chance when it started.
    pub clock: Clock,
    /// The writable layer when it started.
    pub upper: Changes,
    /// The log when it started.
    pub log: Log,
    /// What it waits for.
    pub stay: Stay,
    /// What `exec` and `cp` changed since.
    pub externals: Vec<External>,
    /// Bytes that it has printed.
    pub written: u64,
    /// Whether it met a limit: it goes on no more.
    pub frozen: bool,
}

/// A change of the writable layer by somebody else than the main process.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct External {
    pub at: Timestamp,
    pub set: Changes,
    /// Paths of which the writable layer says nothing any more.
    pub unset: Vec<String>,
}

impl External {
    /// What turns `before` into `after`; `None` if nothing.
    pub fn between(at: Timestamp, before: &Changes, after: &Changes) -> Option<External> {
        let mut external = External { at, ..External::default() };
        let mut any = false;
        for (path, change) in after.iter() {
            if before.get(path) != Some(change) {
                external.set.set(path, change.clone());
                any = true;
            }
        }
        for (path, _) in before.iter() {
            if after.get(path).is_none() {
                external.unset.push(path.to_string());
                any = true;
            }
        }
        any.then_some(external)
    }

    /// A writable layer with this change.
    pub fn on(&self, upper: &Changes) -> Changes {
        let mut changed = upper.clone();
        self.unset.iter().for_each(|path| changed.forget(path));
        self.set.iter().for_each(|(path, change)| changed.set(path, change.clone()));
        changed
    }
}

/// Why a process did not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartError {
    User(UserError),
    Launch(LaunchError),
}

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

/// The union of a container's layers, with `upper` on top.
pub fn union(daemon: &Daemon<'_>, container: &Container, upper: Changes) -> ApiResult<Overlay> {
    let snapshot = daemon.state.images.snapshot(&container.chain_id);
    let missing = || ApiError::new(500, format!("snapshot {} does not exist: not found", container.chain_id));
    Ok(init_layer::union(&snapshot.ok_or_else(missing)?, container.created, upper))
}

/// A container's files with everything mounted; `processes`: as its processes see them.
pub fn files(
    daemon: &Daemon<'_>,
    container: &Container,
    upper: Changes,
    now: Timestamp,
    processes: bool,
) -> ApiResult<Mounted> {
    let identity = Identity { uid: 0, gid: 0, groups: vec![], now, umask: 0o022 };
    let mut files = Mounted::new(union(daemon, container, upper)?, identity);
    surroundings::mount(&mut files, container, now, processes);
    for mount in &container.mounts {
        let (tree, volume) = match &mount.kind {
            MountKind::Volume(name) => {
                let volume = daemon.state.containers.volume(name);
                (volume.map_or_else(Tree::new, |volume| volume.files.clone()), Some(name.clone()))
            }
            MountKind::Tmpfs => (Tree::new(), None),
        };
        let mounted = MountedTree { tree, at: "/".into(), writable: mount.writable, volume };
        files.mount(&mount.destination, mounted);
    }
    files.root_writable = !container.host_config().readonly_rootfs.unwrap_or(false);
    Ok(files)
}

/// The environment of a container's processes: the daemon's, the config's, and what runc adds.
pub fn environment(container: &Container, tty: bool, extra: &[String], user: &User) -> Environment {
    let mut environment = Environment::new();
    environment.insert("PATH".to_string(), DEFAULT_PATH.to_string());
    environment.insert("HOSTNAME".to_string(), container.config.hostname.clone());
    if tty {
        environment.insert("TERM".to_string(), "xterm".to_string());
    }
    for variable in container.config.oci.env.iter().chain(extra) {
        match variable.split_once('=') {
            Some((name, value)) => environment.insert(name.to_string(), value.to_string()),
            None => environment.remove(variable),
        };
    }
    if environment.get("HOME").is_none() {
        environment.insert("HOME".to_string(), user.home.clone());
    }
    environment
}

/// Makes the files' actor this user.
pub fn act_as(files: &mut Mounted, user: &User, now: Timestamp) {
    let groups = user.groups.clone();
    files.set_identity(Identity { uid: user.uid, gid: user.gid, groups, now, umask: 0o022 });
}

/// The working directory that a config asks for.
pub fn working_directory(container: &Container) -> String {
    let directory = &container.config.oci.working_dir;
    if directory.is_empty() { "/".to_string() } else { directory.clone() }
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
    let mut mounted = files(daemon, container, run.upper.clone(), run.clock.now(), true)?;
    let user = match user::look_up(&mounted, &container.config.oci.user) {
        Ok(user) => user,
        Err(error) => return Ok(Err(StartError::User(error))),
    };
    let started = run.clock.now();
    let root = mounted.identity().clone();
    let directory = working_directory(container);
    make_directories(&mut mounted, &directory);
    act_as(&mut mounted, &user, started);
    let tty = container.config.tty;
    let arguments = container.config.command();
    let now = Rc::new(Cell::new(started));
    let mut logged = Logged { log: run.log.clone(), now: now.clone(), watcher: None, unseen: 0, tty, written: 0 };
    let mut stdin = Input::Empty;
    let mut terminal = None;
    let mut attached_at = started;
    let attached = watcher.is_some();
    if let Some(watcher) = watcher {
        attached_at = watcher.since;
        logged.unseen = watcher.unseen;
        let Attached { stdin: given, output, terminal: asks } = watcher.attached;
        logged.watcher = Some(output);
        if container.config.open_stdin
            && let Some(given) = given
        {
            stdin = std::mem::take(given);
            if matches!(stdin, Input::Terminal) {
                terminal = Some(asks);
            }
        }
    } else if container.config.open_stdin {
        stdin = Input::Terminal;
    }
    let mut system = ContainerSystem {
        files: mounted,
        clock: run.clock,
        now,
        until,
        steps: 0,
        terminal,
        attached_at,
        open_stdin: container.config.open_stdin,
        externals: run.externals.iter().cloned().collect(),
        processes: vec![main_process(container, &user, started)],
        hostname: container.config.hostname.clone(),
        servers: Vec::new(),
        known: Default::default(),
    };
    let environment = environment(container, tty, &[], &user);
    let command = Command { arguments, environment, directory, stdin, pid: 1 };
    let path = match launch::find(&system.files, &command) {
        Ok(path) => path,
        Err(error) => return Ok(Err(StartError::Launch(error))),
    };
    let mut frozen = false;
    let outcome = match launch::execute(&mut system, &path, command, &mut logged) {
        Ok(code) => Ok(code),
        Err(Stop::Stays(stay)) => {
            system.advance_to(until.max(system.clock.now()).min(stay.until.unwrap_or(until)));
            Err(stay)
        }
        Err(Stop::Limit(_)) if !attached => {
            frozen = true;
            Err(Stay::default())
        }
        Err(stop) => return Err(stop.into()),
    };
    system.files.set_identity(root);
    let copied_up = system.files.root.take_copied_up();
    let volumes = system.files.volumes().map(|(name, tree)| (name.to_string(), tree.clone()));
    Ok(Ok(Played {
        outcome,
        frozen,
        volumes: volumes.collect(),
        upper: system.files.root.upper().clone(),
        log: logged.log,
        written: logged.written,
        at: system.clock.now(),
        copied_up,
    }))
}

/// Creates a working directory that is missing, and its parents.
pub fn make_directories(files: &mut Mounted, path: &str) {
    let mut so_far = String::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        so_far = format!("{so_far}/{part}");
        if files.stat(&so_far, true).is_err() {
            let _ = files.make_dir(&so_far, 0o755);
        }
    }
}

/// The main process as `ps` shows it.
pub fn main_process(container: &Container, user: &User, started: Timestamp) -> ProcessInfo {
    ProcessInfo { pid: 1, user: user.name.clone(), started, command: container.config.command().join(" ") }
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
    let goes = container.host_config().auto_remove.unwrap_or(false);
    if goes {
        super::remove::forget(daemon, id, true);
    }
}

/// Brings every running container to the present: processes whose sleep is over go on.
pub fn settle(daemon: &mut Daemon<'_>) -> ApiResult<()> {
    let now = daemon.clock.now();
    let due: Vec<String> = daemon
        .state
        .containers
        .iter()
        .filter(|container| container.state.status == Status::Running && is_due(container, now))
        .map(|container| container.id.clone())
        .collect();
    for id in due {
        super::exec::settle_detached(daemon, &id, now)?;
        play_on(daemon, &id, now)?;
    }
    Ok(())
}

fn is_due(container: &Container, now: Timestamp) -> bool {
    let past = |stay: &Stay| stay.until.is_some_and(|until| until <= now);
    container.run.as_ref().is_some_and(|run| !run.frozen && past(&run.stay))
        || container.detached.iter().any(|exec| past(&exec.stay))
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
