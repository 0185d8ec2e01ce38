//! Removing what nobody needs from the build cache (BuildKit's `cache/manager.go` `Prune`).

use std::collections::BTreeSet;

use super::usage::{described, fits};
use super::{Builder, Record};
use crate::engine::api::{ApiResult, CacheKind, CachePrune, CacheUsage, EventType, Filters, models};
use crate::engine::build::limits;
use crate::engine::{Daemon, Event, Images};

/// See [`crate::engine::api::Builds::build_cache_prune`].
pub fn prune(daemon: &mut Daemon<'_>, prune: &CachePrune) -> ApiResult<Vec<CacheUsage>> {
    let now = daemon.clock.now();
    let mut removed = Vec::new();
    let filters = &prune.filters;
    let mut total: u64 = daemon.state.builder.records.iter().map(|(_, record)| record.size).sum();
    let keep = kept_bytes(prune, total);
    loop {
        // What is below others goes after them.
        let shared = daemon.state.images.used_chains();
        let builder = &daemon.state.builder;
        let needed: BTreeSet<&str> =
            builder.records.iter().flat_map(|(_, record)| record.parents.iter().map(String::as_str)).collect();
        let mut leaves = Vec::new();
        for (id, record) in builder.records.iter().filter(|(id, _)| !needed.contains(id)) {
            let usage = described(id, record, &shared);
            let internal = matches!(usage.kind, CacheKind::Internal | CacheKind::Frontend);
            let kept = !prune.all && (usage.shared || internal);
            if !kept && fits(&usage, filters, now)? {
                leaves.push(usage);
            }
        }
        leaves.sort_by(|a, b| (a.last_used, &a.id).cmp(&(b.last_used, &b.id)));
        let mut any = false;
        for usage in leaves {
            if keep > 0 && total <= keep {
                break;
            }
            remove(&mut daemon.state.builder, &mut daemon.state.images, &usage.id);
            total = total.saturating_sub(usage.size);
            removed.push(usage);
            any = true;
        }
        if !any {
            break;
        }
    }
    removed.sort_by(|a, b| a.id.cmp(&b.id));
    if !removed.is_empty() {
        let size = removed.iter().map(|usage| usage.size).fold(0, u64::saturating_add);
        daemon.events.push(Event::BuildCachePruned { records: removed.len(), size });
    }
    Ok(removed)
}

/// The bytes down to which is removed; 0: all (`calculateKeepBytes`).
fn kept_bytes(prune: &CachePrune, total: u64) -> u64 {
    let least = prune.min_free_space;
    let excess = least.saturating_sub(limits::DISK.saturating_sub(total));
    let freed = total.saturating_sub(excess);
    let keep = match prune.max_used_space {
        0 if least == 0 => 0,
        0 => freed,
        most if excess > 0 => most.min(freed),
        most => most,
    };
    keep.max(prune.reserved_space)
}

/// See [`crate::engine::api::Builds::build_prune`] (moby `daemon/internal/builder-next/builder.go` `Prune`).
pub fn build_prune(daemon: &mut Daemon<'_>, all: bool, filters: &Filters) -> ApiResult<models::BuildPruneResponse> {
    let removed = prune(daemon, &CachePrune { all, filters: filters.clone(), ..CachePrune::default() })?;
    let size = removed.iter().map(|record| record.size).fold(0, u64::saturating_add);
    daemon.tell(EventType::Builder, "prune", "", [("reclaimed", size.to_string())]);
    let deleted: Vec<String> = removed.into_iter().map(|record| record.id).collect();
    Ok(models::BuildPruneResponse {
        caches_deleted: Some(deleted).filter(|deleted| !deleted.is_empty()),
        space_reclaimed: i64::try_from(size).ok(),
    })
}

/// Takes a record out, with its keys and what only it held.
pub fn remove(builder: &mut Builder, images: &mut Images, id: &str) -> Option<Record> {
    let record = builder.records.remove(id)?;
    for key in &record.keys {
        if builder.keys.get(key).is_some_and(|key| key.record == id) {
            builder.keys.remove(key);
        }
    }
    if !record.kept.is_empty() {
        match record.kind {
            CacheKind::CacheMount => drop(builder.mounts.remove(&record.kept)),
            _ => drop(builder.locals.remove(&record.kept)),
        }
    }
    if let Some(chain) = &record.chain {
        images.release(chain);
    }
    record.content.iter().for_each(|digest| images.release_content(digest));
    Some(record)
}

/// Keeps the cache within its limits: the least recently used goes first (BuildKit's default garbage collection).
pub fn trim(builder: &mut Builder, images: &mut Images) {
    loop {
        let count = builder.records.iter().count();
        let bytes: u64 = builder.records.iter().map(|(_, record)| record.size).fold(0, u64::saturating_add);
        if count <= limits::CACHE_RECORDS && bytes <= limits::CACHE_BYTES {
            return;
        }
        let needed: BTreeSet<String> =
            builder.records.iter().flat_map(|(_, record)| record.parents.iter().cloned()).collect();
        let oldest = builder
            .records
            .iter()
            .filter(|(id, _)| !needed.contains(*id))
            .min_by_key(|(id, record)| (record.last_used, id.to_string()))
            .map(|(id, _)| id.to_string());
        match oldest {
            Some(oldest) => drop(remove(builder, images, &oldest)),
            None => return,
        }
    }
}
