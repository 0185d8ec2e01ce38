//! The Engine API as traits, one an area: a method is an endpoint that the client needs (Docker Engine API 1.52+).
//!
//! Bodies are the models of `bollard-stubs`. Where the daemon's own JSON is shown to people (`inspect`), the method
//! gives that JSON ([`serde_json::Value`], keys in the daemon's order).

mod auth;
mod builds;
mod containers;
mod error;
mod filters;
mod images;
mod networks;
mod system;
mod volumes;

pub use bollard_stubs::models;

pub use crate::registry::client::Credentials;
/// What the streams of a process are made of.
pub use crate::shell::{Input, Output, Prompt, Stop, Stream, TerminalSize};

pub use builds::{
    Annotation, AnnotationPlace, Answer, BuildAttachment, BuildFailure, BuildRecord, BuildRequest, BuildResult, Builds,
    CANCELED, CacheKind, CacheOptions, CachePrune, CacheUsage, Call, Check, CheckError, Compression, Context, Export,
    ExportKind, ExportOptions, LayoutName, LintWarning, LocalFiles, NoCache, Output as BuildOutput, OutputContent,
    OutputLayout, ProgressGroup, Provenance, ProvenanceVersion, Sbom, SolveStatus, SourceExcerpt, StatusSink, Vertex,
    VertexLog, VertexStatus, VertexWarning,
};

pub use auth::Auth;
pub use error::{ApiError, ApiResult, EMPTY_CONTAINER};
pub use filters::Filters;
pub use images::{ImageImport, ImageList, ImageRemove, Images, ImportSource, Progress, ProgressSink};
pub use networks::{NetworkAddresses, NetworkCreate, NetworkSummary, Networks};
pub use system::{EventActor, EventMessage, EventType, EventsAsked, Ping, System};
pub use volumes::{VolumeCreate, Volumes};

pub use containers::{Attached, CAPABILITIES, Commit, ContainerList, Containers, Ended, LogOptions, PathStat};

/// What the client knows of the engine: all areas.
pub trait Engine: Auth + Builds + Containers + Images + Networks + System + Volumes {}

impl<T: Auth + Builds + Containers + Images + Networks + System + Volumes> Engine for T {}
