//! [`Layer`]: a changeset with its tar and its digests, and [`Snapshot`]: a stack of them, unpacked.

use std::sync::Arc;

use crate::oci::{Blob, ChainId, DiffId};
use crate::vfs::{Changes, Tree};

/// A layer: the files it changes, and the blob it travels as.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The blob as transferred.
    pub blob: Blob,
    /// Its media type.
    pub media_type: String,
    /// Digest of the uncompressed tar.
    pub diff_id: DiffId,
    /// What it changes.
    pub changes: Changes,
}

/// What a reader of layers and archives is ready to take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes after decompression.
    pub bytes: u64,
    /// Entries of a tar.
    pub entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 8 << 30, entries: 1_000_000 }
    }
}

/// Why bytes are no layer (or no archive).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayerError {
    #[error("{0}")]
    Gzip(String),
    #[error("{0}")]
    Tar(String),
    #[error("{0}")]
    Limit(String),
}

impl Layer {
    /// Reads a blob: decompresses by what its first bytes say, and parses the tar.
    /// A blob that is a [`crate::content::Source`] which knows its changes is not unpacked.
    pub fn read(blob: Blob, media_type: &str, limits: Limits) -> Result<Layer, LayerError> {
        let _ = (blob, media_type, limits);
        todo!()
    }
    /// Packs a changeset: deterministic tar, pinned gzip, OCI media type.
    pub fn pack(changes: &Changes) -> Layer {
        let _ = changes;
        todo!()
    }
    /// The media type of a layer that [`Layer::pack`] makes.
    pub const MEDIA_TYPE: &'static str = crate::oci::media_type::LAYER_GZIP;
}

/// A stack of layers as the snapshotter keeps it: keyed by chain ID.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub chain_id: ChainId,
    /// The snapshot below.
    pub parent: Option<ChainId>,
    /// The changesets of the whole stack, bottom first.
    pub lowers: Arc<[Changes]>,
    /// What one sees.
    pub merged: Tree,
    /// What the top changeset takes on disk, bytes.
    pub usage: u64,
}

impl Snapshot {
    /// Unpacks `layer` onto `below`.
    pub fn on(below: Option<&Snapshot>, diff_id: DiffId, changes: Changes) -> Snapshot {
        let _ = (below, diff_id, changes);
        todo!()
    }
}
