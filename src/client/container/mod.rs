//! Commands about containers.

mod archive;
pub mod attach;
mod attached;
pub mod commit;
mod connection;
pub mod context;
pub mod cp;
pub mod create;
mod detach;
mod devices;
pub mod diff;
mod each;
pub mod exec;
pub mod export;
mod flags;
pub mod inspect;
pub mod list;
pub mod logs;
mod network_value;
mod networks;
mod options;
mod place;
pub mod port;
mod ports;
pub mod prune;
pub mod remove;
pub mod rename;
pub mod run;
pub mod signal;
pub mod start;
pub mod stats;
pub mod top;
pub mod update;
mod variables;
mod volumes;
pub mod wait;

pub(super) use flags::{check_ip, check_link, check_ulimit};

pub use attached::go_on;
pub use connection::Connection;
pub(super) use variables::check_label;
