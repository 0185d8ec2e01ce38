//! [`State`], [`Daemon`], and the Engine API of it.

use crate::clock::Clock;
use crate::registry::Transport;

use super::Event;
use super::containers::Containers;
use super::images::Images;

/// Everything that the engine remembers: a value, cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Content store, image names, snapshots.
    pub images: Images,
    /// Containers and their writable layers.
    pub containers: Containers,
}

/// The engine at work: its state, and what it needs from outside.
pub struct Daemon<'a> {
    pub state: &'a mut State,
    pub network: &'a mut dyn Transport,
    pub clock: &'a mut Clock,
    pub events: &'a mut Vec<Event>,
}
