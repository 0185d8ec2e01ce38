//! Pushing blobs and manifests (containerd `pusher.go`).

use http::{Method, StatusCode};

use crate::oci::{Blob, Digest, Tag, media_type};
use crate::text::Url;

use super::super::message::Response;
use super::super::query::Query;
use super::error::RemoteError;
use super::remote::{Ask, Remote};

/// What became of a blob that was to be pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobPush {
    /// The repository has it.
    Exists,
    /// It was taken over from this repository of the same registry.
    Mounted(String),
    /// It was uploaded.
    Pushed,
    /// The registry wants it, and we do not have it.
    Missing,
}

/// What became of a manifest that was to be pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestPush {
    /// The registry has it under that name.
    Exists,
    /// It was put.
    Pushed,
}

impl Remote<'_> {
    /// Whether the repository has a blob. Errors are those of a push, except that a registry that does not accept who we
    /// are counts as not having it: the upload will say so.
    pub fn has_blob(&mut self, digest: &Digest, media_type: &str) -> Result<bool, RemoteError> {
        self.head(&format!("blobs/{digest}"), media_type).map(|found| found.is_some())
    }

    /// Pushes a blob: unless the repository has it, mounts it from the repository `from` if that can be, and uploads it
    /// otherwise. `content` is asked for only then.
    pub fn push_blob(
        &mut self,
        digest: &Digest,
        media_type: &str,
        from: Option<&str>,
        content: impl FnOnce() -> Option<Blob>,
    ) -> Result<BlobPush, RemoteError> {
        if self.has_blob(digest, media_type)? {
            return Ok(BlobPush::Exists);
        }
        let mut ask = Ask::new(Method::POST, "blobs/uploads/");
        ask.scopes.push(self.scope(true));
        let mounted = match from {
            Some(from) => self.mount(&ask, digest, from)?,
            None => None,
        };
        let response = match mounted {
            Some(response) => response,
            None => self.ask(&ask).map_err(|error| match error {
                RemoteError::Unauthorized(denial) => RemoteError::PushDenied(denial),
                error => error,
            })?,
        };
        match (response.status, from) {
            (StatusCode::CREATED, Some(from)) => return Ok(BlobPush::Mounted(from.into())),
            (StatusCode::CREATED, None) => return Ok(BlobPush::Exists),
            (StatusCode::OK | StatusCode::ACCEPTED | StatusCode::NO_CONTENT, _) => {}
            _ => return Err(self.unexpected(&ask, &response)),
        }
        let location = response.header("location").unwrap_or_default().to_string();
        let Some(blob) = content() else { return Ok(BlobPush::Missing) };
        self.upload(&location, digest, &blob).map_err(|source| commit(media_type, digest, source))?;
        Ok(BlobPush::Pushed)
    }

    /// Asks for a mount. `None` if we may not fetch from there.
    fn mount(&mut self, ask: &Ask, digest: &Digest, from: &str) -> Result<Option<Response>, RemoteError> {
        let mut ask = ask.clone();
        ask.query = Query::new().with("from", from).with("mount", &digest.to_string());
        ask.scopes.push(format!("repository:{from}:pull"));
        match self.ask(&ask) {
            Ok(response) if response.status == StatusCode::UNAUTHORIZED => Ok(None),
            Ok(response) => Ok(Some(response)),
            Err(RemoteError::Unauthorized(_)) => Ok(None),
            Err(source) => Err(RemoteError::Mount { repository: from.into(), source: Box::new(source) }),
        }
    }

    fn upload(&mut self, location: &str, digest: &Digest, blob: &Blob) -> Result<(), RemoteError> {
        // Where there is no host, the whole is a path.
        let Url { path, query, .. } = Url::split(location);
        let mut ask = Ask::new(Method::PUT, path).header("content-type", "application/octet-stream");
        ask.query = Query::parse(query).with("digest", &digest.to_string());
        ask.scopes.push(self.scope(true));
        ask.body = blob.content().clone();
        self.accepted(&ask)
    }

    /// Puts a manifest or index under a tag, or (with `None`) under its digest only.
    pub fn push_manifest(
        &mut self,
        tag: Option<&Tag>,
        blob: &Blob,
        media_type: &str,
    ) -> Result<ManifestPush, RemoteError> {
        let path = match tag {
            Some(tag) => format!("manifests/{tag}"),
            None => format!("manifests/{}", blob.digest()),
        };
        let digest = blob.digest();
        if self.head(&path, media_type)?.is_some_and(|found| tag.is_none() || found == Some(digest)) {
            return Ok(ManifestPush::Exists);
        }
        let mut ask = Ask::new(Method::PUT, path).header("content-type", media_type);
        ask.scopes.push(self.scope(true));
        ask.body = blob.content().clone();
        self.accepted(&ask).map_err(|source| commit(media_type, &digest, source))?;
        Ok(ManifestPush::Pushed)
    }

    /// Asks for headers: outer `None` if there is nothing, inner the digest that the registry says.
    fn head(&mut self, path: &str, media_type: &str) -> Result<Option<Option<Digest>>, RemoteError> {
        let mut ask = Ask::new(Method::HEAD, path).header("accept", format!("{media_type}, */*"));
        ask.scopes.push(self.scope(true));
        let response = match self.ask(&ask) {
            Ok(response) => response,
            Err(RemoteError::Unauthorized(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        match response.status {
            StatusCode::OK => Ok(Some(response.header("docker-content-digest").and_then(|digest| digest.parse().ok()))),
            StatusCode::NOT_FOUND => Ok(None),
            _ => Err(self.unexpected(&ask, &response)),
        }
    }

    fn accepted(&mut self, ask: &Ask) -> Result<(), RemoteError> {
        let response = self.ask(ask)?;
        match response.status {
            StatusCode::OK | StatusCode::CREATED | StatusCode::NO_CONTENT => Ok(()),
            _ => Err(self.unexpected(ask, &response)),
        }
    }
}

/// As containerd words what is refused at the end of an upload (`content.Copy`, `remotes.MakeRefKey`).
fn commit(media_type: &str, digest: &Digest, source: RemoteError) -> RemoteError {
    let kind = match media_type {
        kind if media_type::is_manifest(kind) => "manifest",
        kind if media_type::is_index(kind) => "index",
        media_type::CONFIG | media_type::DOCKER_CONFIG => "config",
        media_type::IN_TOTO => "attestation",
        kind if kind.contains("layer") || kind.contains("rootfs") => "layer",
        _ => "unknown",
    };
    RemoteError::Commit { key: format!("{kind}-{digest}"), source: Box::new(source) }
}
