//! Walking from an image's target down to its blobs (containerd `images.Walk`, moby `image_manifest.go`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::oci::{ChainId, Digest, ImageConfig, Walk};

use super::descriptor::{Descriptor, Manifest};
use super::store::Images;

impl Images {
    /// Everything below the descriptor that is here, itself included, parents first.
    pub(in crate::engine) fn present(&self, root: &Descriptor) -> Vec<Descriptor> {
        let (mut walk, mut present) = (Walk::from([root.clone()]), Vec::new());
        while let Some(next) = walk.step() {
            if self.has(&next.digest) {
                walk.follow(self.children(&next));
                present.push(next);
            }
        }
        present
    }

    /// The manifests of an image, here or not.
    pub(in crate::engine) fn manifests(&self, target: &Descriptor) -> Vec<Descriptor> {
        let (mut walk, mut manifests) = (Walk::from([target.clone()]), Vec::new());
        while let Some(next) = walk.step() {
            if next.is_manifest() {
                manifests.push(next);
            } else {
                walk.follow(self.children(&next));
            }
        }
        manifests
    }

    /// Whether the manifest, its config and all its layers are here.
    pub(in crate::engine) fn is_available(&self, manifest: &Descriptor) -> bool {
        let mut all = self.has(&manifest.digest);
        self.each_child(manifest, &mut |child| all = all && self.has(&child.digest));
        all
    }

    /// Whether the manifest is no image although its media type says so (`IsPseudoImage`). Not here: it may be one.
    pub(in crate::engine) fn is_pseudo(&self, manifest: &Descriptor) -> bool {
        self.is_pseudo_with(manifest, self.read::<Manifest>(&manifest.digest).as_deref())
    }

    /// The same for who has read the manifest already.
    pub(super) fn is_pseudo_with(&self, manifest: &Descriptor, document: Option<&Manifest>) -> bool {
        if manifest.is_attestation() || manifest.platform.as_ref().is_some_and(crate::oci::Platform::is_unknown) {
            return true;
        }
        document
            .is_some_and(|document| !document.layers.is_empty() && !document.layers.iter().any(Descriptor::is_layer))
    }

    /// What the unpacked layers of a stack take on disk, bytes; 0 if the whole stack is not unpacked.
    pub(in crate::engine) fn unpacked_size(&self, chain: &[ChainId]) -> u64 {
        if chain.last().is_none_or(|top| self.usage(top).is_none()) {
            return 0;
        }
        chain.iter().filter_map(|chain_id| self.usage(chain_id)).fold(0, u64::saturating_add)
    }

    /// The stacks of layers that images are unpacked to, with those below them.
    pub(in crate::engine) fn used_chains(&self) -> BTreeSet<ChainId> {
        let mut chains = BTreeSet::new();
        let mut targets = BTreeSet::new();
        for name in self.names().into_values().filter(|name| targets.insert(name.target.digest)) {
            for descriptor in self.present(&name.target).iter().filter(|descriptor| descriptor.is_config()) {
                let config: Arc<ImageConfig> = self.read(&descriptor.digest).unwrap_or_default();
                chains.extend(chain_ids(&config));
            }
        }
        chains
    }

    /// Content and unpacked snapshots of all images, each counted once, in bytes (`ImageDiskUsage`).
    pub(in crate::engine) fn disk_usage(&self) -> u64 {
        let mut sizes: BTreeMap<(bool, Digest), u64> = BTreeMap::new();
        let mut targets = BTreeSet::new();
        for name in self.names().into_values() {
            if !targets.insert(name.target.digest) {
                continue;
            }
            for descriptor in self.present(&name.target) {
                sizes.insert((false, descriptor.digest), descriptor.size);
                if descriptor.is_config() {
                    let config: Arc<ImageConfig> = self.read(&descriptor.digest).unwrap_or_default();
                    let used = chain_ids(&config).into_iter().filter_map(|chain| Some((chain, self.usage(&chain)?)));
                    sizes.extend(used.map(|(chain_id, usage)| ((true, chain_id.0), usage)));
                }
            }
        }
        sizes.into_values().fold(0, u64::saturating_add)
    }
}

/// The names of the stacks of a config's layers, bottom first.
pub(in crate::engine) fn chain_ids(config: &ImageConfig) -> Vec<ChainId> {
    let mut below = None;
    let on = |diff_id: &crate::oci::DiffId| {
        let chain_id = ChainId::on(below, *diff_id);
        below = Some(chain_id);
        chain_id
    };
    config.rootfs.diff_ids.iter().map(on).collect()
}
