//! Images: the containerd content store, the names, and the unpacked snapshots.

use crate::image::Snapshot;
use crate::oci::{Descriptor, ImageConfig, ImageId, Platform};

use super::api::ApiResult;

/// Content store, image names, snapshots.
#[derive(Clone, Debug, Default)]
pub struct Images {}

/// What a container needs of an image.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Digest of the index or manifest that the name points to.
    pub id: ImageId,
    /// The platform's manifest.
    pub manifest: Descriptor,
    pub config: ImageConfig,
    /// Its unpacked layers.
    pub snapshot: Snapshot,
}

impl Images {
    /// Finds an image by name, ID, or ID prefix, for one platform (default: the host's, or the only one that is here),
    /// and unpacks it if need be. Errors are the daemon's (404 `No such image: …`).
    pub fn resolve(&mut self, name: &str, platform: Option<&Platform>) -> ApiResult<Resolved> {
        let _ = (name, platform);
        todo!()
    }
}
