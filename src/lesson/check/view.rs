//! [`View`]: what a check can look at.

use crate::engine::Event;
use crate::registry::Library;
use crate::sandbox::World;

/// The World now, the World when the step began, and what happened in between.
pub struct View<'a> {
    pub now: &'a World,
    /// When the step began.
    pub before: &'a World,
    /// What happened since the step began, oldest first.
    pub past: &'a [Happened],
    /// What the Hub holds.
    pub library: &'a dyn Library,
}

/// A command that ended, and what it did to the store.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Happened {
    pub line: String,
    pub exit: i32,
    /// Whether the World was another one afterwards.
    pub changed: bool,
    pub events: Vec<Event>,
}

impl View<'_> {
    /// All events since the step began, oldest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.past.iter().flat_map(|happened| &happened.events)
    }

    /// The last command.
    pub fn last(&self) -> Option<&Happened> {
        self.past.last()
    }
}
