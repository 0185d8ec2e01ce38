//! The store for those who look at it from outside: checks of lessons, drawings of tags, images and layers.
//!
//! Not an endpoint of the Engine API, and nothing here changes anything. What is asked for is read when it is asked.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::oci::{ChainId, DiffId, Digest, ImageConfig, ImageId, Platform, Reference};

use super::descriptor::{Descriptor, Manifest};
use super::find::{familiar, is_dangling};
use super::platforms::Wanted;
use super::store::Images;
use super::walk::chain_ids;

/// A name in the store and the image it points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredName {
    /// As people write it (`nginx:latest`, `nginx@sha256:…`); `None`: the image is kept without a name.
    pub familiar: Option<String>,
    /// Digest of the index or manifest.
    pub id: ImageId,
}

/// One manifest of an image in the store.
#[derive(Clone, Debug)]
pub struct StoredManifest {
    /// Of the manifest.
    pub digest: Digest,
    /// What it is for; `unknown/unknown` for an attestation.
    pub platform: Platform,
    /// Whether it is an attestation and no image.
    pub attestation: bool,
    /// Whether it, its config and all its layers are here.
    pub here: bool,
    /// Digest of the config, if the manifest is here.
    pub config_digest: Option<Digest>,
    /// The config, if it is here.
    pub config: Option<ImageConfig>,
    /// Its layers, bottom first; empty if the manifest is not here.
    pub layers: Vec<StoredLayer>,
    /// Blobs that are here (manifest, config, layers), bytes.
    pub content: u64,
}

/// What an image takes, bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoredSizes {
    /// Blobs that are here.
    pub content: u64,
    /// Blobs, and the unpacked layers beside them.
    pub disk: u64,
}

/// One layer of a manifest, with its four identities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLayer {
    /// Of the blob as it travels.
    pub digest: Digest,
    /// Of the uncompressed tar, if the config says.
    pub diff_id: Option<DiffId>,
    /// Of the stack up to this layer.
    pub chain_id: Option<ChainId>,
    /// What made it, as the history has it (or else the comment there); empty if the history does not say.
    pub instruction: String,
    /// Bytes of the blob.
    pub size: u64,
    /// Bytes that the unpacked layer takes on disk, if it is unpacked.
    pub usage: Option<u64>,
    /// Whether the blob is here.
    pub here: bool,
}

impl StoredManifest {
    /// Bytes of blobs and unpacked layers.
    pub fn disk(&self) -> u64 {
        self.layers.iter().filter_map(|layer| layer.usage).fold(self.content, u64::saturating_add)
    }

    /// The stack of all its layers, if the config is here and there are layers.
    pub fn chain_id(&self) -> Option<ChainId> {
        self.layers.last().and_then(|layer| layer.chain_id)
    }
}

impl Images {
    /// All names, in their order; images without a name last.
    pub fn stored_names(&self) -> Vec<StoredName> {
        let all = self.names();
        let mut names: Vec<StoredName> = all
            .into_iter()
            .map(|(full, name)| StoredName {
                familiar: (!is_dangling(full, name)).then(|| familiar(full)),
                id: ImageId(name.target.digest),
            })
            .collect();
        names.sort_by_key(|name| name.familiar.is_none());
        names
    }

    /// The ID of the image that a person means by a name, an ID or the beginning of one.
    pub fn stored_id(&self, text: &str) -> Option<ImageId> {
        self.find(text).ok().map(|found| ImageId(found.name.target.digest))
    }

    /// Whether exactly this name (with `latest` filled in) is here.
    pub fn has_name(&self, text: &str) -> bool {
        Reference::parse(text).is_ok_and(|reference| self.name(&reference.or_latest().to_string()).is_some())
    }

    /// All manifests of an image, here or not, attestations too, in the order of its index.
    pub fn stored_manifests(&self, id: &ImageId) -> Vec<StoredManifest> {
        let Some((_, name)) = self.names_of(&id.0).into_iter().next() else { return Vec::new() };
        self.manifests(&name.target).iter().map(|manifest| self.stored_manifest(manifest)).collect()
    }

    /// What an image takes with all its manifests, attestations too: the two figures of `docker image ls`.
    pub fn stored_sizes(&self, id: &ImageId) -> StoredSizes {
        let manifests = self.stored_manifests(id);
        let sum = |size: fn(&StoredManifest) -> u64| manifests.iter().map(size).fold(0, u64::saturating_add);
        StoredSizes { content: sum(|manifest| manifest.content), disk: sum(StoredManifest::disk) }
    }

    /// The manifest that is here and meant if nobody names a platform.
    pub fn stored_image(&self, id: &ImageId) -> Option<StoredManifest> {
        let (full, name) = self.names_of(&id.0).into_iter().next()?;
        let manifest = self.best_present(&super::find::Found { full, name }, &Wanted::Any).ok()?;
        Some(self.stored_manifest(&manifest))
    }

    /// The manifest of this platform, as a container knows it.
    pub fn stored_platform(&self, manifest: &Digest, platform: &Platform) -> StoredManifest {
        let mut descriptor = Descriptor::new(crate::oci::media_type::MANIFEST, *manifest, 0);
        descriptor.platform = Some(platform.clone());
        self.stored_manifest(&descriptor)
    }

    fn stored_manifest(&self, manifest: &Descriptor) -> StoredManifest {
        let document: Option<Arc<Manifest>> = self.read(&manifest.digest);
        let config: Option<Arc<ImageConfig>> =
            document.as_ref().and_then(|document| self.read(&document.config.digest));
        let attestation = self.is_pseudo(manifest);
        let platform = manifest.platform.clone().or_else(|| config.as_ref().map(|config| config.platform.clone()));
        let mut counted = BTreeSet::new();
        let parts = document.iter().flat_map(|document| document.layers.iter().chain([&document.config]));
        let mut size = |part: &Descriptor| if counted.insert(part.digest) { part.size } else { 0 };
        let present = parts.chain([manifest]).filter(|part| self.has(&part.digest));
        let content = present.map(&mut size).fold(0, u64::saturating_add);
        let layers = match (&document, attestation) {
            (Some(document), false) => self.stored_layers(document, config.as_deref()),
            _ => Vec::new(),
        };
        StoredManifest {
            digest: manifest.digest,
            platform: platform.unwrap_or_default(),
            attestation,
            here: self.is_available(manifest),
            config_digest: document.map(|document| document.config.digest),
            config: config.filter(|_| !attestation).map(Arc::unwrap_or_clone),
            layers,
            content,
        }
    }

    fn stored_layers(&self, document: &Manifest, config: Option<&ImageConfig>) -> Vec<StoredLayer> {
        let chain = config.map(chain_ids).unwrap_or_default();
        let made = config.iter().flat_map(|config| &config.history).filter(|step| !step.empty_layer);
        let said = |step: &crate::oci::History| {
            if step.created_by.is_empty() { step.comment.clone() } else { step.created_by.clone() }
        };
        let made: Vec<String> = made.map(said).collect();
        let layer = |(index, layer): (usize, &Descriptor)| {
            let chain_id = chain.get(index).copied();
            StoredLayer {
                digest: layer.digest,
                diff_id: config.and_then(|config| config.rootfs.diff_ids.get(index).copied()),
                chain_id,
                instruction: made.get(index).cloned().unwrap_or_default(),
                size: layer.size,
                usage: chain_id.and_then(|chain_id| self.usage(&chain_id)),
                here: self.has(&layer.digest),
            }
        };
        document.layers.iter().enumerate().map(layer).collect()
    }
}
