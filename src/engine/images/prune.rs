//! `POST /images/prune` (moby `daemon/containerd/image_prune.go`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::oci::{Digest, ImageConfig, ImageId, Reference};

use super::filters::{Check, PRUNE_FILTERS, boolean};
use super::find::Found;
use super::remove::kept_for_containers;
use super::summary::signed;
use super::walk::chain_ids;
use crate::engine::api::{ApiResult, Filters, models};
use crate::engine::{Daemon, Event};

/// See [`crate::engine::api::Images::image_prune`].
pub(in crate::engine) fn prune(daemon: &mut Daemon<'_>, filters: &Filters) -> ApiResult<models::ImagePruneResponse> {
    let images = &daemon.state.images;
    super::filters::validate(filters, PRUNE_FILTERS)?;
    let dangling_only = boolean(filters, "dangling", true)?;
    let mut rest = filters.clone();
    rest.remove("dangling");
    let check = Check::new(images, &rest, PRUNE_FILTERS, daemon.clock.now())?;

    let mut counts: BTreeMap<Digest, usize> = BTreeMap::new();
    let mut candidates: BTreeMap<String, Found> = BTreeMap::new();
    for (full, name) in images.names() {
        *counts.entry(name.target.digest).or_default() += 1;
        let found = Found { full: full.into(), name: name.clone() };
        if (!dangling_only || found.is_dangling()) && check.keeps(images, &found) {
            candidates.insert(full.into(), found);
        }
    }
    let used = leave_to_containers(daemon, &mut candidates);
    candidates.retain(|_, found| {
        let count = counts.entry(found.name.target.digest).or_default();
        if *count > 1 {
            *count -= 1;
            return true;
        }
        !used.contains(&found.name.target.digest)
    });

    let (mut records, mut reclaimed) = (Vec::new(), 0_u64);
    for found in candidates.into_values() {
        reclaimed = reclaimed.saturating_add(prune_one(daemon, &found, &mut records));
    }
    let images_deleted = if records.is_empty() { None } else { Some(records) };
    Ok(models::ImagePruneResponse { images_deleted, space_reclaimed: Some(signed(reclaimed)) })
}

/// Takes the names out that containers were made from; gives the images that containers name by their ID
/// (`filterImagesUsedByContainers`).
fn leave_to_containers(daemon: &Daemon<'_>, candidates: &mut BTreeMap<String, Found>) -> BTreeSet<Digest> {
    let mut used = BTreeSet::new();
    for using in daemon.state.containers.uses() {
        candidates.remove(&kept_for_containers(&using.image));
        let id = using.image.to_string();
        let typed = format!("sha256:{}", using.image_name.strip_prefix("sha256:").unwrap_or(&using.image_name));
        if id.starts_with(&typed) || using.image_name.ends_with(&format!("@{id}")) {
            used.insert(using.image.0);
        }
        let Ok(reference) = Reference::parse(&using.image_name) else { continue };
        candidates.remove(&reference.clone().or_latest().to_string());
        if let (Some(tag), Some(_)) = (&reference.tag, &reference.digest) {
            candidates.remove(&reference.with_tag(tag.clone()).to_string());
        }
    }
    used
}

/// Takes one name away and counts what went with it, in bytes.
fn prune_one(daemon: &mut Daemon<'_>, found: &Found, records: &mut Vec<models::ImageDeleteResponseItem>) -> u64 {
    let images = &mut daemon.state.images;
    let blobs = images.present(&found.name.target);
    let mut snapshots = BTreeMap::new();
    for config in blobs.iter().filter(|blob| blob.is_config()) {
        let config: Arc<ImageConfig> = images.read(&config.digest).unwrap_or_default();
        for chain_id in chain_ids(&config) {
            snapshots.insert(chain_id, images.usage(&chain_id).unwrap_or(0));
        }
    }
    images.remove_name(&found.full);
    let id = ImageId(found.name.target.digest);
    let reference = found.familiar();
    daemon.events.push(Event::Untagged { reference: reference.clone(), id });
    records.push(models::ImageDeleteResponseItem { untagged: Some(reference), deleted: None });

    let (mut reclaimed, mut gone) = (0_u64, false);
    for blob in blobs.iter().filter(|blob| !images.has(&blob.digest)) {
        if blob.is_manifest() || blob.is_index() {
            gone = true;
            let deleted = Some(blob.digest.to_string());
            records.push(models::ImageDeleteResponseItem { untagged: None, deleted });
        }
        reclaimed = reclaimed.saturating_add(blob.size);
    }
    for (chain_id, usage) in snapshots {
        if images.usage(&chain_id).is_none() {
            reclaimed = reclaimed.saturating_add(usage);
        }
    }
    if gone {
        daemon.events.push(Event::ImageDeleted { id });
    }
    reclaimed
}
