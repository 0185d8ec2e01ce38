//! `/v2/NAME/blobs/uploads/`: uploads at once, in chunks, or mounted from another repository (end-4a to end-6, end-11, end-13).

use http::StatusCode;
use serde_json::json;

use crate::content::Rope;
use crate::oci::{Blob, Digest};

use super::super::name;
use super::super::state::Upload;
use super::{Call, ErrorCode, Outcome, Refusal, Response, Service};

/// Uploads that may be under way in one registry.
pub const UPLOADS_LIMIT: usize = 1000;
/// Bytes that one blob may have.
pub const BLOB_LIMIT: u64 = 64 << 30;

/// Starts an upload, unless the blob comes with it or is found in the repository `from`.
pub(super) fn start(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    if let (Some(digest), Some(from)) = (call.query.text("mount"), call.query.text("from"))
        && let Ok(digest) = digest.parse::<Digest>()
        && name::check(from).is_ok()
        && let Some(content) = service.view().blob(from, &digest)
    {
        service.link(call, &digest, content);
        return Ok(created(call, &digest));
    }
    if let Some(digest) = call.query.text("digest") {
        return complete(service, call, digest, Rope::new());
    }
    if service.state.uploads.len() >= UPLOADS_LIMIT {
        let refusal = Refusal::new(ErrorCode::TooManyRequests);
        return Err(refusal.saying(format!("more than {UPLOADS_LIMIT} uploads are under way")));
    }
    let mut id = identifier(service.state.identifier("upload"));
    while service.state.uploads.get(&id).is_some() {
        id = identifier(service.state.identifier("upload"));
    }
    let upload = Upload { repository: call.name().into(), started: service.now, content: Rope::new() };
    service.state.uploads.insert(&id, upload);
    Ok(progress(StatusCode::ACCEPTED, call, &id, 0))
}

/// How much has come.
pub(super) fn status(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let content = service.upload(call)?;
    Ok(progress(StatusCode::NO_CONTENT, call, call.reference(), content.len()))
}

/// One more chunk; chunks must come in order.
pub(super) fn append(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let content = grown(service.upload(call)?, call)?;
    let len = content.len();
    if let Some(upload) = service.state.uploads.get_mut(call.reference()) {
        upload.content = content;
    }
    Ok(progress(StatusCode::ACCEPTED, call, call.reference(), len))
}

/// The last chunk, or nothing more, and the digest of it all.
pub(super) fn finish(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let content = service.upload(call)?;
    let missing = || Refusal::new(ErrorCode::DigestInvalid).detailed(json!("digest missing"));
    let digest = call.query.text("digest").ok_or_else(missing)?;
    complete(service, call, digest, content)
}

/// Gives an upload up.
pub(super) fn cancel(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    service.upload(call)?;
    service.state.uploads.remove(call.reference());
    Ok(Response::new(StatusCode::NO_CONTENT).with_header("docker-upload-uuid", call.reference()))
}

/// Puts what has come and the request's body together, and keeps it if it has this digest.
fn complete(service: &mut Service<'_>, call: &Call<'_>, digest: &str, before: Rope) -> Outcome {
    let malformed = |_| Refusal::new(ErrorCode::DigestInvalid).detailed(json!("digest parsing failed"));
    let digest: Digest = digest.parse().map_err(malformed)?;
    let content = grown(before, call)?;
    let blob = Blob::verified(content, digest);
    // An upload ends here, whether its bytes were the right ones or not (distribution cancels it).
    service.state.uploads.remove(call.reference());
    let blob = blob.map_err(|wrong| {
        let reason = json!({ "Digest": wrong.expected, "Reason": { "Found": wrong.found } });
        Refusal::new(ErrorCode::DigestInvalid).detailed(reason)
    })?;
    service.link(call, &digest, blob.content().clone());
    Ok(created(call, &digest))
}

/// What has come and the request's body, if that is the next chunk.
fn grown(content: Rope, call: &Call<'_>) -> Result<Rope, Refusal> {
    let body = &call.request.body;
    if let Some(range) = call.request.header("content-range") {
        let malformed = || Refusal::new(ErrorCode::RangeInvalid).detailed(json!(format!("invalid range: {range}")));
        let numbers = range.trim().strip_prefix("bytes ").unwrap_or(range.trim());
        let (first, last) = numbers.split_once('-').ok_or_else(malformed)?;
        let (first, last): (u64, u64) = match (first.parse(), last.parse()) {
            (Ok(first), Ok(last)) => (first, last),
            _ => return Err(malformed()),
        };
        if first > last || first != content.len() {
            let location = format!("/v2/{}/blobs/uploads/{}", call.name(), call.reference());
            let refusal = Refusal::new(ErrorCode::RangeInvalid).with_header("location", location);
            return Err(refusal.with_header("range", range_of(content.len())));
        }
        if (last - first).checked_add(1) != Some(body.len()) {
            return Err(ErrorCode::SizeInvalid.into());
        }
    }
    if content.len().saturating_add(body.len()) > BLOB_LIMIT {
        let refusal = Refusal::new(ErrorCode::SizeInvalid).with_status(StatusCode::PAYLOAD_TOO_LARGE);
        return Err(refusal.saying(format!("a blob may have {BLOB_LIMIT} bytes")));
    }
    Ok(if content.is_empty() { body.clone() } else { Rope::concat([content, body.clone()]) })
}

fn created(call: &Call<'_>, digest: &Digest) -> Response {
    Response::new(StatusCode::CREATED)
        .with_header("location", &format!("/v2/{}/blobs/{digest}", call.name()))
        .with_header("docker-content-digest", &digest.to_string())
}

fn progress(status: StatusCode, call: &Call<'_>, id: &str, len: u64) -> Response {
    Response::new(status)
        .with_header("location", &format!("/v2/{}/blobs/uploads/{id}", call.name()))
        .with_header("docker-upload-uuid", id)
        .with_header("range", &range_of(len))
}

/// `0-LAST`; distribution says `0-0` of nothing as well.
fn range_of(len: u64) -> String {
    format!("0-{}", len.saturating_sub(1))
}

/// As a UUID is written.
fn identifier(digest: Digest) -> String {
    let hex = digest.hex();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30))
}

impl Service<'_> {
    /// What has come of the upload that the path names.
    fn upload(&self, call: &Call<'_>) -> Result<Rope, Refusal> {
        let upload = self.state.uploads.get(call.reference());
        let upload = upload.filter(|upload| upload.repository == call.name());
        upload.map(|upload| upload.content.clone()).ok_or_else(|| ErrorCode::BlobUploadUnknown.into())
    }

    /// Makes the blob one of the repository's.
    fn link(&mut self, call: &Call<'_>, digest: &Digest, content: Rope) {
        if self.view().has_blob(call.name(), digest) {
            return;
        }
        self.state.keep_content(digest, content);
        let repository = self.change(call.name(), &call.caller);
        repository.blobs.insert(*digest);
        repository.deleted.remove(digest);
    }
}
