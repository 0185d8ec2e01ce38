//! `GET` and `HEAD /v2/NAME/manifests/REFERENCE` (end-3).

use http::StatusCode;
use serde_json::json;

use crate::oci::{Digest, media_type};

use super::super::view::HeldManifest;
use super::{Call, ErrorCode, Outcome, Refusal, Response, Service, limits};

/// A manifest or index. Docker Hub counts it, unless only the headers are wanted.
pub(super) fn get(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let held = service.view().referenced(call.name(), call.reference()).ok_or_else(|| unknown(call))?;
    let held = acceptable(service, call, held)?;
    let digest = held.digest.to_string();
    let limits = limits::apply(service, call)?;
    let matches = |tag: &str| tag.trim_matches('"') == digest;
    let response = if call.request.header("if-none-match").is_some_and(matches) {
        Response::new(StatusCode::NOT_MODIFIED)
    } else {
        Response::new(StatusCode::OK).with_header("content-type", &held.media_type).with_body(held.content)
    };
    let response = response.with_header("docker-content-digest", &digest).with_header("etag", &format!("\"{digest}\""));
    Ok(limits.iter().fold(response, |response, (name, value)| response.with_header(name, value)))
}

/// What is said when there is no such manifest.
pub(super) fn unknown(call: &Call<'_>) -> Refusal {
    let detail = match call.reference().parse::<Digest>() {
        Ok(_) => json!({ "Name": call.name(), "Revision": call.reference() }),
        Err(_) => json!({ "Tag": call.reference() }),
    };
    Refusal::new(ErrorCode::ManifestUnknown).detailed(detail)
}

/// What the `Accept` headers allow (distribution, `GetManifest`): OCI's media types must be named; who asks for a tag
/// without knowing Docker's lists gets the image for linux/amd64.
fn acceptable(service: &Service<'_>, call: &Call<'_>, held: HeldManifest) -> Result<HeldManifest, Refusal> {
    let accepts = |media_type: &str| {
        let headers = call.request.headers.get_all("accept").iter().filter_map(|value| value.to_str().ok());
        let mut ranges = headers.flat_map(|header| header.split(','));
        ranges.any(|range| range.split(';').next().is_some_and(|range| range.trim() == media_type))
    };
    if accepts(&held.media_type) {
        return Ok(held);
    }
    let refuse = |message: &str| Err(Refusal::new(ErrorCode::ManifestUnknown).saying(message));
    match held.media_type.as_str() {
        media_type::MANIFEST => refuse("OCI manifest found, but accept header does not support OCI manifests"),
        media_type::INDEX => refuse("OCI index found, but accept header does not support OCI indexes"),
        media_type::DOCKER_LIST if call.reference().parse::<Digest>().is_err() => {
            let digest = usual_platform(&held).ok_or_else(|| Refusal::new(ErrorCode::ManifestUnknown))?;
            service.view().manifest(call.name(), &digest).ok_or_else(|| unknown(call))
        }
        _ => Ok(held),
    }
}

/// The entry of a list for linux/amd64.
fn usual_platform(list: &HeldManifest) -> Option<Digest> {
    let bytes = list.content.bytes_up_to(crate::oci::MANIFEST_LIMIT).ok()?;
    let list: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    let usual = |entry: &&serde_json::Value| {
        let platform = &entry["platform"];
        platform["os"] == "linux" && platform["architecture"] == "amd64"
    };
    list["manifests"].as_array()?.iter().find(usual)?["digest"].as_str()?.parse().ok()
}
