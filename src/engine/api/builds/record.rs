//! [`BuildRecord`]: a build that was made (moby/buildkit `api/services/control`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::progress::SolveStatus;
use crate::clock::Timestamp;
use crate::content::parts;
use crate::oci::Digest;

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
    pub materials: Vec<(String, String)>,
    /// Its statuses, for `history logs`.
    pub log: Vec<SolveStatus>,
    /// The directory of the context on the client's machine; empty: it is none there.
    #[serde(default)]
    pub context: String,
    /// The Dockerfile's path there; `-`: it came on standard input.
    #[serde(default)]
    pub file: String,
    /// The lines of the Dockerfile that the failure is about, marked.
    #[serde(default)]
    pub excerpts: Vec<String>,
    /// What belongs to the result.
    #[serde(default)]
    pub attachments: Vec<BuildAttachment>,
}

/// A document that belongs to a build: an index, a manifest, provenance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BuildAttachment {
    pub digest: Digest,
    /// Empty: of no platform.
    pub platform: String,
    /// Its media type, or the type of its predicate.
    pub kind: String,
    pub content: String,
}

parts!(BuildRecord {} besides {
    reference, name, created, completed, error, canceled, steps, cached_steps, completed_steps, warnings, attributes, dockerfile,
    exports, result, provenance, materials, log, context, file, excerpts, attachments
});
