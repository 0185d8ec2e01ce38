//! [`Registries`] of the docker command: on the learner's machine it has the same network as the engine.

use bytes::Bytes;
use http::Method;
use serde_json::Value;

use crate::client::{NoAnswer, Registries, RegistryManifest};
use crate::engine::Daemon;
use crate::engine::api::Credentials;
use crate::oci::{Digest, MANIFEST_LIMIT, Reference};
use crate::registry::client::{Remote, RemoteError};
use crate::registry::{Query, Request};

impl Registries for Daemon<'_> {
    fn registry_manifest(&mut self, reference: &Reference, auth: &Credentials) -> Result<RegistryManifest, NoAnswer> {
        let reference = reference.clone().or_latest();
        let mut wire = self.wire();
        let mut remote = Remote::new(&mut wire, &reference.name, auth.clone());
        let found = remote.resolve(&reference).map_err(|error| refused(&error))?;
        let fetched = remote.manifest(&found.digest, &found.media_type).map_err(|error| refused(&error))?;
        let body = fetched.blob.content().to_bytes();
        Ok(RegistryManifest { body, media_type: fetched.media_type, digest: found.digest })
    }

    fn registry_blob(
        &mut self,
        repository: &Reference,
        digest: &Digest,
        auth: &Credentials,
    ) -> Result<Bytes, NoAnswer> {
        let mut wire = self.wire();
        let mut remote = Remote::new(&mut wire, &repository.name, auth.clone());
        let blob = remote.blob(digest, "").map_err(|error| refused(&error))?;
        blob.content().bytes_up_to(MANIFEST_LIMIT).map_err(unanswered)
    }

    fn web_form(
        &mut self,
        host: &str,
        path: &str,
        form: &[(&str, &str)],
        bearer: &str,
    ) -> Result<(u16, Value), NoAnswer> {
        let form = form.iter().fold(Query::new(), |form, (name, value)| form.with(name, value));
        let mut request = Request::new(Method::POST, path)
            .with_header("content-type", "application/x-www-form-urlencoded")
            .with_body(form.to_string());
        if !bearer.is_empty() {
            request = request.with_header("authorization", &format!("Bearer {bearer}"));
        }
        let response = self.network.send(true, host, request).map_err(unanswered)?;
        let body = response.body.bytes_up_to(MANIFEST_LIMIT).map_err(unanswered)?;
        // A page that is no JSON document says nothing to the client.
        Ok((response.status.as_u16(), serde_json::from_slice(&body).unwrap_or(Value::Null)))
    }
}

fn unanswered(error: impl std::fmt::Display) -> NoAnswer {
    NoAnswer { status: 500, message: error.to_string() }
}

fn refused(error: &RemoteError) -> NoAnswer {
    let answer = error.for_daemon();
    NoAnswer { status: if error.denial().is_some() { 401 } else { answer.status }, message: answer.message }
}
