//! `POST /containers/{id}/exec` and `POST /exec/{id}/start` (moby `daemon/exec.go`).

use crate::clock::Clock;
use crate::shell::{Input, Output, OutputBuffer, Stop, Stream, TerminalSize};

use super::super::Daemon;
use super::super::api::models::ExecConfig;
use super::super::api::{ApiError, ApiResult, Attached};
use super::super::execution::{Job, StartError};
use super::command::{self, DetachedExec, Wanted};
use super::record::{Container, Status};
use super::running;
use super::settle::settle;

/// See [`super::super::api::Engine::container_exec`].
pub fn exec(
    daemon: &mut Daemon<'_>,
    id: &str,
    config: &ExecConfig,
    attached: Option<Attached<'_>>,
) -> ApiResult<Option<i32>> {
    settle(daemon)?;
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
        directory: given_or(config.working_dir.as_deref(), container.working_directory()),
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
    let mut through = Through { output, tty: wanted.tty };
    let mut job = wanted.job(container, clock);
    job.stdin = stdin.map(std::mem::take).unwrap_or_default();
    if matches!(job.stdin, Input::Terminal) {
        job.terminal = Some(terminal);
    }
    let mut ran = match command::run(daemon, container, job, container.upper.clone(), &mut through)? {
        Ok(ran) => ran,
        Err(error @ StartError::User(_)) => return Err(ApiError::new(400, error.to_string())),
        Err(error) => {
            through.write(Stream::Out, format!("{}\r\n", refusal(&error)).as_bytes())?;
            return Ok(error.exit_code());
        }
    };
    let code = ran.outcome?;
    running::take_over_files(daemon, &container.id, &mut ran.files, clock.now());
    daemon.clock.advance(ran.clock.now().since(daemon.clock.now()));
    Ok(code)
}

fn detached(daemon: &mut Daemon<'_>, container: &Container, wanted: Wanted, clock: Clock) -> ApiResult<()> {
    let mut nowhere = OutputBuffer::default();
    let before = container.upper.clone();
    let job = Job { until: clock.now(), ..wanted.job(container, clock) };
    let mut ran = match command::run(daemon, container, job, before.clone(), &mut nowhere)? {
        Ok(ran) => ran,
        Err(error @ StartError::User(_)) => return Err(ApiError::new(400, error.to_string())),
        Err(error) => return Err(ApiError::new(400, refusal(&error))),
    };
    let stay = match ran.outcome {
        Ok(_) => None,
        Err(Stop::Stays(stay)) => Some(stay),
        Err(stop) => return Err(stop.into()),
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

fn refusal(error: &StartError) -> String {
    format!("OCI runtime exec failed: exec failed: unable to start container process: {error}")
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
