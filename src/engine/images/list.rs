//! `GET /images/json` (moby `daemon/containerd/image_list.go`).

use std::collections::{BTreeMap, BTreeSet};

use crate::oci::{Digest, Reference};

use super::filters::{Check, LIST_FILTERS};
use super::find::{Found, familiar};
use super::platforms::Wanted;
use super::store::Images;
use super::summary::{Summary, descriptor_model, signed};
use crate::engine::Daemon;
use crate::engine::api::{ApiResult, ImageList, models};

/// Says "not counted" in the API.
const UNKNOWN: i64 = -1;

/// See [`crate::engine::api::Images::image_list`].
pub(in crate::engine) fn list(daemon: &mut Daemon<'_>, options: &ImageList) -> ApiResult<Vec<models::ImageSummary>> {
    let images = &daemon.state.images;
    let check = Check::new(images, &options.filters, LIST_FILTERS, daemon.clock.now())?;
    let all = images.names();
    let parents: BTreeSet<Digest> = all.values().filter_map(|name| name.parent).map(|parent| parent.0).collect();
    let mut unique: BTreeMap<Digest, Found> = BTreeMap::new();
    let mut tags: BTreeMap<Digest, Vec<String>> = BTreeMap::new();
    for (full, name) in all {
        let found = Found { full: full.into(), name: name.clone() };
        let digest = name.target.digest;
        let dangling = found.is_dangling();
        if (dangling && !options.all && parents.contains(&digest)) || !check.keeps(images, &found) {
            continue;
        }
        if dangling {
            unique.entry(digest).or_insert(found);
            continue;
        }
        tags.entry(digest).or_default().push(familiar(full));
        unique.insert(digest, found);
    }
    let uses = daemon.state.containers.uses();
    let mut listed = Vec::new();
    for (digest, found) in &unique {
        let summary = images.summary(&found.name.target, &Wanted::Any, &uses);
        let tags = tags.remove(digest).unwrap_or_default();
        listed.push((one(found, tags, &summary, options), summary));
    }
    if options.shared_size {
        share(images, &mut listed);
    }
    let mut list: Vec<_> = listed.into_iter().map(|(image, _)| image).collect();
    list.sort_by_key(|image| std::cmp::Reverse(image.created));
    Ok(list)
}

fn one(found: &Found, repo_tags: Vec<String>, summary: &Summary, options: &ImageList) -> models::ImageSummary {
    let target = &found.name.target;
    let best = summary.best();
    let config = best.and_then(|best| best.config());
    let labels = config.and_then(|config| config.config.labels.clone()).unwrap_or_default();
    let repository = if found.is_dangling() { None } else { Reference::parse(&found.full).ok() };
    let repo_digests = match best {
        None => vec![target.digest.to_string()],
        Some(_) => {
            repository.iter().map(|reference| reference.with_digest(target.digest).familiar()).collect::<Vec<_>>()
        }
    };
    models::ImageSummary {
        id: target.digest.to_string(),
        parent_id: found.name.parent.map(|parent| parent.to_string()).unwrap_or_default(),
        repo_tags,
        repo_digests,
        created: config.and_then(|config| config.created_at()).map_or(0, crate::clock::Timestamp::seconds),
        size: signed(summary.total),
        shared_size: UNKNOWN,
        labels: labels.into_iter().collect(),
        containers: best.map_or(UNKNOWN, |_| i64::try_from(summary.containers).unwrap_or(i64::MAX)),
        manifests: options.manifests.then(|| summary.manifests.iter().map(|manifest| manifest.to_model()).collect()),
        descriptor: Some(descriptor_model(target)),
    }
}

/// Fills in how much each image shares with others: layers and blobs that more than one of them has.
fn share(images: &Images, listed: &mut [(models::ImageSummary, Summary)]) {
    let (mut layers, mut blobs) = (BTreeMap::new(), BTreeMap::new());
    for (_, summary) in listed.iter() {
        for chain_id in &summary.chain_ids {
            *layers.entry(*chain_id).or_insert(0_usize) += 1;
        }
        for digest in summary.content.iter().map(|(digest, _)| *digest).collect::<BTreeSet<_>>() {
            *blobs.entry(digest).or_insert(0_usize) += 1;
        }
    }
    for (image, summary) in listed {
        let shared = summary.chain_ids.iter().filter(|chain_id| layers.get(chain_id).is_some_and(|count| *count > 1));
        let layers: u64 = shared.filter_map(|chain_id| images.usage(chain_id)).fold(0, u64::saturating_add);
        let content: BTreeMap<_, _> = summary.content.iter().copied().collect();
        let shared = content.into_iter().filter(|(digest, _)| blobs.get(digest).is_some_and(|count| *count > 1));
        image.shared_size = signed(shared.map(|(_, size)| size).fold(layers, u64::saturating_add));
    }
}
