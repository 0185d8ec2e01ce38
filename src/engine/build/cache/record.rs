//! What the build cache keeps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::content::parts;
use crate::engine::api::CacheKind;
use crate::oci::{ChainId, Digest};
use crate::vfs::Tree;

/// A result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub kind: CacheKind,
    /// E.g. `mount / from exec /bin/sh -c make`
    pub description: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<String>,
    /// The stack of layers; `None`: no files, or not layers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<ChainId>,
    /// What else of the content store it needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<Digest>,
    /// Bytes on disk of its own layer.
    pub size: u64,
    pub created: Timestamp,
    pub last_used: Timestamp,
    pub count: u64,
    /// The keys that lead here, hexadecimal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// Of a context or a cache mount: where its files are kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kept: String,
    /// Layers that are laid over others only when a step needs their files (`unlazyDiffMerge` in BuildKit's `cache/refs.go`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unmerged: bool,
}

impl Record {
    /// The record of files that builds keep outside of the content store (at `kept`), used for the first time.
    pub fn kept(kind: CacheKind, description: String, kept: &str, size: u64, at: Timestamp) -> Self {
        Record {
            kind,
            description,
            parents: Vec::new(),
            chain: None,
            content: Vec::new(),
            size,
            created: at,
            last_used: at,
            count: 1,
            keys: Vec::new(),
            kept: kept.into(),
            unmerged: false,
        }
    }
}

/// How the description of a base's layer begins.
pub const PULLED: &str = "pulled from ";

/// A key of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The key that results above are found by: one for all keys of a result.
    pub result: Digest,
    /// The record's ID.
    pub record: String,
}

/// What a step was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteMemo {
    /// The instruction as written.
    pub code: String,
    pub arguments: BTreeMap<String, String>,
    /// The key of what is below.
    pub below: Option<Digest>,
    /// What it takes: path and digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<(String, Digest)>,
    /// The key that it had.
    pub key: Option<Digest>,
}

/// The files of a context as they were sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalMemo {
    pub tree: Tree,
    /// The record's ID.
    pub record: String,
}

/// The files of a cache mount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheMount {
    pub tree: Tree,
    /// The record's ID.
    pub record: String,
}

parts!(Record {} besides { kind, description, parents, chain, content, size, created, last_used, count, keys, kept, unmerged });
parts!(Key {} besides { result, record });
parts!(SiteMemo {} besides { code, arguments, below, files, key });
parts!(LocalMemo { tree } besides { record });
parts!(CacheMount { tree } besides { record });
