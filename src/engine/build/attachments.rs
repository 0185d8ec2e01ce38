//! What belongs to a finished build, as `docker buildx history inspect` lists it: the index and the manifests that came
//! out, and the provenance (buildx `commands/history/inspect.go`, `allAttachments`).

use std::collections::BTreeMap;

use serde_json::Value;

use super::export::indented_json;
use crate::engine::api::BuildAttachment;
use crate::engine::images::Images;
use crate::oci::Digest;

/// Indexes in indexes are looked into this deep.
const DEPTH: usize = 4;

/// The attachments in the order of buildx: those of no platform first, then by what they are.
pub fn attachments(
    images: &Images,
    result: Option<&(Digest, String, u64)>,
    provenance: &BTreeMap<String, Value>,
) -> Vec<BuildAttachment> {
    let mut found = Vec::new();
    for (platform, predicate) in provenance {
        let content = String::from_utf8_lossy(&indented_json(predicate)).into_owned();
        // One platform is not named.
        let platform = if provenance.len() > 1 { platform.clone() } else { String::new() };
        let (digest, kind) = (Digest::of(content.as_bytes()), predicate_type(predicate).to_string());
        found.push(BuildAttachment { digest, platform, kind, content });
    }
    if let Some((digest, media_type, _)) = result {
        walk(images, (*digest, media_type), "", DEPTH, &mut found);
    }
    found.sort_by(|a, b| (&a.platform, &a.kind).cmp(&(&b.platform, &b.kind)));
    found
}

/// What kind of provenance it is (SLSA v1 defines the build, v0.2 lists its materials).
fn predicate_type(predicate: &Value) -> &'static str {
    match predicate.get("buildDefinition") {
        Some(_) => "https://slsa.dev/provenance/v1",
        None => "https://slsa.dev/provenance/v0.2",
    }
}

fn walk(
    images: &Images,
    (digest, kind): (Digest, &str),
    platform: &str,
    depth: usize,
    found: &mut Vec<BuildAttachment>,
) {
    let Some(blob) = images.blob(&digest) else { return };
    let Ok(bytes) = blob.content().bytes_up_to(crate::oci::MANIFEST_LIMIT) else { return };
    let content = String::from_utf8_lossy(&bytes).into_owned();
    let inside: Option<Value> = serde_json::from_str(&content).ok();
    found.push(BuildAttachment { digest, platform: platform.into(), kind: kind.into(), content });
    let manifests = inside.as_ref().and_then(|index| index.get("manifests")).and_then(Value::as_array);
    for manifest in manifests.into_iter().flatten().filter(|_| depth > 0) {
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or("").to_string();
        let reference = manifest.get("annotations").map(|all| text(all, "vnd.docker.reference.type"));
        if reference.as_deref() == Some("attestation-manifest") {
            continue;
        }
        let of = manifest.get("platform").map_or_else(
            || platform.to_string(),
            |of| {
                let parts = ["os", "architecture", "variant"].map(|key| text(of, key));
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
            },
        );
        if let Ok(digest) = text(manifest, "digest").parse() {
            walk(images, (digest, &text(manifest, "mediaType")), &of, depth.saturating_sub(1), found);
        }
    }
}

/// The materials that a provenance names: URI and digest.
pub fn materials(provenance: &BTreeMap<String, Value>) -> Vec<(String, String)> {
    let Some(predicate) = provenance.values().next() else { return Vec::new() };
    let listed = predicate
        .get("materials")
        .or_else(|| predicate.get("buildDefinition").and_then(|definition| definition.get("resolvedDependencies")));
    let each = listed.and_then(Value::as_array).into_iter().flatten().map(|material| {
        let uri = material.get("uri").and_then(Value::as_str).unwrap_or("").to_string();
        let digests = material.get("digest").and_then(Value::as_object).into_iter().flatten();
        let digests = digests.map(|(name, hex)| format!("{name}:{}", hex.as_str().unwrap_or("")));
        (uri, digests.collect::<Vec<_>>().join(", "))
    });
    each.collect()
}
