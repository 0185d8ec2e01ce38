//! OCI image layouts (image-spec image-layout.md) as values: `index.json`, `oci-layout`, `blobs/`.
//!
//! Nothing is written to a disk here.

use serde::Serialize;

use crate::oci::{Blob, Descriptor, Digest, canonical, media_type};
use crate::vfs::{Meta, Node, NodeKind, Tree};

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

/// Blobs as the files of a layout, all but its index (containerd's `plugins/content/local`).
pub fn files(blobs: Vec<Blob>) -> Tree {
    let mut files = Tree::new();
    let mut put = |path: &str, mode, content| {
        let node = Node { meta: Meta { mode, ..Meta::default() }, kind: NodeKind::File(content) };
        // The names are known or digests, so nothing stands in their way.
        let _ = files.put(&format!("/{path}"), node);
    };
    put(MARKER_FILE, 0o644, MARKER.into());
    blobs.iter().for_each(|blob| put(&blob_path(&blob.digest()), 0o444, blob.content().clone()));
    files
}
