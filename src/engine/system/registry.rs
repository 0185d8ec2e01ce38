//! What the client asks registries itself (`docker manifest inspect`, `imagetools`): in the sandbox it has no network of
//! its own, so the engine asks for it.

use http::Method;

use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, Credentials, RegistryManifest};
use crate::oci::{Digest, MANIFEST_LIMIT, Reference};
use crate::registry::client::{Remote, RemoteError};
use crate::registry::{Query, Request};

/// See [`crate::engine::api::Engine::registry_manifest`].
pub(in crate::engine) fn registry_manifest(
    daemon: &mut Daemon<'_>,
    reference: &str,
    auth: &Credentials,
) -> ApiResult<RegistryManifest> {
    let reference = parse(reference)?.or_latest();
    let mut remote = Remote::new(daemon.network, &reference.name, auth.clone());
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
    let mut remote = Remote::new(daemon.network, &reference.name, auth.clone());
    let blob = remote.blob(digest, "").map_err(|error| failed(&error))?;
    blob.content().bytes_up_to(MANIFEST_LIMIT).map_err(|error| ApiError::new(500, error.to_string()))
}

/// See [`crate::engine::api::Engine::web_form`].
pub(in crate::engine) fn web_form(
    daemon: &mut Daemon<'_>,
    host: &str,
    path: &str,
    form: &[(&str, &str)],
    bearer: &str,
) -> ApiResult<(u16, serde_json::Value)> {
    let form = form.iter().fold(Query::new(), |form, (name, value)| form.with(name, value));
    let mut request = Request::new(Method::POST, path)
        .with_header("content-type", "application/x-www-form-urlencoded")
        .with_body(form.to_string());
    if !bearer.is_empty() {
        request = request.with_header("authorization", &format!("Bearer {bearer}"));
    }
    let response = daemon.network.send(true, host, request).map_err(|error| ApiError::new(500, error.to_string()))?;
    let body = response.body.bytes_up_to(MANIFEST_LIMIT).map_err(|error| ApiError::new(500, error.to_string()))?;
    Ok((response.status.as_u16(), serde_json::from_slice(&body).unwrap_or(serde_json::Value::Null)))
}

fn parse(text: &str) -> ApiResult<Reference> {
    Reference::parse(text).map_err(|error| ApiError::new(400, error.to_string()))
}

fn failed(error: &RemoteError) -> ApiError {
    let answer = error.for_daemon();
    ApiError::new(if error.denial().is_some() { 401 } else { answer.status }, answer.message)
}
