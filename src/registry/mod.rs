//! Registries: the [`service::Service`] that answers one request with one response, and the [`client`] side of the protocol.
//!
//! What a registry holds is its [`state::State`] (what was pushed, moved or deleted) laid over a read-only [`Library`]. How it
//! behaves is its [`policy::Policy`]. It follows the OCI distribution specification 1.1. It is not a server: no sockets here.
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
mod policy;
mod query;
mod service;
mod settings;
mod standing;
mod state;
mod storage;
mod token;
mod view;

pub use accounts::AccessToken;
pub use error::ErrorCode;
pub use library::{Account, Badge, EmptyLibrary, Happening, Library, Listing, PullLimits, Stock, StockManifest};
pub use message::{NetworkError, Request, Response, Transport};
pub use meters::ANONYMOUS_SOURCE;
pub use network::{Network, Place, is_this_machine};
pub use policy::Policy;
pub use query::Query;
pub use standing::{FileChange, StandingRegistry};
pub use storage::{Storage, answer_from};
pub use view::{HeldManifest, View};

#[cfg(test)]
pub use {
    accounts::Accounts,
    device::Verdict,
    service::{Service, Site},
    state::{State, Visibility},
};
