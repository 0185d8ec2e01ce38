//! What containers need of images: resolving one for use, and making one (`commit`, `import`).

use serde::Serialize;

use super::descriptor::{Descriptor, Manifest};
use super::find::dangling_name;
use super::platforms::Wanted;
use super::store::{Images, Name};
use super::tag::{fresh, give_name};
use crate::image::{Layer, Snapshot};
use crate::oci::{self, Blob, Digest, ImageConfig, ImageId, Platform, Reference, media_type};

use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult};

/// What a container needs of an image.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Digest of the index or manifest that the name points to.
    pub id: ImageId,
    /// The platform's manifest.
    pub manifest: oci::Descriptor,
    pub config: ImageConfig,
    /// Its unpacked layers.
    pub snapshot: Snapshot,
}

/// An image to be made here: the layers of `base` and one more.
#[derive(Clone, Debug, Default)]
pub struct NewImage {
    /// The config; `rootfs.diff_ids` must already name all layers, the new one last.
    pub config: ImageConfig,
    /// The platform's manifest whose layers come first.
    pub base: Option<Digest>,
    /// The new top layer.
    pub layer: Option<Layer>,
    /// What `docker history` and `rmi` take for its parent (a commit's image).
    pub parent: Option<ImageId>,
    /// Its name; without one it is dangling.
    pub name: Option<Reference>,
}

impl Images {
    /// Finds an image by name, ID, or ID prefix, for one platform (default: the host's, or the only one that is here),
    /// and unpacks it if need be. Errors are the daemon's (404 `No such image: …`).
    pub fn resolve(&mut self, name: &str, platform: Option<&Platform>) -> ApiResult<Resolved> {
        let found = self.find(name)?;
        let manifest = self.best_present(&found, &Wanted::exactly(platform))?;
        let missing = || ApiError::new(404, format!("content digest {}: not found", manifest.digest));
        let config = self.config_of(&manifest.digest).ok_or_else(missing)?;
        let failed = |error: super::unpack::UnpackError| ApiError::new(500, error.to_string());
        let snapshot = match self.unpack(&manifest, &mut Vec::new()).map_err(failed)? {
            Some(chain_id) => self.snapshot(&chain_id).ok_or_else(missing)?,
            None => Images::no_layers(),
        };
        Ok(Resolved { id: ImageId(found.name.target.digest), manifest: manifest.to_oci(), config, snapshot })
    }
}

/// A manifest as it is written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewManifest {
    schema_version: u32,
    media_type: &'static str,
    config: Descriptor,
    layers: Vec<Descriptor>,
}

/// Makes an image (`commit`, `import`): writes config and manifest, names it, unpacks it.
pub fn create(daemon: &mut Daemon<'_>, image: NewImage) -> ApiResult<ImageId> {
    let now = daemon.clock.now();
    let images = &mut daemon.state.images;
    let base = image.base.and_then(|base| images.read::<Manifest>(&base));
    let mut layers = base.map(|base| base.layers).unwrap_or_default();
    let mut put = Vec::new();
    if let Some(layer) = &image.layer {
        let descriptor = Descriptor::of(&layer.blob, &layer.media_type);
        images.put(&descriptor, &layer.blob);
        put.push(descriptor.digest);
        layers.push(descriptor);
    }
    let config = Blob::new(oci::canonical::to_vec(&image.config));
    let config_descriptor = Descriptor::of(&config, media_type::CONFIG);
    images.put(&config_descriptor, &config);
    let manifest =
        NewManifest { schema_version: 2, media_type: media_type::MANIFEST, config: config_descriptor, layers };
    let manifest = Blob::new(oci::canonical::to_vec(&manifest));
    let target = Descriptor::of(&manifest, media_type::MANIFEST);
    images.put(&target, &manifest);
    put.extend([config.digest(), manifest.digest()]);
    if let Err(error) = images.unpack(&target, daemon.events) {
        images.sweep(put.into_iter().rev());
        return Err(ApiError::new(500, error.to_string()));
    }
    let id = ImageId(target.digest);
    let full = image.name.map_or_else(|| dangling_name(&target.digest), |name| name.or_latest().to_string());
    let name = Name { parent: image.parent, ..fresh(target, now) };
    give_name(images, daemon.events, &full, name);
    Ok(id)
}
