//! The saved sandbox as an OCI image layout (image-spec image-layout.md): `oci-layout`, `index.json`, and the blobs that
//! the images in the sandbox consist of, so that `skopeo inspect oci:DIR:NAME` works on it.
//!
//! Big layers are left out (the specification lets blobs live elsewhere): most are generated and would fill the disk.

use bytes::Bytes;

use super::save::{Directory, SaveError};
use crate::engine::Images;
use crate::image::archive::REF_NAME;
use crate::image::layout::{INDEX_FILE, MARKER, MARKER_FILE, index_file};
use crate::oci::{Blob, Content, Descriptor, DescriptorExt, Digest, Walk, describe_parts, media_type};

/// Blobs of more bytes are left out.
const BLOB_LIMIT: u64 = 256 << 10;

/// With more names than this, the layout is written only when the sandbox is left: it is written whole.
const AT_ONCE: usize = 256;

/// When a layout is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// After a command.
    Now,
    /// When the sandbox is left.
    Leaving,
}

/// The layout in a directory, and for which images it was written last.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Digest of the table of names.
    written: Option<String>,
}

impl Layout {
    /// Writes it, unless it was written for the same images before.
    pub(super) fn write(&mut self, images: &Images, when: When, into: &mut dyn Directory) -> Result<(), SaveError> {
        let names = images.names_digest();
        let waits = when == When::Now && self.written.is_some() && images.count_names() > AT_ONCE;
        if self.written.as_deref() == Some(names) || waits {
            return Ok(());
        }
        let mut targets = Vec::new();
        for (name, digest) in list(images) {
            let Some(mut target) = target(images, &digest) else { continue };
            for blob in small_blobs(images, &target) {
                let hex = blob.digest().hex();
                if !into.has_file(&hex) {
                    into.put_file(&hex, &Bytes::from(blob.content().to_bytes().to_vec()))?;
                }
            }
            target.set_annotations(Some([(REF_NAME.to_string(), name)].into()));
            targets.push(target);
        }
        into.write(MARKER_FILE, MARKER.as_bytes())?;
        into.write(INDEX_FILE, &index_file(targets))?;
        self.written = Some(names.to_string());
        Ok(())
    }
}

fn list(images: &Images) -> Vec<(String, Digest)> {
    let names = images.stored_names().into_iter();
    names.filter_map(|name| Some((name.familiar?, name.id.0))).collect()
}

/// The descriptor of an image that is here; its document says what it is.
fn target(images: &Images, digest: &Digest) -> Option<Descriptor> {
    let blob = images.blob(digest)?;
    let (own, usual) = match Content::read(&blob, "").ok()? {
        Content::Index(index) => (index.media_type().clone(), media_type::INDEX),
        Content::Manifest(manifest) => (manifest.media_type().clone(), media_type::MANIFEST),
    };
    let media_type = own.map_or_else(|| usual.to_string(), |own| own.to_string());
    Some(describe_parts(*digest, blob.size(), &media_type))
}

/// A manifest or index and what it refers to, as far as it is here and small.
fn small_blobs(images: &Images, target: &Descriptor) -> Vec<Blob> {
    let (mut walk, mut blobs) = (Walk::from([target.clone()]), Vec::new());
    while let Some(next) = walk.step() {
        let Some(blob) = images.blob(&next.sha256()).filter(|blob| blob.size() <= BLOB_LIMIT) else { continue };
        let media_type = next.media_type().to_string();
        if media_type::is_index(&media_type) || media_type::is_manifest(&media_type) {
            walk.follow(Content::read(&blob, &media_type).map_or_else(|_| Vec::new(), |content| content.children()));
        }
        blobs.push(blob);
    }
    blobs
}
