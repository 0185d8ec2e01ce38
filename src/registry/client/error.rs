//! [`RemoteError`]: why a registry did not give or take something. `Display` is what containerd says.

use http::{Method, StatusCode};
use serde_json::Value;

use crate::oci::WrongDigest;

use super::super::message::{NetworkError, Response};
use super::status;

/// Why a registry did not give or take something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemoteError {
    /// The registry does not accept who we are (containerd `ErrInvalidAuthorization`), and what it or we say to that.
    #[error("{0}")]
    Unauthorized(Denial),
    /// While fetching: the same, with containerd's words before it.
    #[error("pull access denied, repository does not exist or may require authorization: {0}")]
    PullDenied(Denial),
    /// While uploading a blob: the same.
    #[error("push access denied, repository does not exist or may require authorization: {0}")]
    PushDenied(Denial),
    /// The registry has no such manifest or blob; the name says which was asked for.
    #[error("{0}: not found")]
    NotFound(String),
    /// A status that was not expected.
    #[error("{0}")]
    Unexpected(UnexpectedStatus),
    /// The token server did not give a token.
    #[error("failed to authorize: failed to fetch {kind} token: {source}")]
    Token { kind: &'static str, source: Box<RemoteError> },
    /// No response came.
    #[error("failed to do request: {source}", source = UrlError { method, url, source })]
    Network { method: Method, url: String, source: NetworkError },
    /// A challenge that is not understood.
    #[error("failed to find supported auth scheme: not implemented")]
    NoScheme,
    /// The bytes are not those that were asked for.
    #[error("{0}")]
    WrongDigest(#[from] WrongDigest),
    /// More bytes than a manifest may have.
    #[error("rejecting {size} byte manifest for {reference}: not found")]
    ManifestTooLarge { size: u64, reference: String },
    /// A name could not be resolved.
    #[error("failed to resolve reference {reference:?}: {source}")]
    Resolve { reference: String, source: Box<RemoteError> },
    /// What was uploaded was refused in the end.
    #[error("failed commit on ref {key:?}: {source}")]
    Commit { key: String, source: Box<RemoteError> },
    /// A blob should have been mounted.
    #[error("pushing with mount from {repository}: {source}")]
    Mount { repository: String, source: Box<RemoteError> },
    /// A response that is not of its form.
    #[error("{0}")]
    Malformed(String),
}

/// Why the registry does not accept who we are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// It says why: `insufficient_scope`.
    #[error("server message: {0}: authorization failed")]
    Server(String),
    /// It wants a login, and there is none.
    #[error("authorization failed: no basic auth credentials")]
    NoCredentials,
}

/// A status that was not expected, and what came with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnexpectedStatus {
    pub method: Method,
    pub url: String,
    pub status: StatusCode,
    /// The `errors` of the body, if there are any.
    pub errors: Vec<RegistryError>,
    /// The `details` of the body, in which token servers put their reason.
    pub details: Option<String>,
    /// Whether the body is JSON.
    pub is_json: bool,
}

/// One entry of a registry's `errors`: `denied: requested access to the resource is denied`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", .code.replace('_', " ").to_lowercase())]
pub struct RegistryError {
    /// `MANIFEST_UNKNOWN`.
    pub code: String,
    /// In words.
    pub message: String,
    /// The detail, if it is a text.
    pub detail: Option<String>,
}

/// What the daemon makes of an error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DaemonError {
    /// The status that the Engine API answers with.
    pub status: u16,
    /// The message.
    pub message: String,
}

/// Bytes of a body that are read for its errors (containerd's limit).
const ERROR_BODY_LIMIT: u64 = 64_000;

impl UnexpectedStatus {
    /// Reads what came.
    pub(super) fn new(method: Method, url: String, response: &Response) -> UnexpectedStatus {
        let body = response.body.bytes_up_to(ERROR_BODY_LIMIT).unwrap_or_default();
        let document: Option<Value> = serde_json::from_slice(&body).ok();
        let text = |value: &Value| value.as_str().map(String::from);
        let error = |entry: &Value| RegistryError {
            code: text(&entry["code"]).unwrap_or_else(|| "UNKNOWN".into()),
            message: text(&entry["message"]).unwrap_or_default(),
            detail: text(&entry["detail"]),
        };
        let errors = document.as_ref().and_then(|document| document["errors"].as_array());
        UnexpectedStatus {
            method,
            url,
            status: response.status,
            errors: errors.into_iter().flatten().map(error).collect(),
            details: document.as_ref().and_then(|document| text(&document["details"])),
            is_json: document.is_some(),
        }
    }
}

/// As containerd joins the status and the registry's own errors.
impl std::fmt::Display for UnexpectedStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let UnexpectedStatus { method, url, status, .. } = self;
        write!(f, "unexpected status from {method} request to {url}: {}", status::line(*status))?;
        match self.errors.as_slice() {
            [] => Ok(()),
            [error] => write!(f, "\n{error}"),
            errors => {
                f.write_str("\nerrors:\n")?;
                errors.iter().try_for_each(|error| writeln!(f, "{error}"))
            }
        }
    }
}

/// Go's `url.Error`: `Head "https://…": …`.
pub(super) struct UrlError<'a> {
    pub method: &'a Method,
    pub url: &'a str,
    pub source: &'a NetworkError,
}

impl std::fmt::Display for UrlError<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (first, rest) = self.method.as_str().split_at_checked(1).unwrap_or(("", ""));
        write!(f, "{first}{} \"{}\": {}", rest.to_lowercase(), self.url, self.source)
    }
}

impl RemoteError {
    /// The error inside the words that were put before it.
    pub fn root(&self) -> &RemoteError {
        match self {
            RemoteError::Token { source, .. }
            | RemoteError::Resolve { source, .. }
            | RemoteError::Commit { source, .. }
            | RemoteError::Mount { source, .. } => source.root(),
            root => root,
        }
    }

    /// Whether the registry does not accept who we are, and why.
    pub fn denial(&self) -> Option<&Denial> {
        match self.root() {
            RemoteError::Unauthorized(denial) | RemoteError::PullDenied(denial) | RemoteError::PushDenied(denial) => {
                Some(denial)
            }
            _ => None,
        }
    }

    /// Whether there is nothing of that name.
    pub fn is_not_found(&self) -> bool {
        matches!(self.root(), RemoteError::NotFound(_) | RemoteError::ManifestTooLarge { .. })
    }

    /// The registry's own errors.
    pub fn registry_errors(&self) -> &[RegistryError] {
        match self.root() {
            RemoteError::Unexpected(unexpected) => &unexpected.errors,
            _ => &[],
        }
    }

    /// The status of the Engine API and the message, as moby's `translateRegistryError` makes them. What it does with a
    /// [`Denial`] differs between pull and push, and is not done here.
    pub fn for_daemon(&self) -> DaemonError {
        let RemoteError::Unexpected(unexpected) = self.root() else {
            let status = if self.is_not_found() { 404 } else { 500 };
            return DaemonError { status, message: self.to_string() };
        };
        if !unexpected.is_json {
            return DaemonError { status: 500, message: format!("unknown: {self}") };
        }
        let plain = |status: u16, message: String| DaemonError { status, message };
        let registry = |error: &RegistryError| match &error.detail {
            Some(detail) => format!("{} - {detail}", error.message),
            None => error.message.clone(),
        };
        match (unexpected.errors.as_slice(), unexpected.status.as_u16(), &unexpected.details) {
            ([], 401, Some(details)) => plain(401, format!("authentication required - {details}")),
            ([], 403, Some(details)) => plain(403, format!("requested access to the resource is denied - {details}")),
            ([], ..) => plain(500, format!("error from registry: {self}")),
            ([first, ..], ..) => {
                let status = match first.code.as_str() {
                    "UNSUPPORTED" => 501,
                    "UNAUTHORIZED" => 401,
                    "DENIED" => 403,
                    "UNAVAILABLE" => 503,
                    _ => 500,
                };
                let messages: Vec<String> = unexpected.errors.iter().map(registry).collect();
                plain(status, format!("error from registry: {}", messages.join("\n")))
            }
        }
    }
}
