//! [`Registries`] of the docker command: on the learner's machine it has the same network as the engine.

use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::Value;

use crate::client::{BlobCopy, NoAnswer, Registries, RegistryManifest};
use crate::engine::Daemon;
use crate::engine::api::Credentials;
use crate::oci::{Blob, Digest, MANIFEST_LIMIT, Reference};
use crate::registry::client::{BlobPush, Remote, RemoteError};
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

    fn registry_copy_blob(&mut self, copy: &BlobCopy<'_>) -> Result<(), NoAnswer> {
        let mut target = Remote::new(self.network, &copy.to.name, copy.to_auth.clone());
        let same = copy.from.name.host() == copy.to.name.host();
        let mount = same.then(|| copy.from.name.path());
        let pushed = target.push_blob(&copy.digest, copy.media_type, mount, || None);
        if pushed.map_err(|error| refused(&error))? != BlobPush::Missing {
            return Ok(());
        }
        let mut source = Remote::new(self.network, &copy.from.name, copy.from_auth.clone());
        let blob = source.blob(&copy.digest, copy.media_type).map_err(|error| refused(&error))?;
        let mut target = Remote::new(self.network, &copy.to.name, copy.to_auth.clone());
        target.push_blob(&copy.digest, copy.media_type, None, || Some(blob)).map_err(|error| refused(&error))?;
        Ok(())
    }

    fn registry_put_manifest(
        &mut self,
        reference: &Reference,
        media_type: &str,
        body: Bytes,
        auth: &Credentials,
    ) -> Result<Digest, NoAnswer> {
        let blob = Blob::new(body);
        let mut remote = Remote::new(self.network, &reference.name, auth.clone());
        let tag = reference.tag.as_ref().filter(|_| reference.digest.is_none());
        remote.push_manifest(tag, &blob, media_type).map_err(|error| refused(&error))?;
        Ok(blob.digest())
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
    if let RemoteError::Unexpected(unexpected) = error.root()
        && unexpected.status == StatusCode::TOO_MANY_REQUESTS
    {
        // The client has its own words for what comes.
        return NoAnswer { status: unexpected.status.as_u16(), message: unexpected.to_string() };
    }
    let answer = error.for_daemon();
    NoAnswer { status: if error.denial().is_some() { 401 } else { answer.status }, message: answer.message }
}
