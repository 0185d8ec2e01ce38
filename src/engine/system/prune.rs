//! `POST /build/prune` (moby `daemon/internal/builder-next/builder.go` `Prune`).

use crate::engine::api::{ApiResult, CachePrune, Filters, models};
use crate::engine::{Daemon, build};

/// See [`crate::engine::api::Engine::build_prune`].
pub(in crate::engine) fn build_prune(
    daemon: &mut Daemon<'_>,
    all: bool,
    filters: &Filters,
) -> ApiResult<models::BuildPruneResponse> {
    let wanted = CachePrune { all, filters: filters.clone(), ..CachePrune::default() };
    let removed = build::prune(daemon, &wanted)?;
    let size = removed.iter().map(|record| record.size).fold(0, u64::saturating_add);
    let deleted: Vec<String> = removed.into_iter().map(|record| record.id).collect();
    Ok(models::BuildPruneResponse {
        caches_deleted: Some(deleted).filter(|deleted| !deleted.is_empty()),
        space_reclaimed: i64::try_from(size).ok(),
    })
}
