//! The Engine API as traits, one an area: a method is an endpoint that the client needs (Docker Engine API 1.52+).
//!
//! Bodies are the models of `bollard-stubs`. Where the daemon's own JSON is shown to people (`inspect`), the method
//! gives that JSON ([`serde_json::Value`], keys in the daemon's order).

mod auth;
mod builds;
mod containers;
mod images;
mod system;
mod volumes;

use std::collections::BTreeMap;

pub use bollard_stubs::models;

pub use crate::registry::client::Credentials;
/// What the streams of a process are made of.
pub use crate::shell::{Input, Output, Prompt, Stop, Stream, TerminalSize};

pub use builds::{
    Annotation, AnnotationPlace, Answer, BuildFailure, BuildRecord, BuildRequest, BuildResult, Builds, CANCELED,
    CacheKind, CacheOptions, CachePrune, CacheUsage, Call, Check, CheckError, Compression, Context, Export, ExportKind,
    ExportOptions, LayoutName, LintWarning, LocalFiles, NoCache, Output as BuildOutput, OutputContent, OutputLayout,
    ProgressGroup, Provenance, ProvenanceVersion, Sbom, SolveStatus, SourceExcerpt, StatusSink, Vertex, VertexLog,
    VertexStatus, VertexWarning,
};

pub use auth::Auth;
pub use images::{ImageImport, ImageList, ImageRemove, Images, ImportSource, Progress, ProgressSink};
pub use system::{EventActor, EventMessage, EventType, EventsAsked, NetworkSummary, Ping, System};
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

/// What is said of a container without a name. The client's library refuses it before it asks (moby `client/utils.go`
/// `trimID`), so it is no answer of the daemon.
pub const EMPTY_CONTAINER: &str = "invalid container name or ID: value is empty";

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

/// What the client knows of the engine: all areas.
pub trait Engine: Auth + Builds + Containers + Images + System + Volumes {}

impl<T: Auth + Builds + Containers + Images + System + Volumes> Engine for T {}
