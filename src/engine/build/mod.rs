//! The builder: BuildKit's behaviour over our own layers.

use super::Daemon;
use super::api::{
    ApiError, ApiResult, BuildFailure, BuildRecord, BuildRequest, BuildResult, CachePrune, CacheUsage, Filters,
    StatusSink,
};

/// See [`super::api::Builds::build`].
pub(super) fn build(
    _daemon: &mut Daemon<'_>,
    _request: &BuildRequest,
    _progress: StatusSink<'_>,
) -> ApiResult<Result<BuildResult, BuildFailure>> {
    Err(ApiError::new(501, "building is not simulated in this sandbox"))
}

/// See [`super::api::Builds::build_cache`].
pub(super) fn usage(_daemon: &mut Daemon<'_>, _filters: &Filters) -> ApiResult<Vec<CacheUsage>> {
    Ok(Vec::new())
}

/// See [`super::api::Builds::build_cache_prune`].
pub(super) fn prune(_daemon: &mut Daemon<'_>, _prune: &CachePrune) -> ApiResult<Vec<CacheUsage>> {
    Ok(Vec::new())
}

/// See [`super::api::Builds::build_records`].
pub(super) fn records(_daemon: &mut Daemon<'_>) -> ApiResult<Vec<BuildRecord>> {
    Ok(Vec::new())
}

/// See [`super::api::Builds::build_record_remove`].
pub(super) fn remove_record(_daemon: &mut Daemon<'_>, reference: &str) -> ApiResult<()> {
    Err(ApiError::new(404, format!("no record found for {reference:?}")))
}
