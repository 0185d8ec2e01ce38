//! Unpacking an image's layers into snapshots, each stack once (containerd `client.image.Unpack`).

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::image::{Limits, Snapshot};
use crate::oci::{ChainId, Digest, ImageConfig};

use super::descriptor::{Descriptor, Manifest};
use super::store::Images;
use super::walk::chain_ids;
use crate::engine::Event;

/// Why an image was not unpacked; the words are containerd's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::engine) enum UnpackError {
    /// A blob is not here.
    #[error("content digest {0}: not found")]
    Missing(Digest),
    /// Manifest and config do not fit each other.
    #[error("mismatched image rootfs and manifest layers")]
    Mismatch,
    /// A layer's tar is another than the config says.
    #[error("wrong diff id calculated on extraction {found:?}, expected {expected:?}")]
    DiffId { expected: String, found: String },
    /// A layer is no tar that can be unpacked.
    #[error("failed to extract layer {0}: {1}")]
    Layer(String, String),
}

impl Images {
    /// The layers that are not unpacked yet, bottom first: those that a pull has to fetch. Stacks that are `hidden` are
    /// not seen.
    pub(in crate::engine) fn not_unpacked(
        &self,
        manifest: &Manifest,
        config: &ImageConfig,
        hidden: &BTreeSet<ChainId>,
    ) -> Vec<Descriptor> {
        let chain = chain_ids(config);
        if chain.len() != manifest.layers.len() {
            return manifest.layers.clone();
        }
        let is_known = |chain_id: &&ChainId| self.usage(chain_id).is_some() && !hidden.contains(*chain_id);
        let known = chain.iter().take_while(is_known).count();
        manifest.layers.iter().skip(known).cloned().collect()
    }

    /// Unpacks the manifest's layers; stacks that are there already stay as they are.
    pub(in crate::engine) fn unpack(
        &mut self,
        manifest: &Descriptor,
        events: &mut Vec<Event>,
    ) -> Result<Option<ChainId>, UnpackError> {
        let document: Arc<Manifest> = self.read(&manifest.digest).ok_or(UnpackError::Missing(manifest.digest))?;
        let config_digest = document.config.digest;
        let config: Arc<ImageConfig> = self.read(&config_digest).ok_or(UnpackError::Missing(config_digest))?;
        let chain = chain_ids(&config);
        if chain.len() != document.layers.len() {
            return Err(UnpackError::Mismatch);
        }
        let mut top = None;
        for ((chain_id, diff_id), layer) in chain.iter().zip(&config.rootfs.diff_ids).zip(&document.layers) {
            if self.usage(chain_id).is_some() {
                events.push(Event::LayerShared { chain_id: *chain_id });
                top = Some(*chain_id);
                continue;
            }
            match self.unpack_one(top, *diff_id, layer) {
                Ok(usage) => {
                    let digest = layer.digest;
                    events.push(Event::LayerUnpacked { chain_id: *chain_id, digest, usage });
                    top = Some(*chain_id);
                }
                Err(error) => {
                    top.into_iter().for_each(|top| self.sweep_snapshot(top));
                    return Err(error);
                }
            }
        }
        if let Some(top) = top {
            self.set_unpacked(&config_digest, top);
        }
        Ok(top)
    }

    fn unpack_one(
        &mut self,
        below: Option<ChainId>,
        diff_id: crate::oci::DiffId,
        layer: &Descriptor,
    ) -> Result<u64, UnpackError> {
        let blob = self.blob(&layer.digest).ok_or(UnpackError::Missing(layer.digest))?;
        let failed = |error: String| UnpackError::Layer(diff_id.to_string(), error);
        let below = match below {
            Some(below) => {
                Some(self.snapshot(&below).ok_or_else(|| failed(format!("parent snapshot {below}: not found")))?)
            }
            None => None,
        };
        let read = Snapshot::read(below.as_ref(), blob.clone(), &layer.media_type, Limits::default());
        let (found, snapshot) = read.map_err(|error| failed(error.to_string()))?;
        if found != diff_id {
            let (expected, found) = (diff_id.to_string(), found.to_string());
            return Err(UnpackError::DiffId { expected, found });
        }
        let usage = snapshot.usage;
        self.put_snapshot(snapshot, diff_id, &blob, &layer.media_type);
        Ok(usage)
    }
}
