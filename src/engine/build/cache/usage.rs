//! What the build cache takes: `docker buildx du`, `docker system df` (BuildKit's `cache/manager.go` `DiskUsage`).

use std::collections::BTreeSet;

use super::Record;
use crate::clock::Timestamp;
use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, BuildRecord, CacheUsage, Filters};
use crate::engine::images::until;
use crate::oci::ChainId;
use crate::text::quote;

/// See [`crate::engine::api::Builds::build_cache`].
pub fn usage(daemon: &mut Daemon<'_>, filters: &Filters) -> ApiResult<Vec<CacheUsage>> {
    let shared = daemon.state.images.used_chains();
    let now = daemon.clock.now();
    let mut all = Vec::new();
    for (id, record) in daemon.state.builder.records.iter() {
        let usage = described(id, record, &shared);
        if fits(&usage, filters, now)? {
            all.push(usage);
        }
    }
    all.sort_by(|a, b| (b.last_used, b.size, &a.id).cmp(&(a.last_used, a.size, &b.id)));
    Ok(all)
}

/// See [`crate::engine::api::Builds::build_records`].
pub fn records(daemon: &mut Daemon<'_>) -> ApiResult<Vec<BuildRecord>> {
    Ok(daemon.state.builder.history.iter().rev().map(|record| record.get().clone()).collect())
}

/// A record as it is told of.
pub fn described(id: &str, record: &Record, shared: &BTreeSet<ChainId>) -> CacheUsage {
    let mutable = !record.kept.is_empty();
    CacheUsage {
        id: id.into(),
        parents: record.parents.clone(),
        kind: record.kind,
        description: record.description.clone(),
        in_use: false,
        shared: record.chain.is_some_and(|chain| shared.contains(&chain)),
        mutable,
        size: record.size,
        created: record.created,
        last_used: Some(record.last_used),
        usage_count: record.count,
    }
}

/// Whether a record fits the filters (BuildKit's `cacheRecord` adaptor, moby `toBuildkitPruneInfo`).
pub fn fits(usage: &CacheUsage, filters: &Filters, now: Timestamp) -> ApiResult<bool> {
    for (key, values) in filters {
        let (key, wanted) = match key.strip_suffix('!') {
            Some(key) => (key, false),
            None => (key.as_str(), true),
        };
        let mut any = false;
        for value in values {
            any |= match key {
                "id" => usage.id.starts_with(value.as_str()),
                "parents" | "parent" => usage.parents.iter().any(|parent| parent.starts_with(value.as_str())),
                "type" => usage.kind.as_str() == value,
                "description" => usage.description.contains(value.as_str()),
                "inuse" => usage.in_use == is_true(value),
                "mutable" => usage.mutable == is_true(value),
                "immutable" => usage.mutable != is_true(value),
                "shared" => usage.shared == is_true(value),
                "private" => usage.shared != is_true(value),
                "until" | "unused-for" => {
                    let moment = until::parse(value, now).map_err(|error| ApiError::new(400, error.to_string()))?;
                    usage.last_used.unwrap_or(usage.created) < moment
                }
                _ => return Err(ApiError::new(400, format!("invalid filter {}", quote(key)))),
            };
        }
        if any != wanted && !values.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_true(value: &str) -> bool {
    matches!(value, "" | "1" | "t" | "T" | "true" | "TRUE" | "True")
}
