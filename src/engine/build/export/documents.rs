//! Manifests and indexes in the order of Go's structs (image-spec `specs-go/v1`), as BuildKit writes them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::go_json;
use crate::engine::images::descriptor::Descriptor;
use crate::oci::{Digest, media_type};

/// The artifact type of a manifest of attestations.
const ATTESTATION: &str = "application/vnd.docker.attestation.manifest.v1+json";
/// That config.
pub const EMPTY_CONFIG: &str = "{}";

type Annotations = BTreeMap<String, String>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    schema_version: u32,
    media_type: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    artifact_type: &'a str,
    config: &'a Descriptor,
    /// `null` if there are none.
    layers: Option<&'a [Descriptor]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a Descriptor>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: &'a Annotations,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Index<'a> {
    schema_version: u32,
    media_type: &'a str,
    manifests: &'a [Descriptor],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: &'a Annotations,
}

/// An image's manifest.
pub fn manifest(docker: bool, config: &Descriptor, layers: &[Descriptor], annotations: &Annotations) -> Vec<u8> {
    go_json::indented(&Manifest {
        schema_version: 2,
        media_type: if docker { media_type::DOCKER_MANIFEST } else { media_type::MANIFEST },
        artifact_type: "",
        config,
        layers: Some(layers).filter(|layers| !layers.is_empty()),
        subject: None,
        annotations,
    })
}

/// A cache that looks like an image, on one line.
pub fn cache_manifest(config: &Descriptor, layers: &[Descriptor]) -> Vec<u8> {
    go_json::compact(&Manifest {
        schema_version: 2,
        media_type: media_type::MANIFEST,
        artifact_type: "",
        config,
        layers: Some(layers),
        subject: None,
        annotations: &Annotations::new(),
    })
}

/// A cache that looks like an index, on one line: its layers, then its document.
pub fn cache_index(media_type: &str, layers: &[Descriptor], config: &Descriptor) -> Vec<u8> {
    let manifests: Vec<Descriptor> = layers.iter().chain([config]).cloned().collect();
    go_json::compact(&Index { schema_version: 2, media_type, manifests: &manifests, annotations: &Annotations::new() })
}

/// The manifest of an image's attestations.
pub fn attestations(image: &Descriptor, statements: &[Descriptor]) -> Vec<u8> {
    let subject = Descriptor::new(&image.media_type, image.digest, image.size);
    go_json::indented(&Manifest {
        schema_version: 2,
        media_type: media_type::MANIFEST,
        artifact_type: ATTESTATION,
        config: &empty_config(),
        layers: Some(statements),
        subject: Some(&subject),
        annotations: &Annotations::new(),
    })
}

/// The config of a manifest of attestations that looks like an image's.
pub fn attestations_config(statements: &[Descriptor]) -> Vec<u8> {
    let diff_ids: Vec<Digest> = statements.iter().map(|statement| statement.digest).collect();
    go_json::compact(&serde_json::json!({
        "architecture": "unknown",
        "os": "unknown",
        "config": {},
        "rootfs": { "type": "layers", "diff_ids": diff_ids },
    }))
}

/// The descriptor of [`EMPTY_CONFIG`], with its content.
pub fn empty_config() -> Descriptor {
    let size = EMPTY_CONFIG.len() as u64;
    Descriptor {
        data: Some("e30=".into()),
        ..Descriptor::new(media_type::EMPTY, Digest::of(EMPTY_CONFIG.as_bytes()), size)
    }
}

/// An index.
pub fn index(docker: bool, manifests: &[Descriptor], annotations: &Annotations) -> Vec<u8> {
    let media_type = if docker { media_type::DOCKER_LIST } else { media_type::INDEX };
    go_json::indented(&Index { schema_version: 2, media_type, manifests, annotations })
}
