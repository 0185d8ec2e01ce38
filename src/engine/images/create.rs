//! What containers need of images: resolving one for use, and making one (`commit`, `import`).

use std::sync::Arc;

use serde_json::{Value, json};

use super::descriptor::{Descriptor, Manifest};
use super::find::dangling_name;
use super::platforms::Wanted;
use super::store::{Images, Name};
use super::tag::{fresh, give_name};
use super::unpack::UnpackError;
use crate::image::Snapshot;
use crate::oci::{self, Blob, Digest, ImageConfig, ImageId, Platform, Reference, media_type};
use crate::text::quote;

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
    /// The new top layer: its blob and media type.
    pub layer: Option<(Blob, String)>,
    /// What `docker history` and `rmi` take for its parent (a commit's image).
    pub parent: Option<ImageId>,
    /// Its name; without one it is dangling.
    pub name: Option<Reference>,
    pub spelling: Spelling,
}

/// Where containerd mounts what it unpacks into; a number follows.
const MOUNTS: &str = "/var/lib/docker/containerd/daemon/tmpmounts/containerd-mount";
const MOUNT_NUMBERS: u64 = 10_000_000_000;

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
        Ok(Resolved {
            id: ImageId(found.name.target.digest),
            manifest: manifest.to_oci(),
            config: Arc::unwrap_or_clone(config),
            snapshot,
        })
    }
}

/// How a manifest is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// Without blanks, the version first.
    #[default]
    Compact,
    /// Indented by four, the media type first (`writeContentsForImage`).
    Indented,
}

impl Spelling {
    fn manifest(self, config: Descriptor, layers: Vec<Descriptor>) -> Vec<u8> {
        let version = ("schemaVersion", Value::from(2));
        let media_type = ("mediaType", Value::from(media_type::MANIFEST));
        let (first, second) = match self {
            Spelling::Compact => (version, media_type),
            Spelling::Indented => (media_type, version),
        };
        let parts = [("config", json!(config)), ("layers", json!(layers))];
        let fields = [first, second].into_iter().chain(parts).map(|(key, value)| (key.to_string(), value));
        let manifest = Value::Object(fields.collect());
        match self {
            Spelling::Compact => oci::canonical::to_vec(&manifest),
            Spelling::Indented => oci::canonical::indented(&manifest, "    "),
        }
    }
}

/// Makes an image (`commit`, `import`): writes config and manifest, names it, unpacks it. A layer that cannot be unpacked
/// is an error, and the name stays.
pub fn create(daemon: &mut Daemon<'_>, image: NewImage) -> ApiResult<ImageId> {
    let now = daemon.clock.now();
    let images = &mut daemon.state.images;
    let base = image.base.and_then(|base| images.read::<Manifest>(&base));
    let mut layers = base.map(|base| base.layers.clone()).unwrap_or_default();
    if let Some((blob, media_type)) = &image.layer {
        let descriptor = Descriptor::of(blob, media_type);
        images.put(&descriptor, blob);
        layers.push(descriptor);
    }
    let config = Blob::new(oci::canonical::to_vec(&image.config));
    let config_descriptor = Descriptor::of(&config, media_type::CONFIG);
    images.put(&config_descriptor, &config);
    let manifest = Blob::new(image.spelling.manifest(config_descriptor, layers));
    let target = Descriptor::of(&manifest, media_type::MANIFEST);
    images.put(&target, &manifest);
    let id = ImageId(target.digest);
    let full = image.name.map_or_else(|| dangling_name(&target.digest), |name| name.or_latest().to_string());
    let name = Name { parent: image.parent, ..fresh(target.clone(), now) };
    give_name(images, daemon.events, &full, name);
    let unpacked = images.unpack(&target, daemon.events);
    let number = daemon.clock.random() % MOUNT_NUMBERS;
    unpacked.map_err(|error| {
        let error = match error {
            UnpackError::Layer(diff_id, why) => {
                format!("failed to extract layer {diff_id}: mount callback failed on {MOUNTS}{number}: {why}")
            }
            error => error.to_string(),
        };
        ApiError::new(500, format!("failed to unpack image: apply layer error for {}: {error}", quote(&full)))
    })?;
    Ok(id)
}
