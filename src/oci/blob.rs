//! Blobs: bytes with their digest, and the places that give them.

use crate::content::Rope;

use super::Digest;

/// Bytes whose digest is known and right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    digest: Digest,
    content: Rope,
}

/// The bytes are not those that the digest names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unexpected commit digest {found}, expected {expected}: failed precondition")]
pub struct WrongDigest {
    /// What was asked for.
    pub expected: Digest,
    /// What the bytes have.
    pub found: Digest,
}

impl Blob {
    /// A blob of these bytes. Hashes them, unless they are one whole [`crate::content::Source`].
    pub fn new(content: impl Into<Rope>) -> Self {
        let content = content.into();
        Blob { digest: Digest::from_sha256(content.sha256()), content }
    }

    /// A blob of these bytes, if they have this digest.
    pub fn verified(content: impl Into<Rope>, expected: Digest) -> Result<Self, WrongDigest> {
        let blob = Blob::new(content);
        if blob.digest == expected { Ok(blob) } else { Err(WrongDigest { expected, found: blob.digest }) }
    }

    /// A blob whose digest was verified before and kept beside the bytes: nothing is hashed.
    pub fn known(content: Rope, digest: Digest) -> Self {
        Blob { digest, content }
    }

    /// The digest of the bytes.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Length in bytes.
    pub fn size(&self) -> u64 {
        self.content.len()
    }

    /// The bytes.
    pub fn content(&self) -> &Rope {
        &self.content
    }
}

/// Where blobs can be found.
pub trait BlobSource {
    /// The blob, if it is here.
    fn blob(&self, digest: &Digest) -> Option<Blob>;
    /// Whether it is here.
    fn has_blob(&self, digest: &Digest) -> bool {
        self.blob(digest).is_some()
    }
}
