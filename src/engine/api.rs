//! The Engine API as a trait: one method per endpoint that the client needs (Docker Engine API 1.52+).
//!
//! Bodies are the models of `bollard-stubs`. Where the daemon's own JSON is shown to people (`inspect`), the method
//! gives that JSON ([`serde_json::Value`], keys in the daemon's order).

mod builds;
mod containers;
mod volumes;

use std::collections::BTreeMap;

pub use bollard_stubs::models;
use serde_json::Value;

use crate::content::Rope;
use crate::oci::Platform;
use crate::shell::Stop;

pub use crate::registry::client::Credentials;

pub use builds::{
    Annotation, AnnotationPlace, Answer, BuildFailure, BuildRecord, BuildRequest, BuildResult, Builds, CANCELED,
    CacheKind, CacheOptions, CachePrune, CacheUsage, Call, Check, CheckError, Compression, Context, Export, ExportKind,
    ExportOptions, LintWarning, LocalFiles, NoCache, Output as BuildOutput, OutputContent, ProgressGroup, Provenance,
    ProvenanceVersion, Sbom, SolveStatus, SourceExcerpt, StatusSink, Vertex, VertexLog, VertexStatus, VertexWarning,
};

pub use volumes::{VolumeCreate, Volumes};

pub use containers::{Attached, Commit, ContainerList, Containers, Ended, LogOptions, PathStat};

/// What the daemon answers when it does not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// An HTTP status and the message of the JSON body, as the daemon words it.
    Status { status: u16, message: String },
    /// The command cannot go on now (it waits for the terminal, or met a limit).
    Stop(Stop),
}

impl ApiError {
    /// A status with its message.
    pub fn new(status: u16, message: impl Into<String>) -> Self {
        ApiError::Status { status, message: message.into() }
    }
}

impl From<Stop> for ApiError {
    fn from(stop: Stop) -> Self {
        ApiError::Stop(stop)
    }
}

/// What an endpoint gives.
pub type ApiResult<T> = Result<T, ApiError>;

/// Filters of a list or prune endpoint: key → values, in the order given.
pub type Filters = BTreeMap<String, Vec<String>>;

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

/// What the client knows of the engine.
pub trait Engine: Builds + Containers + Volumes {
    /// `GET /version`
    fn version(&mut self) -> ApiResult<Value>;
    /// `GET /info`
    fn info(&mut self) -> ApiResult<Value>;
    /// `GET /system/df`
    fn disk_usage(&mut self) -> ApiResult<models::SystemDataUsageResponse>;
    /// `POST /auth`: the status line of a login, and an identity token if the registry gave one.
    fn auth(&mut self, credentials: &Credentials) -> ApiResult<(String, String)>;

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
    fn image_import(&mut self, source: Rope, options: &ImageImport, progress: ProgressSink<'_>) -> ApiResult<()>;
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
    /// A manifest as a registry has it (what the client itself asks registries: `docker manifest inspect`, `imagetools`).
    /// Errors have the registry's status: 404 not there, 401 not allowed.
    fn registry_manifest(&mut self, reference: &str, auth: &Credentials) -> ApiResult<RegistryManifest> {
        let _ = auth;
        Err(ApiError::new(501, format!("asking a registry for {reference} is not simulated in this sandbox")))
    }
    /// A small blob of a repository in a registry (an image's config), at most 4 MiB.
    fn registry_blob(
        &mut self,
        repository: &str,
        digest: &crate::oci::Digest,
        auth: &Credentials,
    ) -> ApiResult<bytes::Bytes> {
        let _ = (digest, auth);
        Err(ApiError::new(501, format!("asking a registry for {repository} is not simulated in this sandbox")))
    }
    /// A form that the client itself posts to a page of the web (logging in to Docker Hub with a browser): the answer's
    /// status and its JSON document.
    fn web_form(&mut self, host: &str, path: &str, form: &[(&str, &str)], bearer: &str) -> ApiResult<(u16, Value)> {
        let _ = (path, form, bearer);
        Err(ApiError::new(501, format!("asking {host} is not simulated in this sandbox")))
    }

    /// `POST /build/prune`
    fn build_prune(&mut self, all: bool, filters: &Filters) -> ApiResult<models::BuildPruneResponse>;
}

/// A manifest or an index in a registry: its bytes, and what the registry says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryManifest {
    pub body: bytes::Bytes,
    pub media_type: String,
    pub digest: crate::oci::Digest,
}
