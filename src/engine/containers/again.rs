//! Restart policies: a container whose main process ends by itself starts again (moby `daemon/monitor.go`,
//! `internal/restartmanager`).

use crate::clock::{SECOND, Timestamp};

use super::super::api::models::RestartPolicyNameEnum;
use super::record::{Container, Restarts, Status};

/// Nanoseconds before the first start again; each time twice as many, up to the last.
const FIRST_PAUSE: i64 = SECOND / 10;
const LONGEST_PAUSE: i64 = 60 * SECOND;
/// Nanoseconds after which a process counts as one that works: the pauses begin anew.
const WORKED: i64 = 10 * SECOND;

/// How a container that ended with this code after `lasted` nanoseconds goes on; `None`: it stays as it is.
pub fn planned(container: &Container, code: i32, lasted: i64, at: Timestamp) -> Option<Restarts> {
    let policy = container.host.restart_policy.as_ref()?;
    let before = container.restarts;
    let again = match policy.name? {
        RestartPolicyNameEnum::ALWAYS | RestartPolicyNameEnum::UNLESS_STOPPED => true,
        RestartPolicyNameEnum::ON_FAILURE => {
            let most = policy.maximum_retry_count.unwrap_or(0);
            code != 0 && (most == 0 || i64::from(before.count) < most)
        }
        RestartPolicyNameEnum::NO | RestartPolicyNameEnum::EMPTY => false,
    };
    let pause = match before.pause {
        0 => FIRST_PAUSE,
        _ if lasted >= WORKED => FIRST_PAUSE,
        pause => pause.saturating_mul(2).min(LONGEST_PAUSE),
    };
    again.then(|| Restarts { count: before.count + 1, pause, next: at.plus(pause) })
}

/// Whether a container starts again by then.
pub fn is_due(container: &Container, now: Timestamp) -> bool {
    container.state.status == Status::Restarting && container.restarts.next <= now
}

/// A container that was to start again does not: somebody stopped it.
pub fn give_up(container: &mut Container) {
    if container.state.status == Status::Restarting {
        container.state.status = Status::Exited;
    }
}
