//! `GET /containers/{id}/top` (moby `daemon/top_unix.go`): what the host's `ps` would say of a container's processes.

use crate::clock::Timestamp;

use super::super::Daemon;
use super::super::api::models::ContainerTopResponse;
use super::super::api::{ApiError, ApiResult};
use super::announce;
use super::run::ExecState;
use super::settle::settle;

/// See [`super::super::api::Containers::container_top`].
pub fn top(daemon: &mut Daemon<'_>, id: &str, arguments: &str) -> ApiResult<ContainerTopResponse> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?;
    if !container.state.is_running() {
        return Err(ApiError::new(409, format!("container {} is not running", container.id)));
    }
    let container = container.clone();
    announce::tell_at(daemon, daemon.clock.now(), &container, "top", []);
    let wide = arguments.contains("aux") || arguments.contains('u') && !arguments.contains("ef");
    let user = match container.config.oci.user.as_str() {
        "" => "root".to_string(),
        user => user.split(':').next().unwrap_or(user).to_string(),
    };
    let started = container.state.started.unwrap_or_default();
    let pid = container.state.pid;
    let mut commands = vec![(pid, started, container.config.command().join(" "))];
    for exec in &container.execs {
        if let ExecState::Running { pid, trail } = &exec.state {
            commands.push((*pid, trail.start.clock.now(), exec.command()));
        }
    }
    let clock = |at: Timestamp| at.in_utc("%H:%M");
    let titles: &[&str] = if wide {
        &["USER", "PID", "%CPU", "%MEM", "VSZ", "RSS", "TTY", "STAT", "START", "TIME", "COMMAND"]
    } else {
        &["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]
    };
    let tty = if container.config.tty { "pts/0" } else { "?" };
    let row = |(pid, at, command): (u32, Timestamp, String)| {
        let pid_text = pid.to_string();
        let parent = pid.saturating_sub(22).to_string();
        let start = clock(at);
        let fields: Vec<&str> = if wide {
            vec![&user, &pid_text, "0.0", "0.0", "4400", "1500", tty, "Ss", &start, "0:00", &command]
        } else {
            vec![&user, &pid_text, &parent, "0", &start, tty, "00:00:00", &command]
        };
        fields.into_iter().map(str::to_string).collect::<Vec<_>>()
    };
    Ok(ContainerTopResponse {
        titles: Some(titles.iter().map(|title| title.to_string()).collect()),
        processes: Some(commands.into_iter().map(row).collect()),
    })
}
