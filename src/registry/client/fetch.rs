//! Resolving names and fetching manifests, blobs, tags and referrers (containerd `resolver.go`, `fetcher.go`).

use http::{Method, StatusCode};
use serde_json::Value;

use crate::oci::{Blob, Digest, MANIFEST_LIMIT, Reference, media_type};

use super::super::message::Response;
use super::super::query::Query;
use super::error::{RegistryError, RemoteError};
use super::remote::{Ask, Remote};

/// What a name stands for on the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub digest: Digest,
    pub media_type: String,
    /// In bytes.
    pub size: u64,
}

/// Bytes that a registry gave, verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    pub media_type: String,
    pub blob: Blob,
}

/// What a resolver says that it can read.
const ACCEPTED: [&str; 5] =
    [media_type::DOCKER_MANIFEST, media_type::DOCKER_LIST, media_type::MANIFEST, media_type::INDEX, "*/*"];
/// Tags that are listed at most, in pages.
const TAGS_LIMIT: usize = 100_000;
/// Bytes that a list may have.
const LIST_LIMIT: u64 = 16 << 20;

impl Remote<'_> {
    /// What a name stands for: asks for the headers of its manifest. `reference` has a tag or a digest.
    pub fn resolve(&mut self, reference: &Reference) -> Result<Target, RemoteError> {
        let wrap = |source| RemoteError::Resolve { reference: reference.to_string(), source: Box::new(source) };
        self.resolve_plainly(reference).map_err(wrap)
    }

    fn resolve_plainly(&mut self, reference: &Reference) -> Result<Target, RemoteError> {
        let paths = match (&reference.digest, &reference.tag) {
            (Some(digest), _) => vec![format!("manifests/{digest}"), format!("blobs/{digest}")],
            (None, Some(tag)) => vec![format!("manifests/{tag}")],
            (None, None) => return Err(RemoteError::Malformed("object required".into())),
        };
        for path in paths {
            let mut ask = Ask::new(Method::HEAD, path).header("accept", ACCEPTED.join(", "));
            ask.scopes.push(self.scope(false));
            let response = self.ask(&ask).map_err(|error| match error {
                RemoteError::Unauthorized(denial) => RemoteError::PullDenied(denial),
                error => error,
            })?;
            match response.status {
                StatusCode::NOT_FOUND => continue,
                status if status.is_success() => return target(&response, reference),
                _ => return Err(self.unexpected(&ask, &response)),
            }
        }
        Err(RemoteError::NotFound(reference.to_string()))
    }

    /// Fetches a manifest or index by digest. `media_type` is what the descriptor says.
    pub fn manifest(&mut self, digest: &Digest, media_type: &str) -> Result<Fetched, RemoteError> {
        let fetched = self.fetch(&format!("manifests/{digest}"), digest, media_type)?;
        if fetched.blob.size() > MANIFEST_LIMIT {
            let reference = format!("{}@{digest}", self.name);
            return Err(RemoteError::ManifestTooLarge { size: fetched.blob.size(), reference });
        }
        Ok(fetched)
    }

    /// Fetches a config or layer.
    pub fn blob(&mut self, digest: &Digest, media_type: &str) -> Result<Blob, RemoteError> {
        self.fetch(&format!("blobs/{digest}"), digest, media_type).map(|fetched| fetched.blob)
    }

    fn fetch(&mut self, path: &str, digest: &Digest, media_type: &str) -> Result<Fetched, RemoteError> {
        let accept = if media_type.is_empty() { "*/*".into() } else { format!("{media_type}, */*") };
        let mut ask = Ask::new(Method::GET, path).header("accept", accept);
        ask.scopes.push(self.scope(false));
        let response = self.ask(&ask)?;
        match response.status {
            StatusCode::NOT_FOUND => {
                Err(RemoteError::NotFound(format!("content at {} not found", self.url(path, &ask.query))))
            }
            status if status.is_success() => {
                let media_type = content_type(&response).unwrap_or_else(|| media_type.into());
                Ok(Fetched { media_type, blob: Blob::verified(response.body, *digest)? })
            }
            _ => Err(self.unexpected(&ask, &response)),
        }
    }

    /// All tags, in order (moby's `distribution.Tags`, for `docker pull --all-tags`).
    pub fn tags(&mut self) -> Result<Vec<String>, RemoteError> {
        let (mut tags, mut query) = (Vec::new(), Query::new());
        while tags.len() < TAGS_LIMIT {
            let mut ask = Ask::new(Method::GET, "tags/list");
            ask.query = query;
            ask.scopes.push(self.scope(false));
            let response = self.ask(&ask)?;
            if response.status != StatusCode::OK {
                return Err(self.unexpected(&ask, &response));
            }
            let body = response.body.bytes_up_to(LIST_LIMIT).unwrap_or_default();
            let list: Value = serde_json::from_slice(&body).unwrap_or_default();
            let listed = list["tags"].as_array().into_iter().flatten();
            let before = tags.len();
            tags.extend(listed.filter_map(Value::as_str).map(String::from));
            match response.header("link").and_then(next_query) {
                Some(next) if tags.len() > before => query = next,
                _ => break,
            }
        }
        Ok(tags)
    }
}

/// What the headers of a manifest say.
fn target(response: &Response, reference: &Reference) -> Result<Target, RemoteError> {
    let size = response.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(response.body.len());
    if size > MANIFEST_LIMIT {
        return Err(RemoteError::ManifestTooLarge { size, reference: reference.to_string() });
    }
    let header = response.header("docker-content-digest").unwrap_or_default();
    let digest = match reference.digest {
        Some(digest) => digest,
        None => header
            .parse()
            .map_err(|error| RemoteError::Malformed(format!("{header:?} in header not a valid digest: {error}")))?,
    };
    Ok(Target { digest, media_type: content_type(response).unwrap_or_default(), size })
}

fn content_type(response: &Response) -> Option<String> {
    response.header("content-type").and_then(|value| value.split(';').next()).map(|value| value.trim().to_string())
}

/// The query of `<…?QUERY>; rel="next"`.
fn next_query(link: &str) -> Option<Query> {
    let address = link.strip_prefix('<')?.split('>').next()?;
    address.split_once('?').map(|(_, query)| Query::parse(query))
}

impl RemoteError {
    /// The errors as docker/distribution's client sees them, which puts `denied` before what came with a 401 for a scope
    /// that is too small (`HandleErrorResponse`).
    pub fn distribution_errors(&self) -> Vec<RegistryError> {
        let entry =
            |code: &str, message: &str| RegistryError { code: code.into(), message: message.into(), detail: None };
        match self.denial() {
            Some(_) => vec![
                entry("DENIED", "requested access to the resource is denied"),
                entry("UNAUTHORIZED", "authentication required"),
            ],
            None => self.registry_errors().to_vec(),
        }
    }
}
