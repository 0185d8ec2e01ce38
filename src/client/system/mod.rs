//! Commands about the engine as a whole.

pub(crate) mod df;
pub(crate) mod events;
pub(crate) mod info;
pub(crate) mod inspect;
pub(crate) mod prune;
pub(crate) mod version;
