//! Registries: the service that answers one request with one response, and the client side of the protocol.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod library;
mod message;

pub use library::{Account, Badge, EmptyLibrary, Happening, Library, Listing, PullLimits, Stock, StockManifest};
pub use message::{NetworkError, Request, Response, Transport};
