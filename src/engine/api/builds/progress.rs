//! [`SolveStatus`]: what a client hears while a build runs (moby/buildkit `client/graph.go`).

use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::oci::Digest;

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
    /// The whole source file, which all warnings share.
    pub source: Arc<str>,
    /// First and last line of each range, from 1.
    pub lines: Vec<(usize, usize)>,
}

/// Takes the statuses of a build, in the order of their times.
pub type StatusSink<'a> = &'a mut dyn FnMut(SolveStatus);
