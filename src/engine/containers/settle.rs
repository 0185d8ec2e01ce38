//! Bringing containers to the present.

use crate::clock::Timestamp;
use crate::shell::Stay;

use super::super::Daemon;
use super::super::api::ApiResult;
use super::command::settle_detached;
use super::record::{Container, Status};
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
        settle_detached(daemon, &id, now)?;
        play_on(daemon, &id, now)?;
    }
    Ok(())
}

fn is_due(container: &Container, now: Timestamp) -> bool {
    let past = |stay: &Stay| stay.until.is_some_and(|until| until <= now);
    container.run.as_ref().is_some_and(|run| !run.frozen && past(&run.stay))
        || container.detached.iter().any(|exec| past(&exec.stay))
}
