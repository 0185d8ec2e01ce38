//! Images: the containerd content store, the names, and the unpacked snapshots.
//!
//! One file an endpoint; what they share is [`Images`] (`store`) with its ways to find (`find`), to walk (`walk`), to sum
//! up (`summary`) and to unpack (`unpack`).

pub(in crate::engine) mod changes;
mod create;
pub(in crate::engine) mod descriptor;
pub(in crate::engine) mod filters;
mod find;
mod history;
mod import;
mod inspect;
mod list;
mod pattern;
mod platforms;
mod prune;
mod remove;
mod store;
mod summary;
pub(in crate::engine) mod table;
mod tag;
mod unpack;
pub(in crate::engine) mod until;
mod walk;

pub use create::{NewImage, Resolved, create};
pub use store::Images;
pub(super) use {
    history::history, import::import, inspect::inspect, list::list, prune::prune, remove::remove, tag::tag,
};

use super::Daemon;
use super::api::{self, ApiResult, Credentials, Filters, ProgressSink, models};
use crate::content::Rope;
use crate::oci::Platform;

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
