//! [`Reaction`]: what comes out when a line goes in.

use crate::engine::Event;
use crate::shell::{Prompt, Stream};

/// A piece of output, in the order printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    pub stream: Stream,
    pub bytes: Vec<u8>,
}

/// What the session waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// A command.
    Command,
    /// The rest of a command (an open quote, a heredoc).
    More,
    /// A line for the program that runs.
    Input(Prompt),
    /// Nothing: the learner left the shell.
    Left,
}

/// What one line did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// What was printed since the last reaction.
    pub output: Vec<Chunk>,
    /// What comes next.
    pub next: Next,
    /// The whole command that has ended, and its exit code.
    pub ended: Option<(String, i32)>,
    /// What happened in the store, once the command has ended.
    pub events: Vec<Event>,
    /// Whether the ended command changed the World (so that there is something to undo).
    pub changed: bool,
    /// Whether the ended command met a limit of the real machine: it did nothing, and might do something elsewhere.
    pub stopped: bool,
}

impl Reaction {
    /// A reaction that only says what comes next.
    pub fn waiting(next: Next) -> Self {
        Reaction { output: Vec::new(), next, ended: None, events: Vec::new(), changed: false, stopped: false }
    }

    /// Everything printed to one stream, as text (bytes that are no UTF-8 replaced).
    pub fn text(&self, stream: Stream) -> String {
        let bytes: Vec<u8> =
            self.output.iter().filter(|chunk| chunk.stream == stream).flat_map(|chunk| chunk.bytes.clone()).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}
