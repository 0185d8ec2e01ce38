//! Records of the build cache (moby/buildkit `client/diskusage.go`, `client/prune.go`).

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::engine::api::Filters;

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
