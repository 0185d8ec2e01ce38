//! How many files and connections the system lets this program have open: more than it does by itself, where it may.

/// Open files that are asked for: as many connections as are served, and a file for each.
#[cfg(unix)]
const WANTED: u64 = 4096;

/// Asks for room for a whole class. Where the system gives less, connections wait.
#[cfg(unix)]
pub(super) fn make_room() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(u64::MAX).min(WANTED);
    if limit.current.is_some_and(|current| current < most) {
        // As it was is good enough for a small class.
        let _only_fewer = setrlimit(Resource::Nofile, Rlimit { current: Some(most), maximum: limit.maximum });
    }
}

/// Elsewhere there is no such limit.
#[cfg(not(unix))]
pub(super) fn make_room() {}
