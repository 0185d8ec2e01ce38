//! `GET /images/{name}/history` (moby `daemon/containerd/image_history.go`).

use crate::clock::Timestamp;
use crate::oci::Platform;

use super::find::{familiar, is_dangling};
use super::platforms::Wanted;
use super::summary::signed;
use super::walk::chain_ids;
use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, models};

/// See [`crate::engine::api::Images::image_history`].
pub(in crate::engine) fn history(
    daemon: &mut Daemon<'_>,
    name: &str,
    platform: Option<&Platform>,
) -> ApiResult<Vec<models::ImageHistoryResponseItem>> {
    let images = &daemon.state.images;
    let found = images.find(name)?;
    let manifest = images.best_present(&found, &Wanted::runs(platform))?;
    let missing = || ApiError::new(404, format!("content digest {}: not found", manifest.digest));
    let config = images.config_of(&manifest.digest).ok_or_else(missing)?;
    let mut sizes = chain_ids(&config).into_iter().map(|chain_id| images.usage(&chain_id).unwrap_or(0));
    let mut rows = Vec::new();
    for step in &config.history {
        let size = match step.empty_layer {
            true => 0,
            false => sizes.next().ok_or_else(|| ApiError::new(500, "unable to find the size of the layer"))?,
        };
        let created = step.created.as_deref().and_then(Timestamp::parse).map_or(0, Timestamp::seconds);
        rows.push(models::ImageHistoryResponseItem {
            id: "<missing>".into(),
            created,
            created_by: step.created_by.clone(),
            tags: Vec::new(),
            size: signed(size),
            comment: step.comment.clone(),
        });
    }
    rows.reverse();
    // The top row is the image itself; below it stands the image that it was committed on, if that one is still here.
    let mut current = Some(found.name);
    for row in &mut rows {
        let Some(name) = current else { break };
        row.id = name.target.digest.to_string();
        let names = images.names_of(&name.target.digest);
        row.tags =
            names.iter().filter(|(full, name)| !is_dangling(full, name)).map(|(full, _)| familiar(full)).collect();
        current = name.parent.and_then(|parent| images.names_of(&parent.0).into_iter().next().map(|(_, name)| name));
    }
    Ok(rows)
}
