//! What the client asks registries itself (`docker manifest inspect`, `imagetools`): in the sandbox it has no network of
//! its own, so the engine asks for it.

use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, Credentials, RegistryManifest};
use crate::engine::images::remote::credentials;
use crate::oci::{Digest, MANIFEST_LIMIT, Reference};
use crate::registry::client::{Remote, RemoteError};

/// See [`crate::engine::api::Engine::registry_manifest`].
pub(in crate::engine) fn registry_manifest(
    daemon: &mut Daemon<'_>,
    reference: &str,
    auth: &Credentials,
) -> ApiResult<RegistryManifest> {
    let reference = parse(reference)?.or_latest();
    let mut remote = Remote::new(daemon.network, &reference.name, credentials(auth));
    let found = remote.resolve(&reference).map_err(|error| failed(&error))?;
    let fetched = remote.manifest(&found.digest, &found.media_type).map_err(|error| failed(&error))?;
    let body = fetched.blob.content().to_bytes();
    Ok(RegistryManifest { body, media_type: fetched.media_type, digest: found.digest })
}

/// See [`crate::engine::api::Engine::registry_blob`].
pub(in crate::engine) fn registry_blob(
    daemon: &mut Daemon<'_>,
    repository: &str,
    digest: &Digest,
    auth: &Credentials,
) -> ApiResult<bytes::Bytes> {
    let reference = parse(repository)?;
    let mut remote = Remote::new(daemon.network, &reference.name, credentials(auth));
    let blob = remote.blob(digest, "").map_err(|error| failed(&error))?;
    blob.content().bytes_up_to(MANIFEST_LIMIT).map_err(|error| ApiError::new(500, error.to_string()))
}

fn parse(text: &str) -> ApiResult<Reference> {
    Reference::parse(text).map_err(|error| ApiError::new(400, error.to_string()))
}

fn failed(error: &RemoteError) -> ApiError {
    let answer = error.for_daemon();
    ApiError::new(if error.denial().is_some() { 401 } else { answer.status }, answer.message)
}
