//! [`Connection`]: what is left of a command that is attached to a process.

use serde::{Deserialize, Serialize};

/// A docker command that is attached to a process: all that is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    pub(super) to: Peer,
    pub(super) streams: Streams,
}

impl Connection {
    /// The full ID of the container that it is attached to.
    pub fn container(&self) -> Option<&str> {
        match &self.to {
            Peer::Container(id) => Some(id),
            Peer::Exec(_) => None,
        }
    }
}

/// What it is attached to, by full ID.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Peer {
    Container(String),
    Exec(String),
}

/// Which streams are attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Streams {
    pub(super) stdin: bool,
    pub(super) stdout: bool,
    pub(super) stderr: bool,
    pub(super) tty: bool,
}
