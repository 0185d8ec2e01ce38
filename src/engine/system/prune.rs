//! `POST /build/prune`: the build cache, which is empty as long as nothing is built here.

use crate::engine::Daemon;
use crate::engine::api::{ApiResult, Filters, models};

/// See [`crate::engine::api::Engine::build_prune`].
pub(in crate::engine) fn build_prune(
    _daemon: &mut Daemon<'_>,
    _all: bool,
    _filters: &Filters,
) -> ApiResult<models::BuildPruneResponse> {
    Ok(models::BuildPruneResponse { caches_deleted: None, space_reclaimed: Some(0) })
}
