//! Bringing containers to the present.

use crate::clock::Timestamp;

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult};
use super::again;
use super::begin::begin;
use super::exec_run::settle_execs;
use super::probe::{self, settle_health};
use super::record::{Container, Status};
use super::run::Exec;
use super::running::play_on;

/// Starts that are caught up on; what a longer sleep would have had more of is passed over.
const AT_ONCE: u32 = 100;

/// Brings every running container to the present: processes whose sleep is over go on, those that are to start again do.
pub fn settle(daemon: &mut Daemon<'_>) -> ApiResult<()> {
    let now = daemon.clock.now();
    let containers = daemon.state.containers.iter();
    let due: Vec<String> =
        containers.filter(|container| is_due(container, now)).map(|container| container.id.clone()).collect();
    for id in due {
        go_on(daemon, &id, now)?;
        // One that has ended may start again, and end again, before that moment.
        for start in 0.. {
            let next = daemon.state.containers.get(&id).filter(|container| again::is_due(container, now));
            let Some(next) = next.map(|container| container.restarts.next) else { break };
            start_again(daemon, &id, if start < AT_ONCE { next } else { now })?;
            go_on(daemon, &id, now)?;
        }
    }
    Ok(())
}

fn is_due(container: &Container, now: Timestamp) -> bool {
    again::is_due(container, now)
        || container.state.status == Status::Running
            && (probe::is_due(container, now)
                || container.run.as_ref().is_some_and(|run| !run.frozen && run.trail.is_due(now))
                || container.execs.iter().filter_map(Exec::trail).any(|trail| trail.is_due(now)))
}

/// The processes of a container that runs go on.
fn go_on(daemon: &mut Daemon<'_>, id: &str, now: Timestamp) -> ApiResult<()> {
    if daemon.state.containers.get(id).is_some_and(|container| container.state.status == Status::Running) {
        settle_health(daemon, id, now)?;
        settle_execs(daemon, id, now)?;
        play_on(daemon, id, now)?;
    }
    Ok(())
}

/// Starts a container again whose pause is over.
fn start_again(daemon: &mut Daemon<'_>, id: &str, at: Timestamp) -> ApiResult<()> {
    match begin(daemon, id, at) {
        // What stands against it is kept in its state, and it rests.
        Err(ApiError::Status { .. }) => Ok(()),
        other => other,
    }
}
