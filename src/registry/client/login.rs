//! `docker login` as the daemon does it: asks the registry whether it accepts a name and a password (moby
//! `daemon/pkg/registry/auth.go`, docker/distribution `registry/client/auth`).

use http::{Method, StatusCode};

use crate::text::Url;

use super::super::message::{Request, Response, Transport};
use super::super::query::Query;
use super::Credentials;
use super::authorizer::{TOKEN_LIMIT, basic};
use super::challenge::{self, Challenge, Scheme};
use super::error::{UnexpectedStatus, UrlError};
use super::host::is_insecure;
use super::status;

/// Why a login failed: the status of the Engine API, and moby's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LoginError {
    pub status: u16,
    pub message: String,
}

/// Logs in; the identity token that the registry gives instead of the password, or nothing.
pub fn login(transport: &mut dyn Transport, credentials: &Credentials) -> Result<String, LoginError> {
    let host = credentials.host("index.docker.io");
    // An insecure registry is tried by https first; what is said about the last attempt counts.
    let insecure = is_insecure(host);
    let mut endpoint = Endpoint { transport, credentials, host, https: !insecure };
    endpoint.login()
}

/// A registry that may take the login.
struct Endpoint<'a> {
    transport: &'a mut dyn Transport,
    credentials: &'a Credentials,
    host: &'a str,
    https: bool,
}

impl Endpoint<'_> {
    fn url(&self) -> String {
        format!("{}://{}/v2/", if self.https { "https" } else { "http" }, self.host)
    }

    fn login(&mut self) -> Result<String, LoginError> {
        let ping = self.get(None)?;
        let authorization = match challenge::parse(&ping.headers).into_iter().next() {
            Some(challenge) if ping.status == StatusCode::UNAUTHORIZED => self.answer(&challenge)?,
            _ => None,
        };
        let response = self.get(authorization)?;
        if response.status == StatusCode::OK {
            return Ok(String::new());
        }
        let (url, status) = (self.url(), status::line(response.status));
        Err(LoginError { status: 500, message: format!("login attempt to {url} failed with status: {status}") })
    }

    fn get(&mut self, authorization: Option<String>) -> Result<Response, LoginError> {
        let mut request = Request::new(Method::GET, "/v2/");
        if let Some(value) = authorization {
            request = request.with_header("authorization", &value);
        }
        self.send(self.https, self.host, request, &self.url())
    }

    /// Sends; a failure is reported as one of getting `url`.
    fn send(&mut self, https: bool, host: &str, request: Request, url: &str) -> Result<Response, LoginError> {
        self.transport.send(https, host, request).map_err(|source| {
            let message = UrlError { method: &Method::GET, url, source: &source }.to_string();
            LoginError { status: 500, message }
        })
    }

    /// What to send as `Authorization`.
    fn answer(&mut self, challenge: &Challenge) -> Result<Option<String>, LoginError> {
        let Credentials { username, password, .. } = self.credentials;
        match challenge.scheme {
            Scheme::Basic if username.is_empty() || password.is_empty() => {
                let message = format!("Get \"{}\": no basic auth credentials", self.url());
                Err(LoginError { status: 500, message })
            }
            Scheme::Basic => Ok(Some(basic(username, password))),
            Scheme::Bearer => self.token(challenge).map(Some),
        }
    }

    fn token(&mut self, challenge: &Challenge) -> Result<String, LoginError> {
        let Credentials { username, password, .. } = self.credentials;
        let realm = challenge.parameter("realm");
        let Url { scheme, authority, path, .. } = Url::split(realm);
        let query = Query::new()
            .with("account", username)
            .with("client_id", "docker")
            .with("offline_token", "true")
            .with("service", challenge.parameter("service"));
        let path = format!("/{}", path.trim_start_matches('/'));
        let mut request = Request::new(Method::GET, path).with_query(&query);
        if !username.is_empty() && !password.is_empty() {
            request = request.with_header("authorization", &basic(username, password));
        }
        let response = self.send(scheme != "http", authority, request, &self.url())?;
        let failed =
            |status: u16, reason: String| LoginError { status, message: format!("Get \"{}\": {reason}", self.url()) };
        if response.status != StatusCode::OK {
            let unexpected = UnexpectedStatus::new(Method::GET, realm.into(), &response);
            return Err(match (response.status, unexpected.details) {
                (StatusCode::UNAUTHORIZED, Some(details)) => failed(401, format!("unauthorized: {details}")),
                (status, _) => failed(500, format!("unexpected HTTP status: {}", status::line(status))),
            });
        }
        let body = response.body.bytes_up_to(TOKEN_LIMIT).unwrap_or_default();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        let token = body["token"].as_str().or_else(|| body["access_token"].as_str());
        let missing = || failed(500, "authorization server did not include a token in the response".into());
        token.map(|token| format!("Bearer {token}")).ok_or_else(missing)
    }
}
