//! Commands about networks.

mod connect;
mod create;
mod inspect;
mod list;
mod prune;
mod remove;

pub use connect::{CONNECT, DISCONNECT};
pub use create::CREATE;
pub use inspect::{INSPECT, NETWORK};
pub use list::LS;
pub use prune::{PRUNE, prune};
pub use remove::RM;
