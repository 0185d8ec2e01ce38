//! `docker search` as the daemon does it (moby `daemon/pkg/registry/search.go`), without the filters.

use http::{Method, StatusCode};
use serde::Deserialize;

use super::super::message::{NetworkError, Request, Transport};
use super::super::query::Query;
use super::Credentials;
use super::authorizer::basic;
use super::error::UrlError;
use super::host::is_insecure;

/// Results when nobody says how many.
const USUAL_LIMIT: i64 = 25;
/// Bytes that an answer may have.
const ANSWER_LIMIT: u64 = 16 << 20;

/// One result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct SearchResult {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub star_count: i64,
    #[serde(default)]
    pub is_official: bool,
    #[serde(default)]
    pub is_automated: bool,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    results: Vec<SearchResult>,
}

/// Why there are no results; the words are moby's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// The term is an address.
    #[error("invalid repository name: repository name ({0}) should not have a scheme")]
    Scheme(String),
    /// More or fewer results than may be asked for.
    #[error("limit {0} is outside the range of [1, 100]")]
    Limit(i64),
    /// The registry that the term names is not there.
    #[error("{0}")]
    Endpoint(String),
    /// No response came.
    #[error("{0}")]
    Network(String),
    /// The registry does not know how to search.
    #[error("unexpected status code {0}")]
    Status(u16),
    /// The answer is not of its form.
    #[error("error decoding registry search results: {0}")]
    Malformed(String),
}

impl SearchError {
    /// The status of the Engine API.
    pub fn status(&self) -> u16 {
        match self {
            SearchError::Scheme(_) | SearchError::Limit(_) | SearchError::Endpoint(_) => 400,
            _ => 500,
        }
    }
}

/// Searches Docker Hub, or the registry that the term names. A limit of 0 means 25.
pub fn search(
    transport: &mut dyn Transport,
    term: &str,
    limit: i64,
    credentials: &Credentials,
) -> Result<Vec<SearchResult>, SearchError> {
    if term.contains("://") {
        return Err(SearchError::Scheme(term.into()));
    }
    let (host, term) = split(term);
    let https = !is_insecure(host);
    if host != HUB {
        ping(transport, host)?;
    }
    let limit = if limit == 0 { USUAL_LIMIT } else { limit };
    if !(1..=100).contains(&limit) {
        return Err(SearchError::Limit(limit));
    }
    let query = Query::new().with("q", term).with("n", &limit.to_string());
    let mut request = Request::new(Method::GET, "/v1/search").with_query(&query);
    request = request.with_header("x-docker-token", "true");
    if !credentials.username.is_empty() {
        request = request.with_header("authorization", &basic(&credentials.username, &credentials.password));
    }
    let url = format!("{}://{host}/v1/search?{query}", if https { "https" } else { "http" });
    let response =
        transport.send(https, host, request).map_err(|source| SearchError::Network(get_error(&url, &source)))?;
    if response.status != StatusCode::OK {
        return Err(SearchError::Status(response.status.as_u16()));
    }
    let body = response.body.bytes_up_to(ANSWER_LIMIT).unwrap_or_default();
    let answer: Answer = serde_json::from_slice(&body).map_err(|error| SearchError::Malformed(error.to_string()))?;
    Ok(answer.results)
}

/// Where Docker Hub is searched.
const HUB: &str = "index.docker.io";

/// The registry and the rest of a term (moby `splitReposSearchTerm`); on the Hub without `library/`.
fn split(term: &str) -> (&str, &str) {
    match term.split_once('/') {
        Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => match host {
            "docker.io" | HUB => (HUB, rest.strip_prefix("library/").unwrap_or(rest)),
            host => (host, rest),
        },
        _ => (HUB, term.strip_prefix("library/").unwrap_or(term)),
    }
}

/// Whether a registry other than the Hub is there (moby `newV1Endpoint`).
fn ping(transport: &mut dyn Transport, host: &str) -> Result<(), SearchError> {
    let mut attempt = |https: bool| {
        let scheme = if https { "https" } else { "http" };
        let sent = transport.send(https, host, Request::new(Method::GET, "/v1/_ping"));
        sent.map(|_| ()).map_err(|source| get_error(&format!("{scheme}://{host}/v1/_ping"), &source))
    };
    let Err(secure) = attempt(true) else { return Ok(()) };
    if !is_insecure(host) {
        return Err(SearchError::Endpoint(format!(
            "invalid registry endpoint https://{host}/v1/: {secure}. If this private registry supports only HTTP or \
             HTTPS with an unknown CA certificate, add `--insecure-registry {host}` to the daemon's arguments. In the \
             case of HTTPS, if you have access to the registry's CA certificate, no need for the flag; place the CA \
             certificate at /etc/docker/certs.d/{host}/ca.crt"
        )));
    }
    attempt(false).map_err(|plain| {
        SearchError::Endpoint(format!(
            "invalid registry endpoint \"http://{host}/v1/\". HTTPS attempt: {secure}. HTTP attempt: {plain}"
        ))
    })
}

fn get_error(url: &str, source: &NetworkError) -> String {
    UrlError { method: &Method::GET, url, source }.to_string()
}
