//! Building images: what a client sends to BuildKit and what it hears from it, without the protobuf.
//!
//! A [`BuildRequest`] goes in, [`SolveStatus`]es come out while it runs, and a [`BuildResult`] or a [`BuildFailure`] at the
//! end. Plain text, a terminal's view and raw JSON are renderings of the same statuses.

mod cache;
mod progress;
mod record;
mod request;
mod result;

pub use cache::{CacheKind, CachePrune, CacheUsage};
pub use progress::{CANCELED, ProgressGroup, SolveStatus, StatusSink, Vertex, VertexLog, VertexStatus, VertexWarning};
pub use record::{BuildAttachment, BuildRecord};
pub use request::{
    Annotation, AnnotationPlace, BuildRequest, CacheOptions, Call, Compression, Context, Export, ExportKind,
    ExportOptions, LocalFiles, NoCache, Provenance, ProvenanceVersion, Sbom,
};
pub use result::{
    Answer, BuildFailure, BuildResult, Check, CheckError, LayoutName, LintWarning, Output, OutputContent, OutputLayout,
    SourceExcerpt,
};

use super::{ApiResult, Filters, models};

/// Building, and what builds leave behind.
pub trait Builds {
    /// Builds (BuildKit's `Control.Solve` with the frontend `dockerfile.v0`). The outer error is a limit or Ctrl-C: then
    /// everything is as it was.
    fn build(
        &mut self,
        request: &BuildRequest,
        progress: StatusSink<'_>,
    ) -> ApiResult<Result<BuildResult, BuildFailure>>;
    /// The records of the build cache that fit the filters (`Control.DiskUsage`).
    fn build_cache(&mut self, filters: &Filters) -> ApiResult<Vec<CacheUsage>>;
    /// Removes records of the build cache; gives those that went (`Control.Prune`).
    fn build_cache_prune(&mut self, prune: &CachePrune) -> ApiResult<Vec<CacheUsage>>;
    /// `POST /build/prune`
    fn build_prune(&mut self, all: bool, filters: &Filters) -> ApiResult<models::BuildPruneResponse>;
    /// Past builds, the newest first (`Control.ListenBuildHistory`).
    fn build_records(&mut self) -> ApiResult<Vec<BuildRecord>>;
    /// Forgets a past build; 404 if there is none (`Control.UpdateBuildHistory`).
    fn build_record_remove(&mut self, reference: &str) -> ApiResult<()>;
}
