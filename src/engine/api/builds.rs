//! Building images: what a client sends to BuildKit and what it hears from it (moby/buildkit `client/solve.go`,
//! `client/graph.go`, `api/services/control`), without the protobuf.
//!
//! [`BuildRequest`] goes in, [`SolveStatus`]es come out while it runs, and a [`BuildResult`] or a [`BuildFailure`] at the
//! end. Plain text, a terminal's view and raw JSON are renderings of the same statuses.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ApiResult, Credentials, Filters, models};
use crate::clock::Timestamp;
use crate::content::{Rope, parts};
use crate::dockerfile::{Span, excerpt};
use crate::oci::{Digest, Platform, Reference};
use crate::vfs::Tree;

/// What a client asks a builder for.
#[derive(Clone, Debug, Default)]
pub struct BuildRequest {
    /// The directory that the Dockerfile lies in; `None`: no Dockerfile came (an empty standard input).
    pub dockerfile: Option<LocalFiles>,
    /// The Dockerfile's name in that directory (`Dockerfile`).
    pub filename: String,
    /// The main context.
    pub context: Context,
    /// `--build-context`: by name, as typed.
    pub named_contexts: BTreeMap<String, Context>,
    /// `--target`; empty: the last stage.
    pub target: String,
    /// `--build-arg`, with the values of the client's environment filled in; a name without a value is left out.
    pub build_args: BTreeMap<String, String>,
    /// `--label`
    pub labels: BTreeMap<String, String>,
    /// `--platform`; empty: the host's.
    pub platforms: Vec<Platform>,
    pub no_cache: NoCache,
    /// `--pull`: bases are asked for at the registry, even if they are here.
    pub pull: bool,
    /// `--network`: empty or `default`, `none`, `host`.
    pub network: String,
    /// `--secret`: content by ID.
    pub secrets: BTreeMap<String, Bytes>,
    /// `--ssh`: the IDs of agents.
    pub ssh: Vec<String>,
    /// `--ulimit`: `name=soft[:hard]`
    pub ulimits: Vec<String>,
    /// `--add-host`: name and address.
    pub extra_hosts: Vec<(String, String)>,
    /// `--shm-size`, bytes; 0: the default.
    pub shm_size: u64,
    /// `--cgroup-parent`
    pub cgroup_parent: String,
    /// `--allow`
    pub allow: Vec<String>,
    /// `None`: `--provenance=false`.
    pub provenance: Option<Provenance>,
    /// `--sbom`
    pub sbom: Option<Sbom>,
    /// Where the result goes; empty: it stays in the cache only.
    pub exports: Vec<Export>,
    /// `--cache-from`
    pub cache_from: Vec<CacheOptions>,
    /// `--cache-to`
    pub cache_to: Vec<CacheOptions>,
    /// `--call` (and `--check`)
    pub call: Call,
    /// Logins by the registry's host (`docker.io`, `localhost:5001`).
    pub credentials: BTreeMap<String, Credentials>,
    /// What the build is called in `docker buildx history ls`; empty: after the context's directory.
    pub name: String,
}

/// Files of the client that a build may read.
#[derive(Clone, Debug, Default)]
pub struct LocalFiles {
    /// The directory is its root. Owners count as user 0 (`session/filesync`).
    pub files: Tree,
    /// What tells this directory from others between builds: unchanged files are not sent again (its absolute path).
    pub shared_key: String,
}

/// Where a context's files come from.
#[derive(Clone, Debug)]
pub enum Context {
    /// A directory or an unpacked archive of the client.
    Local(LocalFiles),
    /// A tar archive on standard input, packed or not, as it came; the Dockerfile is in it.
    Archive(Rope),
    /// `docker-image://NAME`: an image.
    Image(String),
    /// `oci-layout://PATH[:TAG][@DIGEST]`: a layout of the client, and what of it is meant.
    Layout { files: Tree, digest: Digest },
    /// A URL or a git repository, as typed.
    Remote(String),
}

impl Default for Context {
    fn default() -> Self {
        Context::Local(LocalFiles::default())
    }
}

/// Which steps are done anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NoCache {
    /// None: cached results are used.
    #[default]
    Nothing,
    /// `--no-cache`: all.
    Everything,
    /// `--no-cache-filter`: those of these stages.
    Stages(Vec<String>),
}

/// One `--annotation`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    pub place: AnnotationPlace,
    /// Only for this platform.
    pub platform: Option<Platform>,
    pub key: String,
    pub value: String,
}

/// What an annotation belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnnotationPlace {
    Manifest,
    ManifestDescriptor,
    Index,
    IndexDescriptor,
}

/// `--provenance` (buildkit `docs/attestations/slsa-provenance.md`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// `mode=max`: with arguments, steps and sources.
    pub max: bool,
    /// The SLSA version: `v0.2` or `v1`.
    pub version: ProvenanceVersion,
    /// `inline-only`: it goes with images into a store or registry, and to no other output. So it is if nobody asked.
    pub inline_only: bool,
}

/// The SLSA version of a provenance statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProvenanceVersion {
    V02,
    #[default]
    V1,
}

impl Default for Provenance {
    /// What a build has without a flag: `mode=min`.
    fn default() -> Self {
        Provenance { max: false, version: ProvenanceVersion::default(), inline_only: true }
    }
}

/// `--sbom`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sbom {
    /// The scanner's image; empty: the default.
    pub generator: String,
}

/// One `--output`.
#[derive(Clone, Debug)]
pub struct Export {
    pub kind: ExportKind,
    pub options: ExportOptions,
}

/// Where a result goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportKind {
    /// `type=image` (the docker driver's default; `type=docker` without `dest` is the same): the image store.
    Image { push: bool, store: bool, unpack: bool },
    /// `type=oci`: an image layout, as a tar or as files.
    Oci { tar: bool },
    /// `type=docker,dest=…`: what `docker load` takes.
    Docker { tar: bool },
    /// `type=tar`: the files in a tar.
    Tar,
    /// `type=local`: the files.
    Local,
    /// `type=cacheonly`
    CacheOnly,
}

/// What holds for exporters.
#[derive(Clone, Debug, Default)]
pub struct ExportOptions {
    /// Full names of the image; empty: it is dangling.
    pub names: Vec<Reference>,
    pub compression: Compression,
    /// `compression-level`
    pub compression_level: Option<i64>,
    /// `force-compression`: the base's layers, too.
    pub force_compression: bool,
    /// `rewrite-timestamp`: times in layers are no later than SOURCE_DATE_EPOCH.
    pub rewrite_timestamp: bool,
    /// `oci-mediatypes=false`
    pub docker_media_types: bool,
    /// `oci-artifact=false`: attestations look like images.
    pub no_artifact: bool,
    /// `--annotation`, and the output's own.
    pub annotations: Vec<Annotation>,
    /// `platform-split` of `local`: platforms get directories of their own; `None`: if there are several.
    pub platform_split: Option<bool>,
    /// `attestation-prefix` of `local` and `tar`: what names of attestations begin with.
    pub attestation_prefix: String,
    /// Which output this one is, in the order of the request: how the client finds what it has to write.
    pub index: usize,
}

/// How layers are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    #[default]
    Gzip,
    Uncompressed,
    Zstd,
    Estargz,
}

/// One `--cache-from` or `--cache-to`.
#[derive(Clone, Debug, Default)]
pub struct CacheOptions {
    /// `registry`, `inline`, `local`, `gha`, `s3`, `azblob`
    pub kind: String,
    /// Its other fields.
    pub attributes: BTreeMap<String, String>,
    /// The files of a `local` source.
    pub files: Option<Tree>,
}

/// What is to be done with the Dockerfile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Call {
    #[default]
    Build,
    /// `check`
    Check,
    /// `outline`
    Outline,
    /// `targets`
    Targets,
    /// A method that nobody knows.
    Other(String),
}

/// What a build came to.
#[derive(Clone, Debug, Default)]
pub struct BuildResult {
    /// Digest of the index or manifest.
    pub digest: Option<Digest>,
    /// What `--metadata-file` has, in the order of its keys.
    pub metadata: serde_json::Map<String, Value>,
    /// What exporters leave to the client to write.
    pub outputs: Vec<Output>,
    /// The answer of a [`Call`] other than `Build`.
    pub answer: Option<Answer>,
}

/// What an exporter or a cache exporter gives the client.
#[derive(Clone, Debug)]
pub struct Output {
    /// [`ExportOptions::index`], or the place in [`BuildRequest::cache_to`].
    pub index: usize,
    pub of_cache: bool,
    pub content: OutputContent,
}

/// Bytes for one file, or files for a directory.
#[derive(Clone, Debug)]
pub enum OutputContent {
    File(Rope),
    Files(Tree),
    Layout(OutputLayout),
}

/// An image or a cache for a layout on the client's disk: what is in the layout stays.
#[derive(Clone, Debug)]
pub struct OutputLayout {
    /// Its files but for `index.json`.
    pub files: Tree,
    /// The descriptor that `index.json` lists.
    pub target: Value,
    /// Under which names.
    pub names: Vec<LayoutName>,
}

/// How `index.json` names an image (BuildKit's `client/ociindex`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayoutName {
    Image(Reference),
    Tag(String),
}

/// What a call answers.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// `result.json`
    pub json: Value,
    /// `result.txt`
    pub text: String,
    /// What `check` found.
    pub check: Option<Check>,
}

/// What `--check` found.
#[derive(Clone, Debug, Default)]
pub struct Check {
    pub warnings: Vec<LintWarning>,
    /// An error that ended the check, or that warnings were made.
    pub error: Option<CheckError>,
}

/// A violated rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintWarning {
    pub rule: String,
    pub description: String,
    pub url: String,
    /// What is wrong here.
    pub detail: String,
    pub excerpt: Option<SourceExcerpt>,
}

/// Why a check ended badly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckError {
    pub message: String,
    pub excerpt: Option<SourceExcerpt>,
}

/// Why a build failed. (Limits and Ctrl-C are [`super::ApiError::Stop`].)
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildFailure {
    /// The build's reference.
    pub reference: String,
    /// What stands behind `failed to solve: `.
    pub message: String,
    /// The lines of the Dockerfile that it is about; each is printed.
    pub excerpts: Vec<SourceExcerpt>,
}

/// Lines of a source file, to be printed with marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceExcerpt {
    pub filename: String,
    /// The whole file.
    pub text: String,
    /// First and last line of each marked range, from 1.
    pub lines: Vec<(usize, usize)>,
}

impl std::fmt::Display for SourceExcerpt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let spans: Vec<Span> = self.lines.iter().map(|(first, last)| Span::new(*first, *last)).collect();
        f.write_str(&excerpt(&self.filename, &self.text, &spans))
    }
}

/// What happened since the last status (buildkit `client.SolveStatus`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SolveStatus {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vertexes: Vec<Vertex>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<VertexStatus>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logs: Vec<VertexLog>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<VertexWarning>,
}

/// A step, as far as it has come. A step is told of again when it starts, and when it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vertex {
    pub digest: Digest,
    pub inputs: Vec<Digest>,
    /// E.g. `[build 2/3] RUN make`
    pub name: String,
    pub started: Option<Timestamp>,
    pub completed: Option<Timestamp>,
    pub cached: bool,
    /// Empty: none. `CANCELED` is [`CANCELED`].
    pub error: String,
    /// Steps that are shown as one (`COPY --link`).
    pub group: Option<ProgressGroup>,
}

/// The error of a step that another step's failure ended.
pub const CANCELED: &str = "context canceled";

/// Steps that are shown as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressGroup {
    pub id: String,
    pub name: String,
    /// Shown only if something in it runs.
    pub weak: bool,
}

/// Something inside a step: a layer's download, `transferring context:`, `exporting layers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VertexStatus {
    /// What it is called; the same for all news of it.
    pub id: String,
    pub vertex: Digest,
    pub name: String,
    /// Bytes in all and so far.
    pub total: u64,
    pub current: u64,
    pub timestamp: Timestamp,
    pub started: Option<Timestamp>,
    pub completed: Option<Timestamp>,
}

/// Output of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VertexLog {
    pub vertex: Digest,
    /// 1 standard output, 2 standard error.
    pub stream: u8,
    pub data: Bytes,
    pub timestamp: Timestamp,
}

/// A warning about a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VertexWarning {
    pub vertex: Digest,
    pub level: u32,
    /// `RuleName: message (line 3)`
    pub short: String,
    pub detail: Vec<String>,
    pub url: String,
    pub filename: String,
    /// The whole source file.
    pub source: String,
    /// First and last line of each range, from 1.
    pub lines: Vec<(usize, usize)>,
}

/// Takes the statuses of a build, in the order of their times.
pub type StatusSink<'a> = &'a mut dyn FnMut(SolveStatus);

/// One record of the build cache (buildkit `client.UsageInfo`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CacheUsage {
    /// 25 letters and digits.
    pub id: String,
    pub parents: Vec<String>,
    pub kind: CacheKind,
    pub description: String,
    pub in_use: bool,
    /// An image needs it, too.
    pub shared: bool,
    pub mutable: bool,
    /// Bytes on disk.
    pub size: u64,
    pub created: Timestamp,
    pub last_used: Option<Timestamp>,
    pub usage_count: u64,
}

/// What a cache record is (buildkit `client.UsageRecordType`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CacheKind {
    #[default]
    #[serde(rename = "regular")]
    Regular,
    Internal,
    Frontend,
    #[serde(rename = "source.local")]
    SourceLocal,
    #[serde(rename = "source.git.checkout")]
    SourceGit,
    #[serde(rename = "exec.cachemount")]
    CacheMount,
}

impl CacheKind {
    /// As `docker buildx du` prints it.
    pub fn as_str(self) -> &'static str {
        match self {
            CacheKind::Regular => "regular",
            CacheKind::Internal => "internal",
            CacheKind::Frontend => "frontend",
            CacheKind::SourceLocal => "source.local",
            CacheKind::SourceGit => "source.git.checkout",
            CacheKind::CacheMount => "exec.cachemount",
        }
    }
}

/// What is to be removed from the build cache.
#[derive(Clone, Debug, Default)]
pub struct CachePrune {
    /// Also what images share and what is internal.
    pub all: bool,
    /// `until`, `unused-for`, `id`, `parents`, `type`, `description`, `inuse`, `mutable`, `immutable`, `shared`, `private`
    pub filters: Filters,
    /// Bytes that stay at least, and at most; 0: not set.
    pub reserved_space: u64,
    pub max_used_space: u64,
    pub min_free_space: u64,
}

/// A build in `docker buildx history` (buildkit `BuildHistoryRecord`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BuildRecord {
    /// 25 letters and digits.
    pub reference: String,
    pub name: String,
    pub created: Timestamp,
    pub completed: Option<Timestamp>,
    /// Why it failed; empty: it did not.
    pub error: String,
    /// Whether it was given up (Ctrl-C).
    pub canceled: bool,
    pub steps: u32,
    pub cached_steps: u32,
    pub completed_steps: u32,
    pub warnings: u32,
    /// What it was asked for: `target`, `platform`, `filename`, `build-arg:NAME`, `label:NAME`, `no-cache`, …
    pub attributes: BTreeMap<String, String>,
    pub dockerfile: String,
    /// Exporter and its attributes.
    pub exports: Vec<(String, BTreeMap<String, String>)>,
    /// Digest, media type and size of what came out.
    pub result: Option<(Digest, String, u64)>,
    /// Platform → provenance statement.
    pub provenance: BTreeMap<String, Value>,
    /// What its bases and named contexts were: URI and digest.
    pub materials: Vec<(String, Digest)>,
    /// Its statuses, for `history logs`.
    pub log: Vec<SolveStatus>,
}

parts!(BuildRecord {} besides {
    reference, name, created, completed, error, canceled, steps, cached_steps, completed_steps, warnings, attributes, dockerfile,
    exports, result, provenance, materials, log
});

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
