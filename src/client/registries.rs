//! What the docker command asks registries itself, past the engine: `docker manifest`, `imagetools`, a login with a browser.

use bytes::Bytes;
use serde_json::Value;
use thiserror::Error;

use super::failure::Failure;
use crate::engine::api::{Credentials, Engine};
use crate::oci::{Digest, Reference};

/// A manifest or an index in a registry: its bytes, and what the registry says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryManifest {
    pub body: Bytes,
    pub media_type: String,
    pub digest: Digest,
}

/// A blob that is to be copied from one repository to another.
#[derive(Clone, Debug)]
pub struct BlobCopy<'a> {
    pub digest: Digest,
    pub media_type: &'a str,
    pub from: &'a Reference,
    pub from_auth: &'a Credentials,
    pub to: &'a Reference,
    pub to_auth: &'a Credentials,
}

/// Why a registry, or a page of the web, did not give what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct NoAnswer {
    /// The HTTP status: 404 not there, 401 not allowed, 500 nobody answered.
    pub status: u16,
    /// The registry's words, or what hindered the connection.
    pub message: String,
}

impl From<NoAnswer> for Failure {
    fn from(error: NoAnswer) -> Self {
        Failure::new(error.message)
    }
}

/// The client's own way to registries and to web pages.
pub trait Registries {
    /// A manifest as a registry has it; without tag and digest, `latest`.
    fn registry_manifest(&mut self, reference: &Reference, auth: &Credentials) -> Result<RegistryManifest, NoAnswer>;
    /// A small blob of a repository (an image's config), at most 4 MiB.
    fn registry_blob(&mut self, repository: &Reference, digest: &Digest, auth: &Credentials)
    -> Result<Bytes, NoAnswer>;
    /// Copies a blob from one repository to another, which mounts it if both are in one registry.
    fn registry_copy_blob(&mut self, copy: &BlobCopy<'_>) -> Result<(), NoAnswer>;
    /// Puts a manifest under a tag, or without one under its digest only.
    fn registry_put_manifest(
        &mut self,
        reference: &Reference,
        media_type: &str,
        body: Bytes,
        auth: &Credentials,
    ) -> Result<Digest, NoAnswer>;
    /// A form that is posted to a page of the web: the answer's status and its JSON document.
    fn web_form(
        &mut self,
        host: &str,
        path: &str,
        form: &[(&str, &str)],
        bearer: &str,
    ) -> Result<(u16, Value), NoAnswer>;
}

/// Whom the docker command talks to: the engine, and registries.
pub trait Remotes: Engine + Registries {}

impl<T: Engine + Registries> Remotes for T {}
