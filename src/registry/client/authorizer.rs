//! [`Authorizer`]: answers a registry's challenges (containerd `authorizer.go` and `auth/fetch.go`).

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::Value;

use crate::text::Url;

use super::super::message::{Request, Response, Transport};
use super::super::query::Query;
use super::Credentials;
use super::challenge::{self, Challenge, Scheme};
use super::error::{Denial, RemoteError, UnexpectedStatus};

/// What to send to one registry, once it has asked.
#[derive(Clone, Debug)]
enum Handler {
    Basic { authorization: String },
    Bearer { realm: String, service: String, scopes: Vec<String>, tokens: BTreeMap<String, String> },
}

/// Answers a registry's challenges.
#[derive(Clone, Debug)]
pub(super) struct Authorizer {
    credentials: Credentials,
    domain: String,
    handler: Option<Handler>,
}

impl Authorizer {
    /// For a registry that images name by `domain`.
    pub fn new(credentials: Credentials, domain: &str) -> Authorizer {
        Authorizer { credentials, domain: domain.into(), handler: None }
    }

    /// What to send as `Authorization` for these scopes; nothing before the registry has asked.
    pub fn authorization(
        &mut self,
        transport: &mut dyn Transport,
        host: &str,
        scopes: &[String],
    ) -> Result<Option<String>, RemoteError> {
        match &mut self.handler {
            None => Ok(None),
            Some(Handler::Basic { authorization }) => Ok(Some(authorization.clone())),
            Some(Handler::Bearer { realm, service, scopes: common, tokens }) => {
                let scopes: BTreeSet<&String> = scopes.iter().chain(common.iter()).collect();
                let key = scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ");
                if let Some(token) = tokens.get(&key) {
                    return Ok(Some(format!("Bearer {token}")));
                }
                let (username, secret) = self.credentials.for_host(host, &self.domain);
                let ask = Ask { realm, service, scopes: scopes.into_iter().collect(), username, secret };
                let kind = if secret.is_empty() { "anonymous" } else { "oauth" };
                let wrap = |source| RemoteError::Token { kind, source: Box::new(source) };
                let token = ask.token(transport).map_err(wrap)?;
                tokens.insert(key, token.clone());
                Ok(Some(format!("Bearer {token}")))
            }
        }
    }

    /// Learns from a 401. `again` says whether the same request was refused before.
    pub fn learn(&mut self, host: &str, response: &Response, again: bool) -> Result<(), RemoteError> {
        let challenges = challenge::parse(&response.headers);
        let Some(challenge) = challenges.first() else { return Err(RemoteError::NoScheme) };
        match challenge.scheme {
            Scheme::Bearer => self.learn_bearer(challenge, again),
            Scheme::Basic => {
                let (username, secret) = self.credentials.for_host(host, &self.domain);
                if username.is_empty() || secret.is_empty() {
                    return Err(RemoteError::Unauthorized(Denial::NoCredentials));
                }
                self.handler = Some(Handler::Basic { authorization: basic(username, secret) });
                Ok(())
            }
        }
    }

    fn learn_bearer(&mut self, challenge: &Challenge, again: bool) -> Result<(), RemoteError> {
        let error = challenge.parameter("error");
        if !error.is_empty() {
            self.handler = None;
            if again {
                return Err(RemoteError::Unauthorized(Denial::Server(error.into())));
            }
        }
        if self.handler.is_none() {
            let realm = challenge.parameter("realm");
            if realm.is_empty() {
                return Err(RemoteError::Malformed("no realm specified for token auth challenge".into()));
            }
            self.handler = Some(Handler::Bearer {
                realm: realm.into(),
                service: challenge.parameter("service").into(),
                scopes: challenge.parameter("scope").split_whitespace().map(String::from).collect(),
                tokens: BTreeMap::new(),
            });
        }
        Ok(())
    }
}

/// The header for a name and a password (RFC 7617).
pub(super) fn basic(username: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{username}:{secret}")))
}

/// A question for a token.
struct Ask<'a> {
    realm: &'a str,
    service: &'a str,
    scopes: Vec<&'a String>,
    username: &'a str,
    secret: &'a str,
}

impl Ask<'_> {
    fn token(&self, transport: &mut dyn Transport) -> Result<String, RemoteError> {
        if self.secret.is_empty() {
            return self.get(transport);
        }
        match self.post(transport) {
            Err(RemoteError::Unexpected(status)) if matches!(status.status.as_u16(), 400 | 401 | 404 | 405) => {
                self.get(transport)
            }
            other => other,
        }
    }

    /// `GET` with Basic credentials, if there are any.
    fn get(&self, transport: &mut dyn Transport) -> Result<String, RemoteError> {
        let scopes = self.scopes.iter().fold(Query::new(), |query, scope| query.with("scope", scope));
        let query = scopes.with("service", self.service);
        let mut request = Request::new(Method::GET, "").with_query(&query);
        if !self.secret.is_empty() {
            request = request.with_header("authorization", &basic(self.username, self.secret));
        }
        self.send(transport, request)
    }

    /// `POST` of a form (OAuth 2).
    fn post(&self, transport: &mut dyn Transport) -> Result<String, RemoteError> {
        let scopes: Vec<&str> = self.scopes.iter().map(|scope| scope.as_str()).collect();
        let form = Query::new().with("client_id", "containerd-client");
        let form = match self.username {
            "" => form.with("grant_type", "refresh_token").with("refresh_token", self.secret),
            name => form.with("grant_type", "password").with("password", self.secret).with("username", name),
        };
        let form = form.with("scope", &scopes.join(" ")).with("service", self.service);
        let request = Request::new(Method::POST, "")
            .with_header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
            .with_body(form.to_string());
        self.send(transport, request)
    }

    fn send(&self, transport: &mut dyn Transport, mut request: Request) -> Result<String, RemoteError> {
        let bad = || RemoteError::Malformed(format!("invalid token auth challenge realm: {}", self.realm));
        let realm = Url::split(self.realm);
        if realm.scheme.is_empty() {
            return Err(bad());
        }
        request.path = format!("/{}", realm.path.trim_start_matches('/'));
        let joint = if request.query.is_empty() { "" } else { "?" };
        let (method, url) = (request.method.clone(), format!("{}{joint}{}", self.realm, request.query));
        let sent = transport.send(realm.scheme == "https", realm.authority, request);
        let network = |source| RemoteError::Network { method: method.clone(), url: url.clone(), source };
        let response = sent.map_err(network)?;
        if !(200..400).contains(&response.status.as_u16()) {
            return Err(RemoteError::Unexpected(UnexpectedStatus::new(method, url, &response)));
        }
        let body = response.body.bytes_up_to(TOKEN_LIMIT).unwrap_or_default();
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let token = body["access_token"].as_str().or_else(|| body["token"].as_str()).filter(|token| !token.is_empty());
        let missing = || RemoteError::Malformed("authorization server did not include a token in the response".into());
        token.map(String::from).ok_or_else(missing)
    }
}

/// Bytes that a token server's answer may have.
pub(super) const TOKEN_LIMIT: u64 = 1 << 20;
