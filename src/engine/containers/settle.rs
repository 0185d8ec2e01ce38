//! Bringing containers to the present.

use crate::clock::Timestamp;

use super::super::Daemon;
use super::super::api::ApiResult;
use super::exec_run::settle_execs;
use super::probe::{self, settle_health};
use super::record::{Container, Status};
use super::run::Exec;
use super::running::play_on;

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
        settle_health(daemon, &id, now)?;
        settle_execs(daemon, &id, now)?;
        play_on(daemon, &id, now)?;
    }
    Ok(())
}

fn is_due(container: &Container, now: Timestamp) -> bool {
    probe::is_due(container, now)
        || container.run.as_ref().is_some_and(|run| !run.frozen && run.trail.is_due(now))
        || container.execs.iter().filter_map(Exec::trail).any(|trail| trail.is_due(now))
}
