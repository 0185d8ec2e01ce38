//! The engine: what dockerd does with the containerd image store, behind the Engine API.
//!
//! [`State`] is the value that a World holds; a [`Daemon`] is that state with its surroundings (network, clock, events)
//! for the time of one command, and implements [`api::Engine`].
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

pub mod api;
mod build;
pub mod containers;
mod daemon;
mod event;
mod execution;
mod faults;
mod images;
mod journal;
mod networks;
mod reason;
mod system;
#[cfg(test)]
mod testing;
mod volumes;
mod wire;

pub use crate::dockerfile::instruction_names;
pub use containers::{Container, Status, answers, connects, http};
pub use daemon::{Daemon, State};
pub use event::{CacheMiss, Event, EventKind};
pub use images::{Images, StoredLayer, StoredManifest, StoredName};
pub use reason::Reason;
pub use wire::Wire;
