//! A container's main process begins (moby `daemon/start.go`, `containerStart`).

use crate::clock::{Clock, Timestamp};
use crate::shell::{LaunchError, TerminalSize};
use crate::vfs::{FileType, Files};

use super::super::api::{ApiError, ApiResult};
use super::super::execution::StartError;
use super::super::{Daemon, Event, Reason};
use super::announce;
use super::connect::free_bridge_address;
use super::equipment::RUNC;
use super::files;
use super::forget::forget;
use super::health::Health;
use super::network::BRIDGE;
use super::process;
use super::record::{Container, MountKind, State, Status};
use super::run::Run;
use super::running;
use super::trail::Trail;

/// Makes a container run that does not. Its main process stands at its first step, and is due.
pub fn begin(daemon: &mut Daemon<'_>, id: &str, at: Timestamp) -> ApiResult<()> {
    let clock = Clock::new(at, daemon.clock.random());
    let address = free_bridge_address(&daemon.state.containers);
    let pid = 1000 + u32::try_from(daemon.clock.random() % 30_000).unwrap_or(0);
    let Some(container) = daemon.state.containers.get_mut(id) else {
        return Err(ApiError::new(404, format!("No such container: {id}")));
    };
    container.address = if container.is_in(BRIDGE) { address } else { 0 };
    let mut candidate = container.clone();
    candidate.memory.clear();
    let now = clock.now();
    let health = Health::new(&candidate.config.oci, now);
    candidate.state = State { status: Status::Running, started: Some(now), pid, health, ..State::default() };
    let trail = Trail::new(process::start(daemon, &candidate, clock)?);
    let run = Run {
        trail,
        log: candidate.log.clone(),
        aside: Vec::new(),
        written: 0,
        frozen: false,
        size: console_size(&candidate),
    };
    if let Some(message) = mismatch(daemon, &candidate)? {
        let error = ApiError::new(400, message);
        fail(daemon, id, 127, &error);
        return Err(error);
    }
    if let Err(error) = running::check(daemon, &candidate, &run)? {
        note(daemon, &candidate, &error);
        let (code, error) = refusal(&error);
        fail(daemon, id, code, &error);
        return Err(error);
    }
    candidate.run = Some(run);
    announce::tell_connected(daemon, at, &candidate);
    announce::tell_at(daemon, at, &candidate, "start", []);
    daemon.state.containers.insert(candidate);
    daemon.events.push(Event::ContainerStarted { id: id.to_string() });
    Ok(())
}

/// What runc says where a directory should be mounted over a file, or a file over a directory.
fn mismatch(daemon: &Daemon<'_>, container: &Container) -> ApiResult<Option<String>> {
    let union = files::union(daemon, container, container.upper.clone())?;
    for mount in &container.mounts {
        let MountKind::Bind(source) = &mount.kind else { continue };
        let is_directory =
            |files: &dyn Files, path: &str| files.stat(path, true).map(|stat| stat.kind == FileType::Directory);
        let Ok(from) = is_directory(daemon.state.containers.host(), source) else { continue };
        let Ok(to) = is_directory(&union, &mount.destination) else { continue };
        let at = &mount.destination;
        let why = match (from, to) {
            (true, false) => format!(
                "create mountpoint for {at} mount: cannot create subdirectories in \"/var/lib/docker/rootfs/overlayfs/{}{at}\"",
                container.id
            ),
            (false, true) => {
                format!("mount src={source}, dst={at}, dstFd=/proc/thread-self/fd/11, flags=MS_BIND|MS_REC")
            }
            _ => continue,
        };
        return Ok(Some(format!(
            "{RUNC}error mounting \"{source}\" to rootfs at \"{at}\": {why}: not a directory: Are you trying to mount a \
             directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type"
        )));
    }
    Ok(None)
}

/// The size that the terminal was asked for with.
fn console_size(container: &Container) -> Option<TerminalSize> {
    let [rows, columns] = *container.host.console_size.as_deref()? else { return None };
    let size = TerminalSize { columns: u16::try_from(columns).ok()?, rows: u16::try_from(rows).ok()? };
    (size.columns > 0 && size.rows > 0).then_some(size)
}

/// Tells that a container's process could not start, and why.
fn note(daemon: &mut Daemon<'_>, container: &Container, error: &StartError) {
    let (program, reason) = match error {
        StartError::Program { name, error } => {
            let missing = !name.contains('/') || matches!(error, LaunchError::Missing(_) | LaunchError::NotFound);
            (name.clone(), if missing { Reason::NoSuchProgram } else { Reason::Other })
        }
        StartError::User(_) | StartError::Directory { .. } | StartError::Relative => (String::new(), Reason::Other),
    };
    let (id, image) = (container.id.clone(), container.image);
    daemon.events.push(Event::ContainerStartFailed { id, image, program, reason });
}

fn refusal(error: &StartError) -> (i32, ApiError) {
    match error {
        StartError::User(_) => (error.exit_code(), ApiError::new(500, error.to_string())),
        StartError::Directory { .. } | StartError::Relative | StartError::Program { .. } => {
            (error.exit_code(), ApiError::new(400, format!("{RUNC}{error}")))
        }
    }
}

/// A container could not be started.
pub fn fail(daemon: &mut Daemon<'_>, id: &str, code: i32, error: &ApiError) {
    let Some(container) = daemon.state.containers.get_mut(id) else { return };
    container.give_addresses_back();
    container.state.status =
        if container.state.status == Status::Restarting { Status::Exited } else { container.state.status };
    container.state.exit_code = code;
    if let ApiError::Status { message, .. } = error {
        container.state.error = message.clone();
    }
    if container.host.auto_remove.unwrap_or(false) {
        forget(daemon, id, true, daemon.clock.now());
    }
}
