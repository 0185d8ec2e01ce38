//! Images: the containerd content store, the names, and the unpacked snapshots.

use crate::image::{Layer, Snapshot};
use crate::oci::{ChainId, Descriptor, Digest, ImageConfig, ImageId, Platform, Reference};

use crate::content::Rope;

use super::Daemon;
use super::api::{self, ApiResult, Credentials, Filters, ProgressSink, models};
use serde_json::Value;

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
        let _ = (name, platform);
        todo!()
    }
    /// An unpacked stack of layers, as long as an image or a container ([`Images::hold`]) needs it.
    pub fn snapshot(&self, chain_id: &ChainId) -> Option<Snapshot> {
        let _ = chain_id;
        todo!()
    }
    /// A container's writable layer lies on this stack now: it stays, even when its image goes.
    pub fn hold(&mut self, chain_id: &ChainId) {
        let _ = chain_id;
        todo!()
    }
    /// The opposite of [`Images::hold`].
    pub fn release(&mut self, chain_id: &ChainId) {
        let _ = chain_id;
        todo!()
    }
}

/// Makes an image (`commit`, `import`): writes config and manifest, names it, unpacks it.
pub fn create(daemon: &mut Daemon<'_>, image: NewImage) -> ApiResult<ImageId> {
    let _ = (daemon, image);
    todo!()
}

/// See [`super::api::Engine::image_list`].
pub(super) fn list(daemon: &mut Daemon<'_>, options: &api::ImageList) -> ApiResult<Vec<models::ImageSummary>> {
    let _ = (daemon, options);
    todo!()
}

/// See [`super::api::Engine::image_inspect`].
pub(super) fn inspect(
    daemon: &mut Daemon<'_>,
    name: &str,
    platform: Option<&Platform>,
    manifests: bool,
) -> ApiResult<Value> {
    let _ = (daemon, name, platform, manifests);
    todo!()
}

/// See [`super::api::Engine::image_history`].
pub(super) fn history(
    daemon: &mut Daemon<'_>,
    name: &str,
    platform: Option<&Platform>,
) -> ApiResult<Vec<models::ImageHistoryResponseItem>> {
    let _ = (daemon, name, platform);
    todo!()
}

/// See [`super::api::Engine::image_tag`].
pub(super) fn tag(daemon: &mut Daemon<'_>, source: &str, repository: &str, tag: &str) -> ApiResult<()> {
    let _ = (daemon, source, repository, tag);
    todo!()
}

/// See [`super::api::Engine::image_remove`].
pub(super) fn remove(
    daemon: &mut Daemon<'_>,
    name: &str,
    options: &api::ImageRemove,
) -> ApiResult<Vec<models::ImageDeleteResponseItem>> {
    let _ = (daemon, name, options);
    todo!()
}

/// See [`super::api::Engine::image_pull`].
pub(super) fn pull(
    daemon: &mut Daemon<'_>,
    reference: &str,
    platform: Option<&Platform>,
    auth: &Credentials,
    progress: ProgressSink<'_>,
) -> ApiResult<()> {
    let _ = (daemon, reference, platform, auth, progress);
    todo!()
}

/// See [`super::api::Engine::image_push`].
pub(super) fn push(
    daemon: &mut Daemon<'_>,
    name: &str,
    tag: &str,
    platform: Option<&Platform>,
    auth: &Credentials,
    progress: ProgressSink<'_>,
) -> ApiResult<()> {
    let _ = (daemon, name, tag, platform, auth, progress);
    todo!()
}

/// See [`super::api::Engine::image_save`].
pub(super) fn save(daemon: &mut Daemon<'_>, names: &[String], platforms: &[Platform]) -> ApiResult<Rope> {
    let _ = (daemon, names, platforms);
    todo!()
}

/// See [`super::api::Engine::image_load`].
pub(super) fn load(
    daemon: &mut Daemon<'_>,
    archive: Rope,
    platforms: &[Platform],
    progress: ProgressSink<'_>,
) -> ApiResult<()> {
    let _ = (daemon, archive, platforms, progress);
    todo!()
}

/// See [`super::api::Engine::image_import`].
pub(super) fn import(
    daemon: &mut Daemon<'_>,
    source: Rope,
    options: &api::ImageImport,
    progress: ProgressSink<'_>,
) -> ApiResult<()> {
    let _ = (daemon, source, options, progress);
    todo!()
}

/// See [`super::api::Engine::image_prune`].
pub(super) fn prune(daemon: &mut Daemon<'_>, filters: &Filters) -> ApiResult<models::ImagePruneResponse> {
    let _ = (daemon, filters);
    todo!()
}

/// See [`super::api::Engine::image_search`].
pub(super) fn search(
    daemon: &mut Daemon<'_>,
    term: &str,
    limit: Option<i64>,
    filters: &Filters,
    auth: &Credentials,
) -> ApiResult<Vec<models::ImageSearchResponseItem>> {
    let _ = (daemon, term, limit, filters, auth);
    todo!()
}
