//! `GET`, `HEAD` and `DELETE /v2/NAME/blobs/DIGEST` (end-2, end-10).

use http::StatusCode;
use serde_json::json;

use super::range::{self, Wanted};
use super::{Call, ErrorCode, Outcome, Refusal, Response, Service};

/// A config or layer, or a part of it.
pub(super) fn get(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let digest = call.digest()?;
    let unknown = || Refusal::new(ErrorCode::BlobUnknown).detailed(json!(digest));
    let content = service.view().blob(call.name(), &digest).ok_or_else(unknown)?;
    let len = content.len();
    let response = |status: StatusCode| {
        Response::new(status)
            .with_header("docker-content-digest", &digest.to_string())
            .with_header("content-type", "application/octet-stream")
            .with_header("accept-ranges", "bytes")
            .with_header("cache-control", "max-age=31536000")
            .with_header("etag", &format!("\"{digest}\""))
    };
    if call.request.header("if-none-match").is_some_and(|tag| tag.trim_matches('"') == digest.to_string()) {
        return Ok(response(StatusCode::NOT_MODIFIED));
    }
    match range::parse(call.request.header("range").filter(|_| !call.is_head()), len) {
        Wanted::Whole => Ok(response(StatusCode::OK).with_body(content)),
        Wanted::Part(part) => {
            let range = format!("bytes {}-{}/{len}", part.start, part.end.saturating_sub(1));
            Ok(response(StatusCode::PARTIAL_CONTENT)
                .with_header("content-range", &range)
                .with_body(content.slice(part)))
        }
        Wanted::Outside => {
            Err(Refusal::new(ErrorCode::RangeInvalid).with_header("content-range", format!("bytes */{len}")))
        }
    }
}

/// Takes a blob out of a repository.
pub(super) fn delete(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    if !service.policy.deletes {
        return Err(ErrorCode::Unsupported.into());
    }
    let (digest, name) = (call.digest()?, call.name());
    if !service.view().has_blob(name, &digest) {
        return Err(Refusal::new(ErrorCode::BlobUnknown).detailed(json!(digest)));
    }
    let in_library = service.library.has_blob(name, &digest);
    let repository = service.change(name, &call.caller);
    repository.blobs.remove(&digest);
    if in_library {
        repository.deleted.insert(digest);
    }
    service.state.sweep(&digest);
    Ok(Response::new(StatusCode::ACCEPTED))
}
