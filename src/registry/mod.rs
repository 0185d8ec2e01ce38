//! Registries: the [`Service`] that answers one request with one response, and the [`client`] side of the protocol.
//!
//! What a registry holds is its [`State`] (what was pushed, moved or deleted) laid over a read-only [`Library`]. How it
//! behaves is its [`Policy`]. It follows the OCI distribution specification 1.1. It is not a server: no sockets here.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod accounts;
mod change;
pub mod client;
mod device;
mod error;
mod faults;
#[cfg(test)]
mod fixture;
mod library;
mod message;
mod meters;
mod name;
mod network;
mod parts;
mod policy;
mod query;
mod service;
mod settings;
mod state;
mod token;
mod view;

pub use accounts::{AccessToken, Accounts};
pub use change::BadRule;
pub use device::{DeviceLogin, Verdict};
pub use error::{ErrorCode, Refusal};
pub use library::{Account, Badge, EmptyLibrary, Happening, Library, Listing, PullLimits, Stock, StockManifest};
pub use message::{NetworkError, Request, Response, Transport};
pub use meters::{ANONYMOUS_SOURCE, Meters};
pub use network::{Network, Place, is_this_machine};
pub use policy::{Authentication, Policy};
pub use query::Query;
pub use service::{Caller, Need, Service, Site};
pub use state::{Repository, State, TagState, Upload, Visibility};
pub use view::{HeldManifest, View};
