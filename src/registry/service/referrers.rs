//! `GET /v2/NAME/referrers/DIGEST` (end-12a, end-12b): an index of the manifests whose `subject` this is.

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::oci::media_type;

use super::super::view::HeldManifest;
use super::{Call, Outcome, Response, Service};

/// The referrers, or those of one artifact type; an empty index if there are none.
pub(super) fn list(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let (digest, view) = (call.digest()?, service.view());
    let wanted = call.query.text("artifactType");
    let referrers = view.referrers(call.name(), &digest);
    let held = referrers.iter().filter_map(|digest| view.manifest(call.name(), digest));
    let descriptors: Vec<Value> = held
        .filter_map(|held| descriptor(&held))
        .filter(|descriptor| wanted.is_none_or(|wanted| descriptor["artifactType"] == wanted))
        .collect();
    let index = json!({ "schemaVersion": 2, "mediaType": media_type::INDEX, "manifests": descriptors });
    let body = serde_json::to_vec(&index).unwrap_or_default();
    let response = Response::new(StatusCode::OK).with_header("content-type", media_type::INDEX).with_body(body);
    Ok(match wanted {
        Some(_) => response.with_header("oci-filters-applied", "artifactType"),
        None => response,
    })
}

/// What the index says of one referrer (distribution-spec, "Listing Referrers").
fn descriptor(held: &HeldManifest) -> Option<Value> {
    let bytes = held.content.bytes_up_to(crate::oci::MANIFEST_LIMIT).ok()?;
    let manifest: Value = serde_json::from_slice(&bytes).ok()?;
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(String::from);
    let artifact_type = text(&manifest["artifactType"]).or_else(|| text(&manifest["config"]["mediaType"]));
    let mut descriptor = Map::new();
    descriptor.insert("mediaType".into(), json!(held.media_type));
    descriptor.insert("digest".into(), json!(held.digest));
    descriptor.insert("size".into(), json!(held.content.len()));
    if let Some(artifact_type) = artifact_type {
        descriptor.insert("artifactType".into(), json!(artifact_type));
    }
    if let Some(annotations) = manifest["annotations"].as_object().filter(|map| !map.is_empty()) {
        descriptor.insert("annotations".into(), json!(annotations));
    }
    Some(Value::Object(descriptor))
}
