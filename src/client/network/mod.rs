//! `docker network`: the networks that every engine has. There are no others here.

mod inspect;
mod list;
mod prune;
mod remove;

pub use inspect::{INSPECT, NETWORK};
pub use list::LS;
pub use prune::PRUNE;
pub use remove::RM;
