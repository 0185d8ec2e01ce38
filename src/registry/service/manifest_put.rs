//! `PUT /v2/NAME/manifests/REFERENCE` (end-7): checks, then keeps the bytes as they came.

use http::StatusCode;
use serde_json::{Value, json};

use crate::oci::{Blob, Digest, MANIFEST_LIMIT, media_type};

use super::super::name;
use super::super::state::TagState;
use super::{Call, ErrorCode, Outcome, Refusal, Response, Service};

/// Puts a manifest or an index under a tag or its digest.
pub(super) fn put(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let body = &call.request.body;
    let bytes = body.bytes_up_to(MANIFEST_LIMIT).map_err(|error| {
        Refusal::new(ErrorCode::SizeInvalid).with_status(StatusCode::PAYLOAD_TOO_LARGE).saying(error.to_string())
    })?;
    let document: Value = serde_json::from_slice(&bytes).map_err(|error| invalid(error.to_string()))?;
    let media_type = media_type_of(call.request.header("content-type"), &document)?;
    check_form(&document, &media_type)?;

    let blob = Blob::new(body.clone());
    let tag = match call.reference().parse::<Digest>() {
        Ok(digest) if digest == blob.digest() => None,
        Ok(_) => return Err(ErrorCode::DigestInvalid.into()),
        Err(_) if call.reference().contains(':') => return Err(ErrorCode::DigestInvalid.into()),
        Err(_) if name::is_tag(call.reference()) => Some(call.reference()),
        Err(_) => return Err(Refusal::new(ErrorCode::TagInvalid).saying("invalid tag")),
    };
    check_references(service, call.name(), &document)?;
    if let Some(tag) = tag {
        service.check_mutable(call.name(), tag, Some(blob.digest()))?;
    }
    let subject = keep(service, call, &blob, media_type, &document, tag);

    let response = Response::new(StatusCode::CREATED)
        .with_header("location", &format!("/v2/{}/manifests/{}", call.name(), blob.digest()))
        .with_header("docker-content-digest", &blob.digest().to_string());
    Ok(match subject {
        Some(subject) => response.with_header("oci-subject", &subject.to_string()),
        None => response,
    })
}

fn invalid(detail: impl Into<String>) -> Refusal {
    Refusal::new(ErrorCode::ManifestInvalid).detailed(json!(detail.into()))
}

/// The media type of the header, or the document's own where the header says nothing; they must not differ.
fn media_type_of(header: Option<&str>, document: &Value) -> Result<String, Refusal> {
    let header = header.and_then(|header| header.split(';').next()).map(str::trim).filter(|text| !text.is_empty());
    let own = document["mediaType"].as_str().filter(|text| !text.is_empty());
    match (header, own) {
        (Some(header), Some(own)) if header != own => {
            Err(invalid(format!("mediaType in manifest should be '{header}' not '{own}'")))
        }
        (Some(media_type), _) | (None, Some(media_type)) => Ok(media_type.into()),
        (None, None) => Err(invalid("unsupported manifest media type and no default available: ")),
    }
}

/// Whether the document is of the form that its media type promises.
fn check_form(document: &Value, media_type: &str) -> Result<(), Refusal> {
    let (is_index, is_manifest) = (media_type::is_index(media_type), media_type::is_manifest(media_type));
    if !is_index && !is_manifest {
        return Err(invalid(format!("unsupported manifest media type and no default available: {media_type}")));
    }
    if document["schemaVersion"] != 2 {
        return Err(invalid(format!("unrecognized manifest schema version {}", document["schemaVersion"])));
    }
    let has = |field: &str| !document[field].is_null();
    if is_index && (has("layers") || has("config")) {
        return Err(invalid("index: expected index but found manifest"));
    }
    if is_manifest && has("manifests") {
        return Err(invalid("ocimanifest: expected image manifest but found an index"));
    }
    let list = if is_index { "manifests" } else { "layers" };
    let good = document[list].as_array().is_some_and(|list| list.iter().all(is_descriptor));
    let config = is_index || is_descriptor(&document["config"]);
    let subject = !has("subject") || is_descriptor(&document["subject"]);
    if good && config && subject { Ok(()) } else { Err(invalid("not a descriptor where there should be one")) }
}

fn is_descriptor(value: &Value) -> bool {
    value["mediaType"].is_string() && value["size"].is_u64() && value["digest"].is_string()
}

/// Everything that the manifest names must be in the repository, except its subject.
fn check_references(service: &Service<'_>, name: &str, document: &Value) -> Result<(), Refusal> {
    let view = service.view();
    let list = |field: &str| document[field].as_array().into_iter().flatten();
    let is_here = |descriptor: &&Value| {
        let Some(digest) = descriptor["digest"].as_str().and_then(|text| text.parse::<Digest>().ok()) else {
            return false;
        };
        let foreign = descriptor["urls"].as_array().is_some_and(|urls| !urls.is_empty());
        foreign || view.has_blob(name, &digest)
    };
    // An index may list blobs, as BuildKit's caches do (distribution looks among revisions and layers).
    let is_manifest_here = |descriptor: &&Value| {
        let digest = descriptor["digest"].as_str().and_then(|text| text.parse::<Digest>().ok());
        digest.is_some_and(|digest| view.manifest(name, &digest).is_some() || view.has_blob(name, &digest))
    };
    let config = Some(&document["config"]).filter(|config| !config.is_null());
    let blobs = config.into_iter().chain(list("layers")).filter(|descriptor| !is_here(descriptor));
    let manifests = list("manifests").filter(|descriptor| !is_manifest_here(descriptor));
    let missing =
        |descriptor: &Value| Refusal::new(ErrorCode::ManifestBlobUnknown).detailed(json!(descriptor["digest"]));
    blobs.chain(manifests).map(missing).reduce(Refusal::and).map_or(Ok(()), Err)
}

/// Keeps the manifest; its subject, if it has one.
fn keep(
    service: &mut Service<'_>,
    call: &Call<'_>,
    blob: &Blob,
    media_type: String,
    document: &Value,
    tag: Option<&str>,
) -> Option<Digest> {
    let (now, digest) = (service.now, blob.digest());
    let subject = document["subject"]["digest"].as_str().and_then(|text| text.parse::<Digest>().ok());
    service.state.keep(blob);
    let repository = service.change(call.name(), &call.caller);
    repository.manifests.insert(digest, media_type);
    repository.deleted.remove(&digest);
    if let Some(subject) = subject {
        repository.referrers.entry(subject).or_default().insert(digest);
    }
    if let Some(tag) = tag {
        let state = TagState { digest: Some(digest), at: now, by: call.caller.account.clone() };
        repository.tags.insert(tag.into(), state);
    }
    subject
}
