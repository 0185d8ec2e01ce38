//! Registries: the service that answers one request with one response, and the client side of the protocol.

mod message;

pub use message::{NetworkError, Request, Response, Transport};
