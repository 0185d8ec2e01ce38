//! [`Builds`] of the Engine API.

use super::super::Daemon;
use super::super::api::{self, ApiResult, Builds, Filters, models};
use super::{cache, history, run};

impl Builds for Daemon<'_> {
    fn build(
        &mut self,
        request: &api::BuildRequest,
        progress: api::StatusSink<'_>,
    ) -> ApiResult<Result<api::BuildResult, api::BuildFailure>> {
        run::build(self, request, progress)
    }
    fn build_cache(&mut self, filters: &Filters) -> ApiResult<Vec<api::CacheUsage>> {
        cache::usage(self, filters)
    }
    fn build_cache_prune(&mut self, prune: &api::CachePrune) -> ApiResult<Vec<api::CacheUsage>> {
        cache::prune(self, prune)
    }
    fn build_prune(&mut self, all: bool, filters: &Filters) -> ApiResult<models::BuildPruneResponse> {
        cache::build_prune(self, all, filters)
    }
    fn build_records(&mut self) -> ApiResult<Vec<api::BuildRecord>> {
        cache::records(self)
    }
    fn build_record_remove(&mut self, reference: &str) -> ApiResult<()> {
        history::remove_record(self, reference)
    }
}
