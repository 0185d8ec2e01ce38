//! [`Summary`]: an image with all its platforms, and what each takes (moby `multiPlatformSummary`).

use std::sync::Arc;

use crate::oci::{ChainId, Digest, ImageConfig, Platform};

use super::descriptor::{Descriptor, Manifest};
use super::platforms::Wanted;
use super::store::Images;
use super::walk::chain_ids;
use crate::engine::api::models;
use crate::engine::containers::Use;

/// An image with all its platforms.
#[derive(Clone, Debug, Default)]
pub(super) struct Summary {
    pub manifests: Vec<ManifestSummary>,
    /// The stacks of all its layers.
    pub chain_ids: Vec<ChainId>,
    /// All blobs below its manifests that are here, with their sizes in bytes.
    pub content: Vec<(Digest, u64)>,
    /// Content and unpacked layers of all platforms, bytes.
    pub total: u64,
    /// How many containers use it.
    pub containers: usize,
    /// Which manifest is meant if nobody says more.
    pub best: Option<usize>,
}

/// One manifest of an image.
#[derive(Clone, Debug)]
pub(super) struct ManifestSummary {
    pub descriptor: Descriptor,
    pub available: bool,
    /// Blobs here, bytes.
    pub content: u64,
    /// Blobs here and unpacked layers, bytes.
    pub total: u64,
    pub kind: Kind,
}

/// What a manifest is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Image { platform: Platform, config: Option<Arc<ImageConfig>>, unpacked: u64, containers: Vec<String> },
    Attestation(Digest),
    Unknown,
}

impl Images {
    /// Sums up an image.
    pub(super) fn summary(&self, target: &Descriptor, wanted: &Wanted, uses: &[Use]) -> Summary {
        let mut summary = Summary::default();
        let mut best_rank = usize::MAX;
        for descriptor in self.manifests(target) {
            let document: Option<Arc<Manifest>> = self.read(&descriptor.digest);
            let below = self.below(&descriptor, document.as_deref());
            let available = document.as_ref().is_some_and(|document| below.len() == document.layers.len() + 2);
            let content = below.iter().map(|(_, size)| *size).fold(0, u64::saturating_add);
            summary.content.extend(below);
            let kind = if self.is_pseudo_with(&descriptor, document.as_deref()) {
                descriptor.attests().map_or(Kind::Unknown, Kind::Attestation)
            } else {
                let config: Option<Arc<ImageConfig>> = document.and_then(|document| self.read(&document.config.digest));
                let platform = descriptor.platform.clone();
                let platform = platform.or_else(|| config.as_ref().map(|config| config.platform.clone()));
                let platform = platform.unwrap_or_default();
                let chain = config.as_deref().map(chain_ids).unwrap_or_default();
                let unpacked = self.unpacked_size(&chain);
                summary.chain_ids.extend(chain);
                let using = uses.iter().filter(|using| using.manifest == descriptor.digest);
                let containers: Vec<String> = using.map(|using| using.container.clone()).collect();
                summary.containers += containers.len();
                if let Some(rank) = wanted.rank(&platform)
                    && (summary.best.is_none() || rank < best_rank)
                {
                    best_rank = rank;
                    summary.best = Some(summary.manifests.len());
                }
                Kind::Image { platform, config, unpacked, containers }
            };
            let unpacked = if let Kind::Image { unpacked, .. } = &kind { *unpacked } else { 0 };
            let total = content.saturating_add(unpacked);
            summary.total = summary.total.saturating_add(total);
            summary.manifests.push(ManifestSummary { descriptor, available, content, total, kind });
        }
        summary
    }

    /// The manifest, its config and its layers, as far as they are here, with their sizes in bytes.
    fn below(&self, descriptor: &Descriptor, document: Option<&Manifest>) -> Vec<(Digest, u64)> {
        let Some(document) = document else { return Vec::new() };
        let all = [descriptor, &document.config].into_iter().chain(&document.layers);
        all.filter(|child| self.has(&child.digest)).map(|child| (child.digest, child.size)).collect()
    }
}

impl Summary {
    /// The manifest that is meant if nobody says more.
    pub fn best(&self) -> Option<&ManifestSummary> {
        self.manifests.get(self.best?)
    }
}

impl ManifestSummary {
    /// The config of an image, if it is here.
    pub fn config(&self) -> Option<&ImageConfig> {
        match &self.kind {
            Kind::Image { config, .. } => config.as_deref(),
            _ => None,
        }
    }

    /// For the API.
    pub fn to_model(&self) -> models::ImageManifestSummary {
        use models::ImageManifestSummaryKindEnum as Name;
        let (kind, image_data, attestation_data) = match &self.kind {
            Kind::Image { platform, unpacked, containers, .. } => {
                let data = models::ImageManifestSummaryImageData {
                    platform: platform_model(platform),
                    containers: containers.clone(),
                    size: models::ImageManifestSummaryImageDataSize { unpacked: signed(*unpacked) },
                };
                (Name::IMAGE, Some(data), None)
            }
            Kind::Attestation(about) => {
                let data = models::ImageManifestSummaryAttestationData { _for: about.to_string() };
                (Name::ATTESTATION, None, Some(data))
            }
            Kind::Unknown => (Name::UNKNOWN, None, None),
        };
        models::ImageManifestSummary {
            id: self.descriptor.digest.to_string(),
            descriptor: descriptor_model(&self.descriptor),
            available: self.available,
            size: models::ImageManifestSummarySize { total: signed(self.total), content: signed(self.content) },
            kind: Some(kind),
            image_data,
            attestation_data,
        }
    }
}

/// A size for the API.
pub(in crate::engine) fn signed(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_string())
}

/// A platform for the API.
pub(in crate::engine) fn platform_model(platform: &Platform) -> models::OciPlatform {
    models::OciPlatform {
        architecture: Some(platform.architecture.clone()),
        os: Some(platform.os.clone()),
        os_version: filled(&platform.os_version),
        os_features: (!platform.os_features.is_empty()).then(|| platform.os_features.clone()),
        variant: filled(&platform.variant),
    }
}

/// A descriptor for the API.
pub(in crate::engine) fn descriptor_model(descriptor: &Descriptor) -> models::OciDescriptor {
    models::OciDescriptor {
        media_type: Some(descriptor.media_type.clone()),
        digest: Some(descriptor.digest.to_string()),
        size: Some(signed(descriptor.size)),
        urls: (!descriptor.urls.is_empty()).then(|| descriptor.urls.clone()),
        annotations: (!descriptor.annotations.is_empty())
            .then(|| descriptor.annotations.iter().map(|(key, value)| (key.clone(), value.clone())).collect()),
        data: descriptor.data.clone(),
        platform: descriptor.platform.as_ref().map(platform_model),
        artifact_type: filled(&descriptor.artifact_type),
    }
}
