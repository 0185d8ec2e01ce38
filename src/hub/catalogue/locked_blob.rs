//! Blobs of which only the lock's line has been read: a saved World names many, and needs the bytes of none at start.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::Inner;
use crate::content::{Rope, Source};
use crate::hub::image::MATERIALS;
use crate::hub::lock::line::Line;
use crate::image::{LayerRecipe, PackedLayer};
use crate::vfs::Changes;

/// The source of a locked blob; the repository's file is read when its bytes or files are wanted. `written`: the line is
/// not the lock's, but was saved with a World.
pub(super) fn source(catalogue: Arc<Inner>, line: Line, written: bool) -> Option<Arc<dyn Source>> {
    let (place, _) = line.label.rsplit_once(':')?;
    let (path, key) = place.split_once('#')?;
    let blob = LockedBlob { catalogue, path: path.into(), key: key.into(), line, written };
    if blob.line.label.contains(MATERIALS) {
        return Some(Arc::new(blob));
    }
    let Line { diff_id, digest, size, .. } = blob.line;
    Some(Arc::new(PackedLayer::known(Arc::new(blob), diff_id, digest, size)))
}

/// A blob of which the lock's line is known.
struct LockedBlob {
    catalogue: Arc<Inner>,
    path: String,
    key: String,
    line: Line,
    written: bool,
}

impl fmt::Debug for LockedBlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LockedBlob({})", self.line.label)
    }
}

impl LayerRecipe for LockedBlob {
    fn changes(&self) -> Changes {
        let spec = self.catalogue.spec(&self.path, &self.key, &self.line.label);
        // A file that was changed after its lock was written makes something else.
        let same = spec.filter(|spec| spec.fingerprint() == self.line.fingerprint);
        same.map(|spec| spec.changes()).unwrap_or_default()
    }
    fn written(&self, _packed: &PackedLayer) -> Option<String> {
        self.written.then(|| self.line.to_string())
    }
}

impl Source for LockedBlob {
    fn len(&self) -> u64 {
        self.line.size
    }
    fn sha256(&self) -> [u8; 32] {
        *self.line.digest.as_bytes()
    }
    fn produce(&self) -> Rope {
        let blob = self.catalogue.built(&self.path, &self.key).and_then(|built| built.blobs.get(&self.line.digest));
        blob.and_then(|blob| blob.content().source()).map(|source| source.produce()).unwrap_or_default()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}
