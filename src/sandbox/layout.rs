//! The saved sandbox as an OCI image layout (image-spec image-layout.md): `oci-layout`, `index.json`, and the blobs that
//! the images in the sandbox consist of, so that `skopeo inspect oci:DIR:NAME` works on it.
//!
//! Big layers are left out (the specification lets blobs live elsewhere): most are generated and would fill the disk.

use std::collections::BTreeSet;

use bytes::Bytes;
use serde_json::Value;

use super::kept::Directory;
use super::save::SaveError;
use crate::engine::Images;
use crate::image::archive::Image;
use crate::image::layout::{INDEX_FILE, MARKER, MARKER_FILE, index_file};
use crate::oci::{Blob, Digest, describe_parts, media_type};

/// Blobs of more bytes are left out.
const BLOB_LIMIT: u64 = 256 << 10;
/// Indexes inside indexes.
const DEPTH_LIMIT: usize = 4;

/// The images that a layout lists: names and digests.
type Listed = Vec<(String, Digest)>;

/// The layout in a directory, and for which images it was written last.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    written: Option<Listed>,
}

impl Layout {
    /// Writes it, unless it was written for the same images before.
    pub(super) fn write(&mut self, images: &Images, into: &mut dyn Directory) -> Result<(), SaveError> {
        let listed = list(images);
        if self.written.as_ref() == Some(&listed) {
            return Ok(());
        }
        let mut listed_images = Vec::new();
        for (name, digest) in &listed {
            let Some(blob) = images.blob(digest) else { continue };
            let mut result = Ok(());
            each(images, &blob, 0, &mut |blob| {
                let hex = blob.digest().hex();
                if result.is_ok() && !into.has(&hex) {
                    result = into.put(&hex, &Bytes::from(blob.content().to_bytes().to_vec()));
                }
            });
            result?;
            let document = json(&blob);
            let media_type = document.get("mediaType").and_then(Value::as_str).unwrap_or(media_type::MANIFEST);
            let target = describe_parts(*digest, blob.size(), media_type);
            listed_images.push(Image { target, name: Some(name.clone()) });
        }
        into.write(MARKER_FILE, MARKER.as_bytes())?;
        into.write(INDEX_FILE, &index_file(&listed_images))?;
        self.written = Some(listed);
        Ok(())
    }
}

/// Collects the digests (hex) of the blobs that the layout has.
pub(super) fn reach(images: &Images, reached: &mut BTreeSet<String>) {
    for (_, digest) in list(images) {
        if let Some(blob) = images.blob(&digest) {
            each(images, &blob, 0, &mut |blob| {
                reached.insert(blob.digest().hex());
            });
        }
    }
}

fn list(images: &Images) -> Listed {
    let names = images.stored_names().into_iter();
    names.filter_map(|name| Some((name.familiar?, name.id.0))).collect()
}

fn json(blob: &Blob) -> Value {
    serde_json::from_slice(&blob.content().to_bytes()).unwrap_or_default()
}

/// Visits a manifest or index and what it refers to, as far as it is here and small.
fn each(images: &Images, blob: &Blob, depth: usize, visit: &mut dyn FnMut(&Blob)) {
    if blob.size() > BLOB_LIMIT {
        return;
    }
    visit(blob);
    let document = json(blob);
    let referred = |key: &str| document.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let find = |descriptor: &Value| {
        let digest = descriptor.get("digest")?.as_str()?.parse::<Digest>().ok()?;
        images.blob(&digest)
    };
    for descriptor in referred("manifests") {
        if let Some(inner) = find(&descriptor).filter(|_| depth < DEPTH_LIMIT) {
            each(images, &inner, depth + 1, visit);
        }
    }
    for descriptor in referred("layers").iter().chain(document.get("config")) {
        if let Some(inner) = find(descriptor).filter(|inner| inner.size() <= BLOB_LIMIT) {
            visit(&inner);
        }
    }
}
