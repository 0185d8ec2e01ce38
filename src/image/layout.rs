//! OCI image layouts (image-spec image-layout.md) as values: `index.json`, `oci-layout`, `blobs/`.
//!
//! Nothing is read from or written to a disk here: files come from a function and go into a map.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::content::Rope;
use crate::oci::{Blob, BlobSource, Descriptor, Digest, Index, canonical, media_type};

use super::archive::{self, ArchiveError, Image, REF_NAME};

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

/// A layout whose files a function finds by their relative path.
pub struct Layout<F> {
    file: F,
}

impl<F: Fn(&str) -> Option<Rope>> Layout<F> {
    /// A layout of these files.
    pub fn new(file: F) -> Self {
        Layout { file }
    }

    /// The images in `index.json`, in its order.
    pub fn images(&self) -> Result<Vec<Image>, ArchiveError> {
        let marker = (self.file)(MARKER_FILE).ok_or(ArchiveError::Unrecognized)?;
        let marker: Marker = archive::json(&marker, MARKER_FILE)?;
        if marker.image_layout_version != VERSION {
            return Err(ArchiveError::Version(marker.image_layout_version));
        }
        let index = (self.file)(INDEX_FILE).ok_or(ArchiveError::NoIndex)?;
        let index: Index = archive::json(&index, INDEX_FILE)?;
        let images = index.manifests().iter();
        Ok(images.map(|target| Image { target: target.clone(), name: archive::annotated_name(target) }).collect())
    }
}

/// Blobs are verified: a damaged one is not there.
impl<F: Fn(&str) -> Option<Rope>> BlobSource for Layout<F> {
    fn blob(&self, digest: &Digest) -> Option<Blob> {
        Blob::verified((self.file)(&blob_path(digest))?, *digest).ok()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Marker {
    image_layout_version: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IndexFile {
    schema_version: u32,
    media_type: &'static str,
    manifests: Vec<Descriptor>,
}

/// The content of `index.json` for these images; a name becomes the annotation [`REF_NAME`].
pub fn index_file(images: &[Image]) -> Vec<u8> {
    let manifests = images.iter().map(|image| {
        let mut target = image.target.clone();
        let mut annotations = target.annotations().clone().unwrap_or_default();
        if let Some(name) = &image.name {
            annotations.insert(REF_NAME.into(), name.clone());
        }
        target.set_annotations(Some(annotations).filter(|annotations| !annotations.is_empty()));
        target
    });
    let manifests = manifests.collect();
    canonical::to_vec(&IndexFile { schema_version: 2, media_type: media_type::INDEX, manifests })
}

/// All files of a layout with these images, by relative path. Blobs that `blobs` does not have are left out.
pub fn files(images: &[Image], blobs: &dyn BlobSource) -> Result<BTreeMap<String, Rope>, ArchiveError> {
    let blobs = archive::reachable(images.iter().map(|image| &image.target), blobs)?;
    let mut files: BTreeMap<String, Rope> =
        blobs.into_iter().map(|(digest, blob)| (blob_path(&digest), blob.content().clone())).collect();
    files.insert(MARKER_FILE.into(), MARKER.into());
    files.insert(INDEX_FILE.into(), index_file(images).into());
    Ok(files)
}
