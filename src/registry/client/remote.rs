//! [`Remote`]: one repository on one registry, seen through a [`Transport`].

use http::{Method, StatusCode};

use crate::content::Rope;
use crate::oci::Named;

use super::super::message::{Request, Response, Transport};
use super::super::query::Query;
use super::Credentials;
use super::authorizer::Authorizer;
use super::error::{RemoteError, UnexpectedStatus};
use super::host::{api_host, is_insecure};

/// Times that a request is sent before its refusal is final (containerd `maxAttempts`).
const ATTEMPTS: usize = 5;

/// One repository on one registry.
pub struct Remote<'t> {
    transport: &'t mut dyn Transport,
    pub(super) name: Named,
    host: String,
    authorizer: Authorizer,
}

/// What is asked of the repository.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub method: Method,
    /// Behind `/v2/NAME/`, or whole if it begins with a slash.
    pub path: String,
    pub query: Query,
    pub headers: Vec<(&'static str, String)>,
    pub body: Rope,
    /// Scopes that the token must have.
    pub scopes: Vec<String>,
}

impl Ask {
    /// A question without headers and body.
    pub fn new(method: Method, path: impl Into<String>) -> Ask {
        let path = path.into();
        Ask { method, path, query: Query::new(), headers: Vec::new(), body: Rope::new(), scopes: Vec::new() }
    }

    /// With one more header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Ask {
        self.headers.push((name, value.into()));
        self
    }
}

impl<'t> Remote<'t> {
    /// The repository of this name; nobody asks who we are before the registry does.
    pub fn new(transport: &'t mut dyn Transport, name: &Named, credentials: Credentials) -> Remote<'t> {
        let host = api_host(name.host()).to_string();
        let authorizer = Authorizer::new(credentials, name.host());
        Remote { transport, name: name.clone(), host, authorizer }
    }

    /// The scope for fetching, or for fetching and pushing.
    pub(super) fn scope(&self, push: bool) -> String {
        format!("repository:{}:pull{}", self.name.path(), if push { ",push" } else { "" })
    }

    /// The address of a path, as messages about statuses name it.
    pub(super) fn url(&self, path: &str, query: &Query) -> String {
        let scheme = if is_insecure(&self.host) { "http" } else { "https" };
        let joint = if query.is_empty() { "" } else { "?" };
        format!("{scheme}://{}{}{joint}{query}", self.host, self.whole(path))
    }

    fn whole(&self, path: &str) -> String {
        if path.starts_with('/') { path.into() } else { format!("/v2/{}/{path}", self.name.path()) }
    }

    /// Asks, answers challenges, and asks again (containerd `doWithRetries`). Any status but 401 is the caller's.
    pub(super) fn ask(&mut self, ask: &Ask) -> Result<Response, RemoteError> {
        for attempt in 0.. {
            let response = self.ask_once(ask)?;
            if response.status != StatusCode::UNAUTHORIZED || attempt + 1 >= ATTEMPTS {
                return Ok(response);
            }
            match self.authorizer.learn(&self.host, &response, attempt > 0) {
                Ok(()) => {}
                Err(RemoteError::NoScheme) => return Ok(response),
                Err(error) => return Err(error),
            }
        }
        Err(RemoteError::NoScheme)
    }

    fn ask_once(&mut self, ask: &Ask) -> Result<Response, RemoteError> {
        let mut request = Request::new(ask.method.clone(), self.whole(&ask.path)).with_query(&ask.query);
        request.body = ask.body.clone();
        for (name, value) in &ask.headers {
            request = request.with_header(name, value);
        }
        if let Some(value) = self.authorizer.authorization(self.transport, &self.host, &ask.scopes)? {
            request = request.with_header("authorization", &value);
        }
        let https = !is_insecure(&self.host);
        self.transport.send(https, &self.host, request).map_err(|source| {
            // An insecure registry is tried by https first, and that attempt is the one that is reported.
            let url = self.url(&ask.path, &ask.query);
            let url = url.strip_prefix("http://").map_or(url.clone(), |rest| format!("https://{rest}"));
            RemoteError::Network { method: ask.method.clone(), url, source }
        })
    }

    /// The error for a status that was not expected.
    pub(super) fn unexpected(&self, ask: &Ask, response: &Response) -> RemoteError {
        let url = self.url(&ask.path, &ask.query);
        RemoteError::Unexpected(UnexpectedStatus::new(ask.method.clone(), url, response))
    }
}
