//! [`State`] and [`Daemon`]. The Engine API of it is in the rooms of its areas, an endpoint a file.

use std::collections::BTreeMap;

use crate::clock::{Clock, Timestamp};
use crate::content::parts;
use crate::registry::Transport;
use serde::{Deserialize, Serialize};

use super::Event;
use super::api::{EventActor, EventMessage, EventType};
use super::build::Builder;
use super::containers::Containers;
use super::images::Images;
use super::journal::Journal;
use super::wire::Wire;

/// Everything that the engine remembers: a value, cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Content store, image names, snapshots.
    pub images: Images,
    /// Containers and their writable layers.
    pub containers: Containers,
    /// The build cache, and past builds.
    #[serde(default)]
    pub builder: Builder,
    /// What was told to those who listen.
    #[serde(default)]
    pub journal: Journal,
    /// When it began: its networks are as old.
    #[serde(default)]
    pub since: Timestamp,
}

parts!(State { images, containers, builder, journal } besides { since });

/// The engine at work: its state, and what it needs from outside.
pub struct Daemon<'a> {
    pub state: &'a mut State,
    pub network: &'a mut dyn Transport,
    pub clock: &'a mut Clock,
    pub events: &'a mut Vec<Event>,
}

impl Daemon<'_> {
    /// The way to registries.
    pub fn wire(&mut self) -> Wire<'_> {
        Wire { containers: &mut self.state.containers, network: &mut *self.network, now: self.clock.now() }
    }

    /// Tells who listens that something happened now.
    pub(super) fn tell<const N: usize>(
        &mut self,
        kind: EventType,
        action: &str,
        id: &str,
        attributes: [(&str, String); N],
    ) {
        let attributes = attributes.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        self.tell_at(self.clock.now(), kind, action, id, attributes);
    }

    /// Tells who listens that something happened at a moment.
    pub(super) fn tell_at(
        &mut self,
        at: Timestamp,
        kind: EventType,
        action: &str,
        id: &str,
        attributes: BTreeMap<String, String>,
    ) {
        let actor = EventActor { id: id.to_string(), attributes };
        self.state.journal.add(EventMessage { kind, action: action.to_string(), actor, ..EventMessage::local(at) });
    }
}
