//! `POST /containers/{id}/attach`, and the streams that it opens (moby `daemon/attach.go`).

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult, Attached, Ended};
use super::super::execution::FOREGROUND;
use super::announce;
use super::record::Status;
use super::running;
use super::settle::settle;
use crate::clock::Timestamp;
use crate::shell::{Output, Stream};

/// Moments up to which a process is followed that has others in the background.
const FOLLOWED: usize = 200;

/// See [`super::super::api::Containers::container_attach`].
pub fn attach(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<()> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?;
    let full = container.id.clone();
    match container.state.status {
        Status::Paused => {
            let message = format!("container {id} is paused, unpause the container before attach");
            return Err(ApiError::new(409, message));
        }
        Status::Restarting => {
            let words = format!("container {id} is restarting, wait until the container is running");
            return Err(ApiError::new(409, words));
        }
        Status::Created | Status::Exited => {
            if let Some(container) = daemon.state.containers.get_mut(&full) {
                container.awaited = true;
            }
        }
        Status::Running => {}
    }
    announce::tell(daemon, &full, "attach", []);
    Ok(())
}

/// See [`super::super::api::Containers::container_stream`].
pub fn stream(daemon: &mut Daemon<'_>, id: &str, attached: Attached<'_>) -> ApiResult<Ended> {
    let container = daemon.state.containers.find(id)?.clone();
    if !container.state.is_running() {
        return Ok(Ended::Exited(container.state.exit_code));
    }
    let Some(run) = container.run.clone() else { return Ok(Ended::StillRunning) };
    if run.frozen {
        return Ok(Ended::StillRunning);
    }
    let now = daemon.clock.now();
    let Attached { stdin, output, terminal, in_background } = attached;
    let until = if in_background { now } else { now.plus(FOREGROUND) };
    let lent = Attached { stdin, output: &mut *output, terminal, in_background };
    let Ok(played) = running::play(daemon, &container, &run, until, Some(lent))? else {
        return Ok(Ended::StillRunning);
    };
    match running::take_over_foreground(daemon, &container.id, played)? {
        Ended::StillRunning => follow(daemon, &container.id, output, until),
        ended => Ok(ended),
    }
}

/// Follows a process that has others beside it in the background, from each moment at which one of them goes on to the
/// next one, and shows what is printed then. The clock goes with it.
fn follow(daemon: &mut Daemon<'_>, id: &str, output: &mut dyn Output, until: Timestamp) -> ApiResult<Ended> {
    for _ in 0..FOLLOWED {
        let Some(container) = daemon.state.containers.get(id).cloned() else { break };
        let Some(run) = container.run.clone().filter(|run| !run.frozen) else { break };
        let Some(next) = run.trail.stay.until.filter(|next| *next <= until) else { break };
        let seen = run.trail.at;
        let Ok(played) = running::play(daemon, &container, &run, next, None)? else { break };
        for line in played.lines_since(seen).filter(|line| line.at > seen) {
            let stream = if line.error { Stream::Err } else { Stream::Out };
            output.write(stream, line.text.as_bytes()).map_err(ApiError::Stop)?;
        }
        daemon.clock.advance(next.since(daemon.clock.now()));
        if let Ended::Exited(code) = running::take_over_run(daemon, id, played) {
            return Ok(Ended::Exited(code));
        }
    }
    Ok(Ended::StillRunning)
}
