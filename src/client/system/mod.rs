//! Commands about the engine as a whole.

pub mod df;
pub mod events;
pub mod info;
pub mod inspect;
pub mod plugins;
pub mod prune;
pub mod swarm;
pub mod version;
