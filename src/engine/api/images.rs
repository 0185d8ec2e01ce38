//! Images (`/images` of the Engine API).

use serde_json::Value;

use super::{ApiResult, Credentials, Filters, models};
use crate::content::Rope;
use crate::oci::Platform;

/// One message of a progress stream (moby `pkg/streamformatter`, `api/types/jsonstream`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Which line it is about: a layer's short digest, or the tag; empty: none.
    pub id: String,
    /// E.g. `Pulling fs layer`.
    pub status: String,
    /// Bytes so far and in all, if it says.
    pub current: Option<u64>,
    pub total: Option<u64>,
    /// Plain text (`stream`), e.g. `Loaded image: …\n`.
    pub stream: String,
    /// A failure that ends the stream.
    pub error: Option<String>,
    /// Data for the client (`aux`).
    pub aux: Option<Value>,
}

/// Takes a progress stream.
pub type ProgressSink<'a> = &'a mut dyn FnMut(Progress);

/// `GET /images/json`
#[derive(Clone, Debug, Default)]
pub struct ImageList {
    pub all: bool,
    pub filters: Filters,
    pub shared_size: bool,
    pub manifests: bool,
}

/// `DELETE /images/{name}`
#[derive(Clone, Debug, Default)]
pub struct ImageRemove {
    pub force: bool,
    pub no_prune: bool,
    pub platforms: Vec<Platform>,
}

/// `POST /images/create` with `fromSrc`
#[derive(Clone, Debug, Default)]
pub struct ImageImport {
    /// `repo[:tag]`, or empty.
    pub reference: String,
    pub message: String,
    /// Dockerfile instructions.
    pub changes: Vec<String>,
    pub platform: Option<Platform>,
}

/// Where an import comes from.
#[derive(Clone, Debug)]
pub enum ImportSource {
    /// The archive that the client sends.
    Content(Rope),
    /// The engine is to fetch it.
    Url(String),
}

/// Images: what they are called, where they come from and go to.
pub trait Images {
    /// `GET /images/json`
    fn image_list(&mut self, options: &ImageList) -> ApiResult<Vec<models::ImageSummary>>;
    /// `GET /images/{name}/json`
    fn image_inspect(&mut self, name: &str, platform: Option<&Platform>, manifests: bool) -> ApiResult<Value>;
    /// `GET /images/{name}/history`: newest first; `Id`, `Created`, `CreatedBy`, `Tags`, `Size`, `Comment`
    fn image_history(
        &mut self,
        name: &str,
        platform: Option<&Platform>,
    ) -> ApiResult<Vec<models::ImageHistoryResponseItem>>;
    /// `POST /images/{name}/tag`
    fn image_tag(&mut self, source: &str, repository: &str, tag: &str) -> ApiResult<()>;
    /// `DELETE /images/{name}`
    fn image_remove(&mut self, name: &str, options: &ImageRemove) -> ApiResult<Vec<models::ImageDeleteResponseItem>>;
    /// `POST /images/create` with `fromImage`: `reference` has a tag or a digest.
    fn image_pull(
        &mut self,
        reference: &str,
        platform: Option<&Platform>,
        auth: &Credentials,
        progress: ProgressSink<'_>,
    ) -> ApiResult<()>;
    /// `POST /images/{name}/push`: without tag, all tags of the repository.
    fn image_push(
        &mut self,
        name: &str,
        tag: &str,
        platform: Option<&Platform>,
        auth: &Credentials,
        progress: ProgressSink<'_>,
    ) -> ApiResult<()>;
    /// `GET /images/get`
    fn image_save(&mut self, names: &[String], platforms: &[Platform]) -> ApiResult<Rope>;
    /// `POST /images/load`
    fn image_load(&mut self, archive: Rope, platforms: &[Platform], progress: ProgressSink<'_>) -> ApiResult<()>;
    /// `POST /images/create` with `fromSrc`
    fn image_import(
        &mut self,
        source: ImportSource,
        options: &ImageImport,
        progress: ProgressSink<'_>,
    ) -> ApiResult<()>;
    /// `POST /images/prune`
    fn image_prune(&mut self, filters: &Filters) -> ApiResult<models::ImagePruneResponse>;
    /// `GET /images/search`
    fn image_search(
        &mut self,
        term: &str,
        limit: Option<i64>,
        filters: &Filters,
        auth: &Credentials,
    ) -> ApiResult<Vec<models::ImageSearchResponseItem>>;
}
