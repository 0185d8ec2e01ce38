//! [`Loaded`]: what an archive holds.

use std::collections::BTreeMap;

use crate::oci::{Blob, BlobSource, Digest};

use super::{ArchiveError, Image, reachable};

/// What an archive holds.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The images in the archive's order; one row a name.
    pub images: Vec<Image>,
    /// All blobs that belong to them and are in the archive.
    pub blobs: BTreeMap<Digest, Blob>,
}

/// The regular files of an archive, by cleaned name, and its symbolic links.
#[derive(Default)]
pub(super) struct Files {
    pub blobs: BTreeMap<String, Blob>,
    pub links: BTreeMap<String, String>,
}

/// A map of blobs as a source.
pub(super) struct Held<'a>(pub &'a BTreeMap<Digest, Blob>);

impl BlobSource for Held<'_> {
    fn blob(&self, digest: &Digest) -> Option<Blob> {
        self.0.get(digest).cloned()
    }
    fn has_blob(&self, digest: &Digest) -> bool {
        self.0.contains_key(digest)
    }
}

impl Loaded {
    /// Leaves out what belongs to no image; an archive without images is refused.
    pub(super) fn checked(mut self) -> Result<Loaded, ArchiveError> {
        if self.images.is_empty() {
            return Err(ArchiveError::Empty);
        }
        self.blobs = reachable(self.images.iter().map(|image| &image.target), &Held(&self.blobs))?;
        Ok(self)
    }
}
