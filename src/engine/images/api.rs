//! [`Images`] of the Engine API: each endpoint is a file of its own beside this one.

use serde_json::Value;

use crate::content::Rope;
use crate::oci::Platform;

use super::super::api::{self, ApiResult, Credentials, Filters, Images, ProgressSink, models};
use super::super::containers::settle;
use super::super::{Daemon, Event};
use super::{announce::announce, history, import, inspect, list, load, prune, pull, push, remove, save, search, tag};

impl Images for Daemon<'_> {
    fn image_list(&mut self, options: &api::ImageList) -> ApiResult<Vec<models::ImageSummary>> {
        list::list(self, options)
    }
    fn image_inspect(&mut self, name: &str, platform: Option<&Platform>, manifests: bool) -> ApiResult<Value> {
        inspect::inspect(self, name, platform, manifests)
    }
    fn image_history(
        &mut self,
        name: &str,
        platform: Option<&Platform>,
    ) -> ApiResult<Vec<models::ImageHistoryResponseItem>> {
        history::history(self, name, platform)
    }
    fn image_tag(&mut self, source: &str, repository: &str, tag: &str) -> ApiResult<()> {
        let mark = self.events.len();
        tag::tag(self, source, repository, tag)?;
        announce(self, mark, |_| true);
        Ok(())
    }
    fn image_remove(
        &mut self,
        name: &str,
        options: &api::ImageRemove,
    ) -> ApiResult<Vec<models::ImageDeleteResponseItem>> {
        settle(self)?;
        let mark = self.events.len();
        let removed = remove::remove(self, name, options);
        announce(self, mark, |_| true);
        removed
    }
    fn image_pull(
        &mut self,
        reference: &str,
        platform: Option<&Platform>,
        auth: &Credentials,
        progress: ProgressSink<'_>,
    ) -> ApiResult<()> {
        let mark = self.events.len();
        let pulled = pull::pull(self, reference, platform, auth, progress);
        // A pull names images without saying so.
        announce(self, mark, |event| matches!(event, Event::Pulled { .. }));
        pulled
    }
    fn image_push(
        &mut self,
        name: &str,
        tag: &str,
        platform: Option<&Platform>,
        auth: &Credentials,
        progress: ProgressSink<'_>,
    ) -> ApiResult<()> {
        let mark = self.events.len();
        let pushed = push::push(self, name, tag, platform, auth, progress);
        announce(self, mark, |_| true);
        pushed
    }
    fn image_save(&mut self, names: &[String], platforms: &[Platform]) -> ApiResult<Rope> {
        save::save(self, names, platforms)
    }
    fn image_load(&mut self, archive: Rope, platforms: &[Platform], progress: ProgressSink<'_>) -> ApiResult<()> {
        load::load(self, archive, platforms, progress)
    }
    fn image_import(
        &mut self,
        source: api::ImportSource,
        options: &api::ImageImport,
        progress: ProgressSink<'_>,
    ) -> ApiResult<()> {
        import::import(self, source, options, progress)
    }
    fn image_prune(&mut self, filters: &Filters) -> ApiResult<models::ImagePruneResponse> {
        let mark = self.events.len();
        let pruned = prune::prune(self, filters);
        announce(self, mark, |_| true);
        pruned
    }
    fn image_search(
        &mut self,
        term: &str,
        limit: Option<i64>,
        filters: &Filters,
        auth: &Credentials,
    ) -> ApiResult<Vec<models::ImageSearchResponseItem>> {
        search::search(self, term, limit, filters, auth)
    }
}
