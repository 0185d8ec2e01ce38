//! [`Waiting`]: a command that is not complete, or waits for a line.

use serde::{Deserialize, Serialize};

use crate::client::Connection;
use crate::content::{Part, parts};
use crate::engine::Event;
use crate::shell::language::Unfinished;
use crate::shell::{Printed, Prompt, Typed, Visits};

use super::world::World;

/// A command that is not complete, or waits for a line. What it did so far is here and not yet in the session's World.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// The command line.
    pub line: String,
    /// What was typed into it.
    pub inputs: Vec<Typed>,
    /// What it waits for; `None`: the rest of the command.
    pub prompt: Option<Prompt>,
    /// What is open in a command that is not complete.
    #[serde(skip)]
    pub open: Option<Unfinished>,
    /// How far it came.
    pub visits: Visits<Midway>,
    /// The docker command in it that is attached to a process, if that is what waits.
    pub attached: Option<Attachment>,
}

/// A docker command that is attached to a process which waits for a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Attachment {
    /// Its number among the commands that may be visited (see [`Visits::begin`]).
    pub number: u32,
    pub connection: Connection,
    /// What it printed to where nobody saw it.
    pub printed: Printed,
    /// The World at that moment.
    pub world: Midway,
}

/// A World in the middle of a command, and what had happened in the store until then.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Midway {
    pub world: Part<World>,
    pub events: Vec<Event>,
}

impl Waiting {
    /// A line that was typed.
    pub fn new(line: String) -> Self {
        Waiting { line, inputs: Vec::new(), prompt: None, open: None, visits: Visits::default(), attached: None }
    }
}

impl Waiting {
    /// Leaves of what was typed into it only the seals.
    pub fn seal(&mut self) {
        self.inputs = std::mem::take(&mut self.inputs).into_iter().map(Typed::sealed).collect();
        self.visits.seal();
    }
}

/// Bytes of a command from which on it is not read anew at each line, only at one that may end it.
const LONG: usize = 4 << 10;

impl Waiting {
    /// Takes one more line of a command that is not complete; whether it is certainly not complete after that, either.
    pub fn add(&mut self, more: &str) -> bool {
        let stays = match &self.open {
            Some(Unfinished::Heredoc(end)) => more.trim_start_matches('\t') != end,
            Some(Unfinished::Quote(mark)) => !more.contains(*mark),
            Some(Unfinished::Command(Some(token))) => self.line.len() > LONG && !more.contains(token),
            _ => false,
        };
        self.line.push('\n');
        self.line.push_str(more);
        stays
    }
}

parts!(Waiting { visits, attached } besides { line, inputs, prompt, open });
parts!(Attachment { printed, world } besides { number, connection });
parts!(Midway { world } besides { events });
