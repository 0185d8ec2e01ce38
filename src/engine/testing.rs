//! An engine for tests: empty, alone, at a moment that is known.

use super::{Daemon, State};
use crate::clock::{Clock, Timestamp};
use crate::registry::{NetworkError, Request, Response, Transport};

/// A network in which nobody is.
pub struct Nobody;

impl Transport for Nobody {
    fn send(&mut self, _https: bool, _host: &str, _request: Request) -> Result<Response, NetworkError> {
        Err(NetworkError::NotHttps)
    }
}

/// The clock of a test.
pub fn clock() -> Clock {
    Clock::new(Timestamp::parse("2026-08-21T10:00:00Z").unwrap(), 1)
}

/// Does something with an empty engine.
pub fn with(act: impl FnOnce(&mut Daemon<'_>)) {
    let (mut state, mut clock, mut events) = (State::default(), clock(), Vec::new());
    act(&mut Daemon { state: &mut state, network: &mut Nobody, clock: &mut clock, events: &mut events });
}
