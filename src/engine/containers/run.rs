//! [`Run`] and [`Exec`]: the processes of a container.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::content::{LoadError, Parts, Visit, VisitMut, parts};
use crate::shell::TerminalSize;

use super::log::{Log, LogLine};
use super::trail::Trail;

/// A running container's main process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    pub trail: Trail,
    /// The log when it started.
    pub log: Log,
    /// Lines that health checks left in the log: what they asked is forgotten, so nothing would print them again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aside: Vec<LogLine>,
    /// Bytes that it has printed.
    pub written: u64,
    /// Whether it met a limit: it goes on no more.
    pub frozen: bool,
    /// How big its terminal is, if somebody said so. (Who is attached after a restart of the daemon says it again.)
    #[serde(skip)]
    pub size: Option<TerminalSize>,
}

parts!(Run { trail } besides { log, aside, written, frozen, size });
parts!(Exec { state } besides { id, wanted, size });

impl Parts for ExecState {
    fn parts(&self, visit: &mut Visit<'_>) {
        match self {
            ExecState::Running { pid: _, trail } => trail.parts(visit),
            ExecState::Created | ExecState::Exited { .. } => {}
        }
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        match self {
            ExecState::Running { pid: _, trail } => trail.parts_mut(visit),
            ExecState::Created | ExecState::Exited { .. } => Ok(()),
        }
    }
}

/// A command that `docker exec` made (moby `daemon/container/exec.go` `ExecConfig`).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exec {
    /// 64 hexadecimal digits.
    pub id: String,
    pub wanted: Wanted,
    pub state: ExecState,
    /// As for a main process.
    #[serde(skip)]
    pub size: Option<TerminalSize>,
}

/// What it is to run, completed from the container's config.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Wanted {
    pub arguments: Vec<String>,
    pub environment: Vec<String>,
    pub user: String,
    pub directory: String,
    pub tty: bool,
    pub privileged: bool,
    pub attach_stdin: bool,
    pub attach_stdout: bool,
    pub attach_stderr: bool,
    /// Which keys detach, if it says.
    pub detach_keys: String,
}

/// How far it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExecState {
    Created,
    Running { pid: u32, trail: Box<Trail> },
    Exited { pid: u32, code: i32, at: Timestamp },
}

impl Exec {
    /// How it came to where it is, if it runs.
    pub fn trail(&self) -> Option<&Trail> {
        match &self.state {
            ExecState::Running { trail, .. } => Some(trail),
            ExecState::Created | ExecState::Exited { .. } => None,
        }
    }

    /// The same, for changing.
    pub fn trail_mut(&mut self) -> Option<&mut Trail> {
        match &mut self.state {
            ExecState::Running { trail, .. } => Some(trail),
            ExecState::Created | ExecState::Exited { .. } => None,
        }
    }

    /// The command line as `ps` shows it.
    pub fn command(&self) -> String {
        self.wanted.arguments.join(" ")
    }
}
