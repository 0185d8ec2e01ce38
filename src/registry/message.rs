//! Requests and responses, and the [`Transport`] that carries them: in process in the sandbox, HTTP under `host/serve`.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::Serialize;

use crate::content::Rope;

use super::Query;

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

impl Request {
    /// A request without headers and body.
    pub fn new(method: Method, path: impl Into<String>) -> Request {
        Request { method, path: path.into(), query: String::new(), headers: HeaderMap::new(), body: Rope::new() }
    }

    /// With this query.
    pub fn with_query(mut self, query: &Query) -> Request {
        self.query = query.to_string();
        self
    }

    /// With one more header; a value that HTTP does not allow is left out.
    pub fn with_header(mut self, name: &'static str, value: &str) -> Request {
        append(&mut self.headers, name, value);
        self
    }

    /// With this body.
    pub fn with_body(mut self, body: impl Into<Rope>) -> Request {
        self.body = body.into();
        self
    }

    /// The header's first value, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Response {
    /// A response without headers and body.
    pub fn new(status: StatusCode) -> Response {
        Response { status, headers: HeaderMap::new(), body: Rope::new() }
    }

    /// `value` as JSON with a line feed behind it, as Go's encoder writes it.
    pub fn json(status: StatusCode, value: &impl Serialize) -> Response {
        let mut text = serde_json::to_vec(value).unwrap_or_default();
        text.push(b'\n');
        Response::new(status).with_header(CONTENT_TYPE.as_str(), "application/json").with_body(text)
    }

    /// Plain text.
    pub fn text(status: StatusCode, text: impl Into<String>) -> Response {
        let response = Response::new(status).with_header(CONTENT_TYPE.as_str(), "text/plain; charset=utf-8");
        response.with_body(text.into())
    }

    /// With the header by which registries are known (distribution, `registry/handlers`).
    pub(super) fn of_registry(self) -> Response {
        match self.header("docker-distribution-api-version") {
            Some(_) => self,
            None => self.with_header("docker-distribution-api-version", "registry/2.0"),
        }
    }

    /// With one more header; a value that HTTP does not allow is left out.
    pub fn with_header(mut self, name: &str, value: &str) -> Response {
        append(&mut self.headers, name, value);
        self
    }

    /// With this body.
    pub fn with_body(mut self, body: impl Into<Rope>) -> Response {
        self.body = body.into();
        self
    }

    /// The header's first value, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

fn append(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (http::HeaderName::try_from(name), HeaderValue::from_str(value)) {
        headers.append(name, value);
    }
}

/// Why no response came. The words are those of Go's `net` and `net/http`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// Nothing listens there (`localhost:5999`).
    #[error("dial tcp {address}: connect: connection refused")]
    Refused { address: String },
    /// No such host in the sandbox.
    #[error("dial tcp: lookup {host} on 127.0.0.11:53: no such host")]
    NoSuchHost { host: String },
    /// A plain registry was asked by https.
    #[error("http: server gave HTTP response to HTTPS client")]
    NotHttps,
}

/// Carries requests to hosts (`registry-1.docker.io`, `auth.docker.io`, `localhost:5000`, …).
pub trait Transport {
    /// Sends one request and waits for the response. `https` says by which scheme.
    fn send(&mut self, https: bool, host: &str, request: Request) -> Result<Response, NetworkError>;
}
