//! Commands about volumes.

pub(crate) mod context;
pub(crate) mod create;
pub(crate) mod inspect;
pub(crate) mod list;
pub(crate) mod prune;
pub(crate) mod remove;
