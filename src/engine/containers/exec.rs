//! `POST /containers/{id}/exec`, and the endpoints of what it makes: `/exec/{id}/start`, `/json` (moby `daemon/exec.go`).

use crate::clock::Clock;
use crate::shell::{Stop, Stream, TerminalSize};

use super::super::Daemon;
use super::super::api::models::{ExecConfig, ExecInspectResponse, ProcessConfig};
use super::super::api::{ApiError, ApiResult, Attached, Ended};
use super::super::execution::StartError;
use super::announce;
use super::exec_run::{self, take_over_exec};
use super::process::{self, Outcome, Played};
use super::record::{Container, Status, restarting};
use super::run::{Exec, ExecState, Wanted};
use super::settle::settle;
use super::signal::KILLED;
use super::trail::Trail;

/// See [`super::super::api::Containers::exec_create`].
pub fn create(daemon: &mut Daemon<'_>, id: &str, config: &ExecConfig) -> ApiResult<String> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?;
    check(container, id)?;
    let wanted = Wanted {
        arguments: config.cmd.clone().unwrap_or_default(),
        environment: config.env.clone().unwrap_or_default(),
        user: given_or(config.user.as_deref(), &container.config.oci.user),
        directory: given_or(config.working_dir.as_deref(), container.working_directory()),
        tty: config.tty.unwrap_or(false),
        privileged: config.privileged.unwrap_or(false),
        attach_stdin: config.attach_stdin.unwrap_or(false),
        attach_stdout: config.attach_stdout.unwrap_or(false),
        attach_stderr: config.attach_stderr.unwrap_or(false),
        detach_keys: config.detach_keys.clone().unwrap_or_default(),
    };
    if wanted.arguments.is_empty() {
        return Err(ApiError::new(400, "no exec command specified"));
    }
    let full = container.id.clone();
    let size = config.console_size.as_deref().and_then(console_size);
    let exec =
        Exec { id: crate::content::hex(&daemon.clock.random_bytes::<32>()), wanted, state: ExecState::Created, size };
    let (id, command) = (exec.id.clone(), exec.command());
    if let Some(container) = daemon.state.containers.get_mut(&full) {
        container.execs.push(exec);
    }
    announce::tell(daemon, &full, &format!("exec_create: {command}"), [("execID", id.clone())]);
    Ok(id)
}

fn given_or(given: Option<&str>, default: &str) -> String {
    given.filter(|given| !given.is_empty()).unwrap_or(default).to_string()
}

fn check(container: &Container, id: &str) -> ApiResult<()> {
    match container.state.status {
        Status::Running => Ok(()),
        Status::Paused => {
            Err(ApiError::new(409, format!("Container {id} is paused, unpause the container before exec")))
        }
        Status::Restarting => Err(restarting(&container.id)),
        Status::Created | Status::Exited => {
            Err(ApiError::new(409, format!("container {} is not running", container.id)))
        }
    }
}

/// The container and the exec of this ID, while the container runs.
fn find<'a>(daemon: &'a Daemon<'_>, id: &str) -> ApiResult<(&'a Container, &'a Exec)> {
    let (container, exec) = look_up(daemon, id)?;
    check(container, &container.id)?;
    Ok((container, exec))
}

/// The container and the exec of this ID.
fn look_up<'a>(daemon: &'a Daemon<'_>, id: &str) -> ApiResult<(&'a Container, &'a Exec)> {
    let of = |container: &'a Container| {
        let exec = container.execs.iter().chain(&container.ended_execs).find(|exec| exec.id == id)?;
        Some((container, exec))
    };
    let found = daemon.state.containers.iter().find_map(of);
    found.ok_or_else(|| ApiError::new(404, format!("No such exec instance: {id}")))
}

/// See [`super::super::api::Containers::exec_start`].
pub fn start(daemon: &mut Daemon<'_>, id: &str, attached: Option<Attached<'_>>) -> ApiResult<Ended> {
    settle(daemon)?;
    let (container, exec) = find(daemon, id)?;
    let conflict = |what| Err(ApiError::new(409, format!("Error: Exec command {id} {what}")));
    match exec.state {
        ExecState::Created => {}
        ExecState::Running { .. } => return conflict("is already running"),
        ExecState::Exited { .. } => return conflict("has already run"),
    }
    let (container, exec) = (container.clone(), exec.clone());
    let clock = Clock::new(daemon.clock.now(), daemon.clock.random());
    let pid = container.state.pid.saturating_add(20).saturating_add(container.execs.len() as u32);
    let trail = Trail::new(process::start(daemon, &container, clock)?);
    change(daemon, id, |exec| exec.state = ExecState::Running { pid, trail: Box::new(trail.clone()) })?;
    announce::tell(daemon, &container.id, &format!("exec_start: {}", exec.command()), [("execID", id.into())]);
    play(daemon, &container, &exec, &trail, attached)
}

/// See [`super::super::api::Containers::exec_stream`].
pub fn stream(daemon: &mut Daemon<'_>, id: &str, attached: Attached<'_>) -> ApiResult<Ended> {
    settle(daemon)?;
    let (container, exec) = find(daemon, id)?;
    let (container, exec) = (container.clone(), exec.clone());
    match &exec.state {
        ExecState::Created => Err(ApiError::new(409, format!("Error: Exec command {id} is not running"))),
        ExecState::Exited { code, .. } => Ok(Ended::Exited(*code)),
        ExecState::Running { trail, .. } => play(daemon, &container, &exec, trail, Some(attached)),
    }
}

fn play(
    daemon: &mut Daemon<'_>,
    container: &Container,
    exec: &Exec,
    trail: &Trail,
    attached: Option<Attached<'_>>,
) -> ApiResult<Ended> {
    let now = daemon.clock.now();
    let Some(Attached { stdin, output, terminal, in_background }) = attached else {
        let played = match exec_run::play(daemon, container, exec, trail, now, None)? {
            Ok(played) => played,
            Err(error) => {
                refuse(daemon, container, exec, &error);
                return Err(ApiError::new(400, refusal(&error)));
            }
        };
        return took_over(daemon, container, exec, played);
    };
    let attached = Attached { stdin, output: &mut *output, terminal, in_background };
    match exec_run::play(daemon, container, exec, trail, now, Some(attached))? {
        Ok(played) => {
            daemon.clock.advance(played.clock.now().since(now));
            took_over(daemon, container, exec, played)
        }
        Err(error) => {
            refuse(daemon, container, exec, &error);
            if matches!(error, StartError::User(_)) {
                return Err(ApiError::new(400, refusal(&error)));
            }
            // The stream is open by now: runc's words come through it.
            output.write(Stream::Out, format!("{}\r\n", refusal(&error)).as_bytes())?;
            Ok(Ended::Exited(error.exit_code()))
        }
    }
}

fn took_over(daemon: &mut Daemon<'_>, container: &Container, exec: &Exec, played: Played) -> ApiResult<Ended> {
    let at = daemon.clock.now();
    let outcome = played.outcome.clone().map_err(ApiError::Stop)?;
    take_over_exec(daemon, &container.id, &exec.id, played, at);
    match outcome {
        Outcome::Exited(code) => Ok(Ended::Exited(code)),
        Outcome::Stays(_) => Ok(Ended::StillRunning),
        // It has ended the main process, and with that itself.
        Outcome::Asks(_) if has_ended(daemon, container, exec) => Ok(Ended::Exited(KILLED)),
        Outcome::Asks(prompt) => Err(ApiError::Stop(Stop::Input(prompt))),
    }
}

fn has_ended(daemon: &Daemon<'_>, container: &Container, exec: &Exec) -> bool {
    let running = |other: &Exec| other.id == exec.id && matches!(other.state, ExecState::Running { .. });
    let container = daemon.state.containers.get(&container.id);
    !container.is_some_and(|container| container.execs.iter().any(running))
}

fn refuse(daemon: &mut Daemon<'_>, container: &Container, exec: &Exec, error: &StartError) {
    let at = daemon.clock.now();
    let Some(container) = daemon.state.containers.get_mut(&container.id) else { return };
    if let Some(place) = container.execs.iter().position(|other| other.id == exec.id) {
        container.end_exec(place, 0, error.exit_code(), at);
    }
}

fn refusal(error: &StartError) -> String {
    match error {
        StartError::User(error) => error.to_string(),
        StartError::Relative => format!("OCI runtime exec failed: exec failed: {error}"),
        error => format!("OCI runtime exec failed: exec failed: unable to start container process: {error}"),
    }
}

/// Changes an exec that has not ended.
pub fn change(daemon: &mut Daemon<'_>, id: &str, change: impl FnOnce(&mut Exec)) -> ApiResult<()> {
    let full = find(daemon, id)?.0.id.clone();
    let container = daemon.state.containers.get_mut(&full);
    if let Some(exec) = container.and_then(|container| container.execs.iter_mut().find(|exec| exec.id == id)) {
        change(exec);
    }
    Ok(())
}

/// Rows and columns.
fn console_size(given: &[usize]) -> Option<TerminalSize> {
    let [rows, columns] = *given else { return None };
    Some(TerminalSize { columns: u16::try_from(columns).ok()?, rows: u16::try_from(rows).ok()? })
}

/// See [`super::super::api::Containers::exec_inspect`].
pub fn inspect(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<ExecInspectResponse> {
    settle(daemon)?;
    let (container, exec) = look_up(daemon, id)?;
    let wanted = &exec.wanted;
    let (running, pid, code) = match exec.state {
        ExecState::Created => (false, 0, None),
        ExecState::Running { pid, .. } => (true, pid, None),
        ExecState::Exited { pid, code, .. } => (false, pid, Some(code)),
    };
    Ok(ExecInspectResponse {
        can_remove: Some(false),
        detach_keys: Some(wanted.detach_keys.clone()),
        id: Some(exec.id.clone()),
        running: Some(running),
        exit_code: code.map(i64::from),
        process_config: Some(ProcessConfig {
            privileged: Some(wanted.privileged),
            user: Some(wanted.user.clone()).filter(|user| !user.is_empty()),
            tty: Some(wanted.tty),
            entrypoint: wanted.arguments.first().cloned(),
            arguments: Some(wanted.arguments.get(1..).unwrap_or_default().to_vec()),
        }),
        open_stdin: Some(wanted.attach_stdin),
        open_stderr: Some(wanted.attach_stderr),
        open_stdout: Some(wanted.attach_stdout),
        container_id: Some(container.id.clone()),
        pid: Some(pid.into()),
    })
}
