//! `POST /containers/{id}/exec` and `POST /exec/{id}/start` (moby `daemon/exec.go`).

use std::cell::Cell;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::clock::{Clock, Timestamp};
use crate::content::{AnyPart, LoadError};
use crate::shell::{Input, Output, OutputBuffer, ProcessInfo, Stay, Stop, Stream, TerminalSize};
use crate::vfs::{Changes, Files};

use super::super::Daemon;
use super::super::api::models::ExecConfig;
use super::super::api::{ApiError, ApiResult, Attached};
use super::launch::{self, Command, LaunchError};
use super::mounted::Mounted;
use super::record::{Container, Status};
use super::running::{self, External, FOREGROUND};
use super::system::{ContainerSystem, Terminal};
use super::user::{self, User};

/// The process ID that a command has beside the main process.
const PID: u32 = 7;

/// What `exec` is to run, completed from the container's config.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wanted {
    arguments: Vec<String>,
    environment: Vec<String>,
    user: String,
    directory: String,
    tty: bool,
}

/// A command of `docker exec -d` that has not ended: how it started, and how far it came.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DetachedExec {
    wanted: Wanted,
    clock: Clock,
    /// The writable layer when it started.
    before: Changes,
    /// And as it left it so far.
    after: Changes,
    /// What it waits for.
    pub stay: Stay,
}

impl DetachedExec {
    /// See [`crate::content::Document::parts`].
    pub fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        visit(&self.before);
        visit(&self.after);
    }

    /// See [`crate::content::Document::parts_mut`].
    pub fn parts_mut(
        &mut self,
        visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>,
    ) -> Result<(), LoadError> {
        visit(&mut self.before)?;
        visit(&mut self.after)
    }

    /// The command line as `ps` shows it.
    pub fn command(&self) -> String {
        self.wanted.arguments.join(" ")
    }
}

struct Ran {
    outcome: Result<Result<i32, Stop>, LaunchError>,
    files: Mounted,
    at: Timestamp,
}

/// See [`super::super::api::Engine::container_exec`].
pub fn exec(
    daemon: &mut Daemon<'_>,
    id: &str,
    config: &ExecConfig,
    attached: Option<Attached<'_>>,
) -> ApiResult<Option<i32>> {
    running::settle(daemon)?;
    let container = daemon.state.containers.find(id)?.clone();
    match container.state.status {
        Status::Running => {}
        Status::Paused => {
            let message = format!("Container {id} is paused, unpause the container before exec");
            return Err(ApiError::new(409, message));
        }
        _ => return Err(ApiError::new(409, format!("container {} is not running", container.id))),
    }
    let wanted = Wanted {
        arguments: config.cmd.clone().unwrap_or_default(),
        environment: config.env.clone().unwrap_or_default(),
        user: given_or(config.user.as_deref(), &container.config.oci.user),
        directory: given_or(config.working_dir.as_deref(), &running::working_directory(&container)),
        tty: config.tty.unwrap_or(false),
    };
    if wanted.arguments.is_empty() {
        return Err(ApiError::new(400, "no exec command specified"));
    }
    let clock = Clock::new(daemon.clock.now(), daemon.clock.random());
    match attached {
        Some(attached) => foreground(daemon, &container, &wanted, clock, attached).map(Some),
        None => detached(daemon, &container, wanted, clock).map(|()| None),
    }
}

fn given_or(given: Option<&str>, default: &str) -> String {
    given.filter(|given| !given.is_empty()).unwrap_or(default).to_string()
}

fn foreground(
    daemon: &mut Daemon<'_>,
    container: &Container,
    wanted: &Wanted,
    clock: Clock,
    attached: Attached<'_>,
) -> ApiResult<i32> {
    let Attached { stdin, output, terminal } = attached;
    let stdin = stdin.map(std::mem::take).unwrap_or_default();
    let asks: Option<Terminal<'_>> = if matches!(stdin, Input::Terminal) { Some(terminal) } else { None };
    let mut through = Through { output, tty: wanted.tty };
    let until = clock.now().plus(FOREGROUND);
    let upper = container.upper.clone();
    let mut ran = run(daemon, container, wanted, clock, until, upper, (stdin, asks), &mut through)?;
    let code = match ran.outcome {
        Ok(outcome) => outcome?,
        Err(error) => {
            through.write(Stream::Out, format!("{}\r\n", refusal(&error)).as_bytes())?;
            return Ok(error.exit_code());
        }
    };
    running::take_over_files(daemon, &container.id, &mut ran.files, clock.now());
    daemon.clock.advance(ran.at.since(daemon.clock.now()));
    Ok(code)
}

fn detached(daemon: &mut Daemon<'_>, container: &Container, wanted: Wanted, clock: Clock) -> ApiResult<()> {
    let mut nowhere = OutputBuffer::default();
    let before = container.upper.clone();
    let given = (Input::Empty, None);
    let mut ran = run(daemon, container, &wanted, clock, clock.now(), before.clone(), given, &mut nowhere)?;
    let stay = match ran.outcome {
        Ok(Ok(_)) => None,
        Ok(Err(Stop::Stays(stay))) => Some(stay),
        Ok(Err(stop)) => return Err(stop.into()),
        Err(error) => return Err(ApiError::new(400, refusal(&error))),
    };
    running::take_over_files(daemon, &container.id, &mut ran.files, clock.now());
    if let Some(container) = daemon.state.containers.get_mut(&container.id)
        && let Some(stay) = stay
    {
        let after = container.upper.clone();
        container.detached.push(DetachedExec { wanted, clock, before, after, stay });
    }
    Ok(())
}

fn refusal(error: &LaunchError) -> String {
    format!("OCI runtime exec failed: exec failed: unable to start container process: {error}")
}

#[expect(clippy::too_many_arguments, reason = "a run is exactly this")]
fn run(
    daemon: &Daemon<'_>,
    container: &Container,
    wanted: &Wanted,
    clock: Clock,
    until: Timestamp,
    upper: Changes,
    given: (Input, Option<Terminal<'_>>),
    output: &mut dyn Output,
) -> ApiResult<Ran> {
    let now = clock.now();
    let mut files = running::files(daemon, container, upper, now, true)?;
    let user = user::look_up(&files, &wanted.user).map_err(|error| ApiError::new(400, error.to_string()))?;
    let root = files.identity().clone();
    running::act_as(&mut files, &user, now);
    let (stdin, terminal) = given;
    let command = Command {
        arguments: wanted.arguments.clone(),
        environment: running::environment(container, wanted.tty, &wanted.environment, &user),
        directory: super::create::clean(&wanted.directory),
        stdin,
        pid: PID,
    };
    let path = match launch::find(&files, &command) {
        Ok(path) => path,
        Err(error) => return Ok(Ran { outcome: Err(error), files, at: now }),
    };
    let mut system = ContainerSystem {
        files,
        clock,
        now: Rc::new(Cell::new(now)),
        until,
        steps: 0,
        terminal,
        attached_at: now,
        open_stdin: false,
        externals: Default::default(),
        processes: processes(container, wanted, &user, now),
        hostname: container.config.hostname.clone(),
        servers: container.run.iter().filter_map(|run| run.stay.serves.clone()).collect(),
        known: Default::default(),
    };
    let outcome = launch::execute(&mut system, &path, command, output);
    let (mut files, at) = (system.files, system.clock.now());
    files.set_identity(root);
    Ok(Ran { outcome: Ok(outcome), files, at })
}

fn processes(container: &Container, wanted: &Wanted, user: &User, now: Timestamp) -> Vec<ProcessInfo> {
    let started = container.state.started.unwrap_or(now);
    let mut processes = vec![running::main_process(container, user, started)];
    let command = wanted.arguments.join(" ");
    processes.push(ProcessInfo { pid: PID, user: user.name.clone(), started: now, command });
    processes
}

/// Plays detached commands on to `now`, and takes over what they changed since.
pub fn settle_detached(daemon: &mut Daemon<'_>, id: &str, now: Timestamp) -> ApiResult<()> {
    let Some(container) = daemon.state.containers.get(id).cloned() else { return Ok(()) };
    let mut left = Vec::new();
    let mut externals = Vec::new();
    for mut exec in container.detached.clone() {
        if exec.stay.until.is_none_or(|until| until > now) {
            left.push(exec);
            continue;
        }
        let mut nowhere = OutputBuffer::default();
        let given = (Input::Empty, None);
        let before = exec.before.clone();
        let ran = run(daemon, &container, &exec.wanted, exec.clock, now, before, given, &mut nowhere)?;
        let at = exec.stay.until.unwrap_or(now);
        let after = ran.files.root.upper().clone();
        externals.extend(External::between(at, &exec.after, &after));
        exec.after = after;
        if let Ok(Err(Stop::Stays(stay))) = ran.outcome {
            exec.stay = stay;
            left.push(exec);
        }
    }
    if let Some(container) = daemon.state.containers.get_mut(id) {
        container.detached = left;
        for external in externals {
            container.upper = external.on(&container.upper);
            if let Some(run) = &mut container.run {
                run.externals.push(external);
            }
        }
    }
    Ok(())
}

/// The output of a command: both streams are one where it has a terminal.
struct Through<'a> {
    output: &'a mut dyn Output,
    tty: bool,
}

impl Output for Through<'_> {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        self.output.write(if self.tty { Stream::Out } else { stream }, bytes)
    }
    fn terminal(&self, stream: Stream) -> Option<TerminalSize> {
        self.tty.then(|| self.output.terminal(stream).unwrap_or(TerminalSize { columns: 80, rows: 24 }))
    }
}
