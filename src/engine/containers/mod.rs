//! Containers: their writable layers, their processes, their life.

use crate::content::Rope;
use crate::oci::{Digest, ImageId, Platform};
use crate::shell::Output;

use super::Daemon;
use super::api::{self, ApiResult, Attached, Ended, Filters, PathStat, models};
use serde_json::Value;

/// All containers.
#[derive(Clone, Debug, Default)]
pub struct Containers {}

/// A container that uses an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The container's ID, 64 hexadecimal digits.
    pub container: String,
    /// Digest of the index or manifest that it was made from.
    pub image: ImageId,
    /// Digest of the platform's manifest.
    pub manifest: Digest,
    /// Whether it runs (or is paused).
    pub running: bool,
    /// Whether it is paused.
    pub paused: bool,
    /// The image's name as it was given when the container was made.
    pub image_name: String,
}

impl Containers {
    /// All containers with their images, in the order of their IDs.
    pub fn uses(&self) -> Vec<Use> {
        Vec::new()
    }
    /// The containers made from an image, in the order of their IDs.
    pub fn using(&self, image: &ImageId) -> Vec<Use> {
        let _ = image;
        todo!()
    }
}

/// See [`super::api::Engine::container_create`].
pub(super) fn create(
    daemon: &mut Daemon<'_>,
    name: &str,
    platform: Option<&Platform>,
    body: &models::ContainerCreateBody,
) -> ApiResult<models::ContainerCreateResponse> {
    let _ = (daemon, name, platform, body);
    todo!()
}

/// See [`super::api::Engine::container_start`].
pub(super) fn start(daemon: &mut Daemon<'_>, id: &str, attached: Option<Attached<'_>>) -> ApiResult<Ended> {
    let _ = (daemon, id, attached);
    todo!()
}

/// See [`super::api::Engine::container_attach`].
pub(super) fn attach(daemon: &mut Daemon<'_>, id: &str, attached: Attached<'_>) -> ApiResult<Ended> {
    let _ = (daemon, id, attached);
    todo!()
}

/// See [`super::api::Engine::container_stop`].
pub(super) fn stop(daemon: &mut Daemon<'_>, id: &str, signal: &str, timeout: Option<i64>) -> ApiResult<()> {
    let _ = (daemon, id, signal, timeout);
    todo!()
}

/// See [`super::api::Engine::container_restart`].
pub(super) fn restart(daemon: &mut Daemon<'_>, id: &str, signal: &str, timeout: Option<i64>) -> ApiResult<()> {
    let _ = (daemon, id, signal, timeout);
    todo!()
}

/// See [`super::api::Engine::container_kill`].
pub(super) fn kill(daemon: &mut Daemon<'_>, id: &str, signal: &str) -> ApiResult<()> {
    let _ = (daemon, id, signal);
    todo!()
}

/// See [`super::api::Engine::container_pause`].
pub(super) fn pause(daemon: &mut Daemon<'_>, id: &str, pause: bool) -> ApiResult<()> {
    let _ = (daemon, id, pause);
    todo!()
}

/// See [`super::api::Engine::container_wait`].
pub(super) fn wait(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<i64> {
    let _ = (daemon, id);
    todo!()
}

/// See [`super::api::Engine::container_remove`].
pub(super) fn remove(daemon: &mut Daemon<'_>, id: &str, force: bool, volumes: bool) -> ApiResult<()> {
    let _ = (daemon, id, force, volumes);
    todo!()
}

/// See [`super::api::Engine::container_list`].
pub(super) fn list(daemon: &mut Daemon<'_>, options: &api::ContainerList) -> ApiResult<Vec<models::ContainerSummary>> {
    let _ = (daemon, options);
    todo!()
}

/// See [`super::api::Engine::container_inspect`].
pub(super) fn inspect(daemon: &mut Daemon<'_>, id: &str, size: bool) -> ApiResult<Value> {
    let _ = (daemon, id, size);
    todo!()
}

/// See [`super::api::Engine::container_logs`].
pub(super) fn logs(
    daemon: &mut Daemon<'_>,
    id: &str,
    options: &api::LogOptions,
    output: &mut dyn Output,
) -> ApiResult<()> {
    let _ = (daemon, id, options, output);
    todo!()
}

/// See [`super::api::Engine::container_exec`].
pub(super) fn exec(
    daemon: &mut Daemon<'_>,
    id: &str,
    config: &models::ExecConfig,
    attached: Option<Attached<'_>>,
) -> ApiResult<Option<i32>> {
    let _ = (daemon, id, config, attached);
    todo!()
}

/// See [`super::api::Engine::container_top`].
pub(super) fn top(daemon: &mut Daemon<'_>, id: &str, arguments: &str) -> ApiResult<models::ContainerTopResponse> {
    let _ = (daemon, id, arguments);
    todo!()
}

/// See [`super::api::Engine::container_changes`].
pub(super) fn changes(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<Vec<models::FilesystemChange>> {
    let _ = (daemon, id);
    todo!()
}

/// See [`super::api::Engine::container_commit`].
pub(super) fn commit(daemon: &mut Daemon<'_>, options: &api::Commit) -> ApiResult<String> {
    let _ = (daemon, options);
    todo!()
}

/// See [`super::api::Engine::container_stat`].
pub(super) fn stat(daemon: &mut Daemon<'_>, id: &str, path: &str) -> ApiResult<PathStat> {
    let _ = (daemon, id, path);
    todo!()
}

/// See [`super::api::Engine::container_read`].
pub(super) fn read(daemon: &mut Daemon<'_>, id: &str, path: &str) -> ApiResult<(Rope, PathStat)> {
    let _ = (daemon, id, path);
    todo!()
}

/// See [`super::api::Engine::container_write`].
pub(super) fn write(
    daemon: &mut Daemon<'_>,
    id: &str,
    path: &str,
    archive: Rope,
    no_overwrite_dir_non_dir: bool,
    copy_owner: bool,
) -> ApiResult<()> {
    let _ = (daemon, id, path, archive, no_overwrite_dir_non_dir, copy_owner);
    todo!()
}

/// See [`super::api::Engine::container_export`].
pub(super) fn export(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<Rope> {
    let _ = (daemon, id);
    todo!()
}

/// See [`super::api::Engine::container_rename`].
pub(super) fn rename(daemon: &mut Daemon<'_>, id: &str, name: &str) -> ApiResult<()> {
    let _ = (daemon, id, name);
    todo!()
}

/// See [`super::api::Engine::container_prune`].
pub(super) fn prune(daemon: &mut Daemon<'_>, filters: &Filters) -> ApiResult<models::ContainerPruneResponse> {
    let _ = (daemon, filters);
    todo!()
}
