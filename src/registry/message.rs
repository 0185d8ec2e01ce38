//! Requests and responses, and the [`Transport`] that carries them: in process in the sandbox, HTTP under `host/serve`.

use http::{HeaderMap, Method, StatusCode};

use crate::content::Rope;

/// One HTTP request to a host.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: Method,
    /// Decoded path without query, e.g. `/v2/library/nginx/manifests/latest`.
    pub path: String,
    /// Raw query without `?`.
    pub query: String,
    pub headers: HeaderMap,
    pub body: Rope,
}

/// One HTTP response; the body is a reference to bytes that whoever sends it streams.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Rope,
}

/// Why no response came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// Nothing listens there (`localhost:5999`).
    #[error("dial tcp {address}: connect: connection refused")]
    Refused { address: String },
    /// No such host in the sandbox.
    #[error("dial tcp: lookup {host} on 127.0.0.11:53: no such host")]
    NoSuchHost { host: String },
}

/// Carries requests to hosts (`registry-1.docker.io`, `auth.docker.io`, `localhost:5000`, …).
pub trait Transport {
    /// Sends one request and waits for the response. `https` says by which scheme.
    fn send(&mut self, https: bool, host: &str, request: Request) -> Result<Response, NetworkError>;
}
