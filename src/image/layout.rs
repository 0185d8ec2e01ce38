//! OCI image layouts (image-spec image-layout.md) as values: `index.json`, `oci-layout`, `blobs/`.
//!
//! Nothing is written to a disk here.

use serde::Serialize;

use crate::oci::{Descriptor, Digest, canonical, media_type};

/// The file that marks a layout.
pub const MARKER_FILE: &str = "oci-layout";
/// Its content.
pub const MARKER: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;
/// The only version.
pub const VERSION: &str = "1.0.0";
/// The file that lists the images.
pub const INDEX_FILE: &str = "index.json";

/// Where a blob lies.
pub fn blob_path(digest: &Digest) -> String {
    format!("blobs/sha256/{}", digest.hex())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IndexFile {
    schema_version: u32,
    media_type: &'static str,
    manifests: Vec<Descriptor>,
}

/// The content of `index.json` that lists these manifests and indexes.
pub fn index_file(manifests: Vec<Descriptor>) -> Vec<u8> {
    canonical::to_vec(&IndexFile { schema_version: 2, media_type: media_type::INDEX, manifests })
}
