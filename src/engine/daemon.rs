//! [`State`], [`Daemon`], and the Engine API of it: each endpoint is a file of its own under `images/`,
//! `containers/` or `system/`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Clock;
use crate::content::{Rope, parts};
use crate::oci::Platform;
use crate::registry::Transport;

use super::api::{self, ApiResult, Credentials, Engine, Filters, ProgressSink, models};
use super::build::Builder;
use super::containers::{self, Containers};
use super::images::{self, Images};
use super::{Event, build, system};

/// Everything that the engine remembers: a value, cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Content store, image names, snapshots.
    pub images: Images,
    /// Containers and their writable layers.
    pub containers: Containers,
    /// The build cache, and past builds.
    #[serde(default)]
    pub builder: Builder,
}

parts!(State { images, containers, builder } besides {});

/// The engine at work: its state, and what it needs from outside.
pub struct Daemon<'a> {
    pub state: &'a mut State,
    pub network: &'a mut dyn Transport,
    pub clock: &'a mut Clock,
    pub events: &'a mut Vec<Event>,
}

impl api::Builds for Daemon<'_> {
    fn build(
        &mut self,
        request: &api::BuildRequest,
        progress: api::StatusSink<'_>,
    ) -> ApiResult<Result<api::BuildResult, api::BuildFailure>> {
        build::build(self, request, progress)
    }
    fn build_cache(&mut self, filters: &Filters) -> ApiResult<Vec<api::CacheUsage>> {
        build::usage(self, filters)
    }
    fn build_cache_prune(&mut self, prune: &api::CachePrune) -> ApiResult<Vec<api::CacheUsage>> {
        build::prune(self, prune)
    }
    fn build_records(&mut self) -> ApiResult<Vec<api::BuildRecord>> {
        build::records(self)
    }
    fn build_record_remove(&mut self, reference: &str) -> ApiResult<()> {
        build::remove_record(self, reference)
    }
}

impl Engine for Daemon<'_> {
    fn version(&mut self) -> ApiResult<Value> {
        system::version(self)
    }
    fn info(&mut self) -> ApiResult<Value> {
        containers::settle(self)?;
        system::info(self)
    }
    fn disk_usage(&mut self) -> ApiResult<models::SystemDataUsageResponse> {
        system::disk_usage(self)
    }
    fn auth(&mut self, credentials: &Credentials) -> ApiResult<(String, String)> {
        system::auth(self, credentials)
    }
    fn image_list(&mut self, options: &api::ImageList) -> ApiResult<Vec<models::ImageSummary>> {
        images::list(self, options)
    }
    fn image_inspect(&mut self, name: &str, platform: Option<&Platform>, manifests: bool) -> ApiResult<Value> {
        images::inspect(self, name, platform, manifests)
    }
    fn image_history(
        &mut self,
        name: &str,
        platform: Option<&Platform>,
    ) -> ApiResult<Vec<models::ImageHistoryResponseItem>> {
        images::history(self, name, platform)
    }
    fn image_tag(&mut self, source: &str, repository: &str, tag: &str) -> ApiResult<()> {
        images::tag(self, source, repository, tag)
    }
    fn image_remove(
        &mut self,
        name: &str,
        options: &api::ImageRemove,
    ) -> ApiResult<Vec<models::ImageDeleteResponseItem>> {
        containers::settle(self)?;
        images::remove(self, name, options)
    }
    fn image_pull(
        &mut self,
        reference: &str,
        platform: Option<&Platform>,
        auth: &Credentials,
        progress: ProgressSink<'_>,
    ) -> ApiResult<()> {
        images::pull(self, reference, platform, auth, progress)
    }
    fn image_push(
        &mut self,
        name: &str,
        tag: &str,
        platform: Option<&Platform>,
        auth: &Credentials,
        progress: ProgressSink<'_>,
    ) -> ApiResult<()> {
        images::push(self, name, tag, platform, auth, progress)
    }
    fn image_save(&mut self, names: &[String], platforms: &[Platform]) -> ApiResult<Rope> {
        images::save(self, names, platforms)
    }
    fn image_load(&mut self, archive: Rope, platforms: &[Platform], progress: ProgressSink<'_>) -> ApiResult<()> {
        images::load(self, archive, platforms, progress)
    }
    fn image_import(&mut self, source: Rope, options: &api::ImageImport, progress: ProgressSink<'_>) -> ApiResult<()> {
        images::import(self, source, options, progress)
    }
    fn image_prune(&mut self, filters: &Filters) -> ApiResult<models::ImagePruneResponse> {
        images::prune(self, filters)
    }
    fn image_search(
        &mut self,
        term: &str,
        limit: Option<i64>,
        filters: &Filters,
        auth: &Credentials,
    ) -> ApiResult<Vec<models::ImageSearchResponseItem>> {
        images::search(self, term, limit, filters, auth)
    }
    fn registry_manifest(&mut self, reference: &str, auth: &Credentials) -> ApiResult<api::RegistryManifest> {
        system::registry_manifest(self, reference, auth)
    }
    fn web_form(
        &mut self,
        host: &str,
        path: &str,
        form: &[(&str, &str)],
        bearer: &str,
    ) -> ApiResult<(u16, serde_json::Value)> {
        system::web_form(self, host, path, form, bearer)
    }
    fn registry_blob(
        &mut self,
        repository: &str,
        digest: &crate::oci::Digest,
        auth: &Credentials,
    ) -> ApiResult<bytes::Bytes> {
        system::registry_blob(self, repository, digest, auth)
    }
    fn build_prune(&mut self, all: bool, filters: &Filters) -> ApiResult<models::BuildPruneResponse> {
        system::build_prune(self, all, filters)
    }
}
