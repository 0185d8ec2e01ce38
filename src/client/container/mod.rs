//! Commands about containers.

mod archive;
pub(crate) mod attach;
mod attached;
pub(crate) mod commit;
mod connection;
pub(crate) mod context;
pub(crate) mod cp;
pub(crate) mod create;
pub(crate) mod diff;
mod each;
pub(crate) mod exec;
pub(crate) mod export;
mod flags;
pub(crate) mod inspect;
pub(crate) mod list;
pub(crate) mod logs;
mod options;
mod place;
pub(crate) mod port;
mod ports;
pub(crate) mod prune;
pub(crate) mod remove;
pub(crate) mod rename;
pub(crate) mod run;
pub(crate) mod signal;
pub(crate) mod start;
pub(crate) mod stats;
pub(crate) mod top;
pub(crate) mod update;
mod variables;
mod volumes;
pub(crate) mod wait;

pub(super) use flags::check_ulimit;

pub(crate) use attached::go_on;
pub use connection::Connection;
