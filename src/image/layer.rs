//! [`Layer`]: a changeset with its tar and its digests, and [`Snapshot`]: a stack of them, unpacked.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use crate::content::{Rope, Source};
use crate::oci::{Blob, ChainId, DiffId, Digest};
use crate::vfs::{Changes, Tree};

use super::{gzip, tar};

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
    /// Not what its compression says.
    #[error("{0}")]
    Gzip(String),
    /// Not a tar that can be taken.
    #[error("{0}")]
    Tar(String),
    /// More than the [`Limits`].
    #[error("{0}")]
    Limit(String),
}

impl Layer {
    /// The media type of a layer that [`Layer::pack`] makes.
    pub const MEDIA_TYPE: &'static str = crate::oci::media_type::LAYER_GZIP;

    /// Reads a blob: decompresses by what its first bytes say, and parses the tar.
    /// A blob that is a [`PackedLayer`] is not unpacked.
    pub fn read(blob: Blob, media_type: &str, limits: Limits) -> Result<Layer, LayerError> {
        let media_type = media_type.to_string();
        if let Some(packed) = PackedLayer::within(blob.content()) {
            let (diff_id, changes) = (packed.diff_id, packed.recipe.changes());
            return Ok(Layer { blob, media_type, diff_id, changes });
        }
        let archive = gzip::decompress(blob.content(), limits)?;
        let changes = tar::to_changes(tar::read(&archive, limits)?)?;
        let diff_id = DiffId(Digest::from_sha256(archive.sha256()));
        Ok(Layer { blob, media_type, diff_id, changes })
    }

    /// Packs a changeset: deterministic tar, pinned gzip, OCI media type.
    pub fn pack(changes: &Changes) -> Layer {
        let archive = tar::write(tar::from_changes(changes));
        let diff_id = DiffId(Digest::from_sha256(archive.sha256()));
        let blob = Blob::new(gzip::compress(&archive));
        Layer { blob, media_type: Layer::MEDIA_TYPE.into(), diff_id, changes: changes.clone() }
    }
}

/// How a layer's changeset is made again, e.g. from a row of a catalogue. The same recipe always makes the same.
pub trait LayerRecipe: Send + Sync + fmt::Debug {
    /// What the layer changes.
    fn changes(&self) -> Changes;
}

/// A packed layer whose digests are known without packing it: the [`Source`] of a catalogue's blobs.
///
/// Its bytes are those of [`Layer::pack`] over the recipe's changes. [`Layer::read`] takes diff ID and changes from
/// here and unpacks nothing.
#[derive(Clone, Debug)]
pub struct PackedLayer {
    recipe: Arc<dyn LayerRecipe>,
    diff_id: DiffId,
    digest: Digest,
    size: u64,
}

impl PackedLayer {
    /// Vouches that [`Layer::pack`] over the recipe's changes gives a blob of this digest and size.
    pub fn known(recipe: Arc<dyn LayerRecipe>, diff_id: DiffId, digest: Digest, size: u64) -> Self {
        PackedLayer { recipe, diff_id, digest, size }
    }

    /// Packs once to learn the digests.
    pub fn measured(recipe: Arc<dyn LayerRecipe>) -> Self {
        let layer = Layer::pack(&recipe.changes());
        PackedLayer { recipe, diff_id: layer.diff_id, digest: layer.blob.digest(), size: layer.blob.size() }
    }

    /// The packed layer that all of `content` is, if it is one.
    pub fn within(content: &Rope) -> Option<&PackedLayer> {
        content.source()?.as_any().downcast_ref()
    }

    /// What makes the changes.
    pub fn recipe(&self) -> &Arc<dyn LayerRecipe> {
        &self.recipe
    }
    /// Digest of the uncompressed tar.
    pub fn diff_id(&self) -> DiffId {
        self.diff_id
    }
    /// Digest of the blob.
    pub fn digest(&self) -> Digest {
        self.digest
    }
    /// Length of the blob in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }
    /// The blob.
    pub fn blob(&self) -> Blob {
        Blob::new(Rope::made(Arc::new(self.clone())))
    }
}

impl Source for PackedLayer {
    fn len(&self) -> u64 {
        self.size
    }
    fn sha256(&self) -> [u8; 32] {
        *self.digest.as_bytes()
    }
    fn produce(&self) -> Rope {
        gzip::compress(&tar::write(tar::from_changes(&self.recipe.changes())))
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A stack of layers as the snapshotter keeps it: keyed by chain ID.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The name of the stack.
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
        let parent = below.map(|below| below.chain_id);
        let merged = below.map_or_else(Tree::new, |below| below.merged.clone()).apply(&changes);
        let usage = changes.disk_usage();
        let lowers = below.map_or(&[][..], |below| &below.lowers).iter().cloned().chain([changes]).collect();
        Snapshot { chain_id: ChainId::on(parent, diff_id), parent, lowers, merged, usage }
    }
}
