//! Manifests and indexes, over the `oci-spec` models.

pub use oci_spec::image::{Descriptor, ImageIndex as Index, ImageManifest as Manifest};

use super::Blob;

/// What a manifest blob turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// One image (or artifact).
    Manifest(Box<Manifest>),
    /// A list of manifests.
    Index(Box<Index>),
}

/// Why bytes are no manifest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Larger than the 4 MiB that registries take (distribution-spec, "Pushing manifests").
    #[error("manifest of {0} bytes is larger than 4194304")]
    TooLarge(u64),
    /// Not JSON, or not of the form.
    #[error("{0}")]
    Malformed(String),
}

impl Content {
    /// Reads a manifest or an index; the media type is that of the descriptor or header, the document's own wins.
    pub fn read(_blob: &Blob, _media_type: &str) -> Result<Content, ManifestError> {
        todo!()
    }
}
