//! [`Builds`] of the Engine API.

use super::super::api::{self, ApiResult, Builds, Filters, models};
use super::super::{Daemon, Event, images};
use super::{cache, history, run};

impl Builds for Daemon<'_> {
    fn build(
        &mut self,
        request: &api::BuildRequest,
        progress: api::StatusSink<'_>,
    ) -> ApiResult<Result<api::BuildResult, api::BuildFailure>> {
        let mark = self.events.len();
        let built = run::build(self, request, progress)?;
        if let Ok(api::BuildResult { digest: Some(id), .. }) = &built
            && self.state.images.find(&id.to_string()).is_ok()
        {
            images::tell(self, "create", &id.to_string(), &id.to_string());
        }
        images::announce(self, mark, |event| matches!(event, Event::Tagged { .. }));
        Ok(built)
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
