//! [`BuildRequest`]: what a client asks a builder for (moby/buildkit `client/solve.go`).

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use crate::content::Rope;
use crate::engine::api::Credentials;
use crate::oci::{Digest, Named, Platform, Reference};
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

impl BuildRequest {
    /// The login at the registry of this repository.
    pub fn login(&self, name: &Named) -> Credentials {
        self.credentials.get(name.host()).cloned().unwrap_or_default()
    }
}

/// Files of the client that a build may read.
#[derive(Clone, Debug, Default)]
pub struct LocalFiles {
    /// The directory is its root. Owners count as user 0 (`session/filesync`).
    pub files: Tree,
    /// Directories that the client may not read, by their paths in `files` (the whole: empty), where they are empty. (What is in a file that it
    /// may not read is empty, too: fsutil `send.go` `sendFile`.)
    pub unreadable: BTreeSet<String>,
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
    /// `subrequests.describe`
    Describe,
    /// A method that nobody knows.
    Other(String),
}
