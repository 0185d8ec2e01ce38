//! [`Layer`]: a changeset with its tar and its digests, and [`Snapshot`]: a stack of them, unpacked.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use crate::content::{Memo, Rope, Source};
use crate::oci::{Blob, ChainId, DiffId, Digest};
use crate::vfs::{Changes, NodeKind, Tree};

use super::limits::{LayerError, Limits};
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
        static READ: Memo<(Digest, Limits), (DiffId, Changes)> = Memo::new();
        let key = (blob.digest(), limits);
        if let Some((diff_id, changes)) = READ.get(&key) {
            return Ok(Layer { blob, media_type, diff_id, changes });
        }
        let archive = gzip::decompress(blob.content(), limits)?;
        let changes = tar::to_changes(tar::read(&archive, limits)?)?;
        let diff_id = DiffId(Digest::from_sha256(archive.sha256()));
        READ.keep(key, (diff_id, changes.clone()), archive.literal());
        Ok(Layer { blob, media_type, diff_id, changes })
    }

    /// Packs a changeset: deterministic tar, pinned gzip, OCI media type.
    pub fn pack(changes: &Changes) -> Layer {
        static PACKED: Memo<[u8; 32], (DiffId, Blob)> = Memo::new();
        let archive = tar::write(tar::from_changes(changes));
        let key = archive.identity();
        let (diff_id, blob) = PACKED.get(&key).unwrap_or_else(|| {
            let diff_id = DiffId(Digest::from_sha256(archive.sha256()));
            let blob = Blob::new(gzip::compress(&archive));
            PACKED.keep(key, (diff_id, blob.clone()), blob.content().literal());
            (diff_id, blob)
        });
        Layer { blob, media_type: Layer::MEDIA_TYPE.into(), diff_id, changes: changes.clone() }
    }
}

/// How a layer's changeset is made again, e.g. from a row of a catalogue. The same recipe always makes the same.
pub trait LayerRecipe: Send + Sync + fmt::Debug {
    /// What the layer changes.
    fn changes(&self) -> Changes;
    /// See [`Source::recipe`].
    fn written(&self, _packed: &PackedLayer) -> Option<String> {
        None
    }
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
    fn recipe(&self) -> Option<String> {
        self.recipe.written(self)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Bytes that a change and its node take in memory beside path and content, about.
const CHANGE: usize = 512;

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
    /// Reads a layer's blob and unpacks it onto `below`; also gives the digest of its tar.
    pub fn read(
        below: Option<&Snapshot>,
        blob: Blob,
        media_type: &str,
        limits: Limits,
    ) -> Result<(DiffId, Snapshot), LayerError> {
        static UNPACKED: Memo<(Option<ChainId>, Digest, Limits), (DiffId, Snapshot)> = Memo::new();
        let key = (below.map(|below| below.chain_id), blob.digest(), limits);
        if let Some(known) = UNPACKED.get(&key) {
            return Ok(known);
        }
        let layer = Layer::read(blob, media_type, limits)?;
        let bytes = layer.changes.iter().map(|(path, change)| {
            let literal = match change.node().map(|node| &node.kind) {
                Some(NodeKind::File(content)) => content.literal(),
                _ => 0,
            };
            literal.saturating_add((path.len() + CHANGE) as u64)
        });
        let bytes = bytes.fold(0, u64::saturating_add);
        let snapshot = Snapshot::on(below, layer.diff_id, layer.changes);
        UNPACKED.keep(key, (layer.diff_id, snapshot.clone()), bytes);
        Ok((layer.diff_id, snapshot))
    }

    /// Unpacks `layer` onto `below`.
    pub fn on(below: Option<&Snapshot>, diff_id: DiffId, changes: Changes) -> Snapshot {
        let parent = below.map(|below| below.chain_id);
        let merged = below.map_or_else(Tree::new, |below| below.merged.clone()).apply(&changes);
        let usage = changes.disk_usage();
        let lowers = below.map_or(&[][..], |below| &below.lowers).iter().cloned().chain([changes]).collect();
        Snapshot { chain_id: ChainId::on(parent, diff_id), parent, lowers, merged, usage }
    }
}

#[cfg(test)]
mod tests {
    use crate::content::Filler;
    use crate::oci::media_type;
    use crate::vfs::{Change, Files, Meta, Node};

    use super::*;

    fn put(kind: NodeKind) -> Change {
        Change::Put(Node { meta: Meta { mode: 0o755, ..Meta::default() }, kind })
    }

    fn sample() -> Changes {
        let mut changes = Changes::new();
        changes.set("/etc", put(NodeKind::Directory));
        changes.set("/etc/motd", put(NodeKind::File("hello\n".into())));
        changes.set("/etc/gone", Change::Whiteout);
        changes.set("/lib", put(NodeKind::Directory));
        changes.set("/lib/big", put(NodeKind::File(Rope::filler(Filler { seed: 1, dense: 900 }, 3_000_000))));
        changes
    }

    fn all(changes: &Changes) -> Vec<(String, Change)> {
        changes.iter().map(|(path, change)| (path.to_string(), change.clone())).collect()
    }

    #[derive(Debug)]
    struct Sample;
    impl LayerRecipe for Sample {
        fn changes(&self) -> Changes {
            sample()
        }
    }

    #[derive(Debug)]
    struct Untouchable;
    impl LayerRecipe for Untouchable {
        fn changes(&self) -> Changes {
            Changes::new()
        }
    }

    #[test]
    fn a_layer_is_frozen() {
        let layer = Layer::pack(&sample());
        insta::assert_snapshot!(format!("{} {} {}", layer.blob.size(), layer.blob.digest(), layer.diff_id), @"60868 sha256:0c0700588383373006b399ac0a3ebfc7ed3ffd44710dbbbf29e07348b50ac0cb sha256:1e6b02ec361a3380772efb2d0441c0fad03b6978dfd25e64f0faa360c154700f");
    }

    #[test]
    fn what_was_packed_is_read() {
        let packed = Layer::pack(&sample());
        let bytes = packed.blob.content().to_bytes();
        let literal = Layer::read(Blob::new(bytes), Layer::MEDIA_TYPE, Limits::default()).unwrap();
        let placed = Layer::read(packed.blob.clone(), Layer::MEDIA_TYPE, Limits::default()).unwrap();
        for read in [literal, placed] {
            assert_eq!((read.diff_id, read.blob.digest()), (packed.diff_id, packed.blob.digest()));
            assert_eq!(all(&read.changes), all(&sample()));
            assert_eq!(Layer::pack(&read.changes).diff_id, packed.diff_id);
        }
    }

    #[test]
    fn an_uncompressed_layer_has_its_own_digest_as_diff_id() {
        let blob = Blob::new(tar::write(tar::from_changes(&sample())));
        let layer = Layer::read(blob.clone(), media_type::LAYER, Limits::default()).unwrap();
        assert_eq!(layer.diff_id.0, blob.digest());
    }

    #[test]
    fn a_packed_layer_makes_the_bytes_that_it_vouches_for() {
        let source = PackedLayer::measured(Arc::new(Sample));
        let blob = source.blob();
        assert_eq!((blob.digest(), blob.size()), (source.digest(), source.size()));
        assert_eq!(source.produce().sha256(), *source.digest().as_bytes());
        assert_eq!(source.diff_id(), Layer::pack(&sample()).diff_id);
    }

    #[test]
    fn a_packed_layer_is_not_unpacked() {
        let told = DiffId(Digest::of(b"told"));
        let source = PackedLayer::known(Arc::new(Untouchable), told, Digest::of(b"blob"), 1 << 40);
        let layer = Layer::read(source.blob(), Layer::MEDIA_TYPE, Limits { bytes: 1, entries: 0 }).unwrap();
        assert_eq!(layer.diff_id, told);
        assert!(layer.changes.is_empty());
    }

    #[test]
    fn what_is_no_layer_is_refused() {
        let read = |bytes: &'static str| Layer::read(Blob::new(bytes), Layer::MEDIA_TYPE, Limits::default());
        assert_eq!(read("junk").unwrap_err(), LayerError::Tar("unexpected EOF".into()));
        assert_eq!(read("").unwrap().changes.iter().count(), 0);
    }

    #[test]
    fn snapshots_stack() {
        let first = Layer::pack(&sample());
        let bottom = Snapshot::on(None, first.diff_id, first.changes);
        assert_eq!((bottom.chain_id.0, bottom.parent), (first.diff_id.0, None));
        let mut changes = Changes::new();
        changes.set("/etc", put(NodeKind::Directory));
        changes.set("/etc/motd", Change::Whiteout);
        let second = Layer::pack(&changes);
        let top = Snapshot::on(Some(&bottom), second.diff_id, second.changes);
        assert_eq!(top.chain_id, ChainId::on(Some(bottom.chain_id), second.diff_id));
        assert_eq!((top.parent, top.lowers.len()), (Some(bottom.chain_id), 2));
        assert!(bottom.merged.stat("/etc/motd", true).is_ok());
        assert!(top.merged.stat("/etc/motd", true).is_err());
        assert!(top.merged.stat("/lib/big", true).is_ok());
    }
}
