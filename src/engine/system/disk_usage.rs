//! `GET /system/df` (moby `daemon/disk_usage.go`).

use serde::Serialize;
use serde_json::Value;

use crate::engine::api::{ApiResult, ContainerList, Containers, ImageList, models};
use crate::engine::{Daemon, images, volumes};

/// See [`crate::engine::api::Engine::disk_usage`].
pub(in crate::engine) fn disk_usage(daemon: &mut Daemon<'_>) -> ApiResult<models::SystemDataUsageResponse> {
    Ok(models::SystemDataUsageResponse {
        image_usage: Some(images_usage(daemon)?),
        container_usage: Some(containers_usage(daemon)?),
        volume_usage: Some(volumes_usage(daemon)),
        build_cache_usage: Some(models::BuildCacheDiskUsage {
            active_count: Some(0),
            total_count: Some(0),
            reclaimable: Some(0),
            total_size: Some(0),
            items: Some(Vec::new()),
        }),
    })
}

fn values<T: Serialize>(items: &[T]) -> Option<Vec<Value>> {
    Some(items.iter().filter_map(|item| serde_json::to_value(item).ok()).collect())
}

fn count(number: usize) -> Option<i64> {
    i64::try_from(number).ok()
}

fn images_usage(daemon: &mut Daemon<'_>) -> ApiResult<models::ImagesDiskUsage> {
    let list = images::list(daemon, &ImageList { shared_size: true, ..ImageList::default() })?;
    let unused = list.iter().filter(|image| image.containers == 0 && image.size != -1 && image.shared_size != -1);
    let reclaimable = unused.map(|image| image.size.saturating_sub(image.shared_size)).fold(0, i64::saturating_add);
    Ok(models::ImagesDiskUsage {
        active_count: count(list.iter().filter(|image| image.containers > 0).count()),
        total_count: count(list.len()),
        reclaimable: Some(reclaimable),
        total_size: i64::try_from(daemon.state.images.disk_usage()).ok(),
        items: values(&list),
    })
}

fn containers_usage(daemon: &mut Daemon<'_>) -> ApiResult<models::ContainersDiskUsage> {
    let list = daemon.container_list(&ContainerList { all: true, size: true, ..ContainerList::default() })?;
    let uses = daemon.state.containers.uses();
    let runs = |container: &models::ContainerSummary| {
        uses.iter().any(|using| using.running && container.id.as_deref() == Some(using.container.as_str()))
    };
    let size = |container: &models::ContainerSummary| container.size_rw.unwrap_or(0);
    let idle = list.iter().filter(|container| !runs(container));
    Ok(models::ContainersDiskUsage {
        active_count: count(list.iter().filter(|container| runs(container)).count()),
        total_count: count(list.len()),
        reclaimable: Some(idle.map(size).fold(0, i64::saturating_add)),
        total_size: Some(list.iter().map(size).fold(0, i64::saturating_add)),
        items: values(&list),
    })
}

fn volumes_usage(daemon: &Daemon<'_>) -> models::VolumesDiskUsage {
    let list = volumes::with_usage(daemon.state);
    let total = |sizes: &mut dyn Iterator<Item = u64>| i64::try_from(sizes.fold(0, u64::saturating_add)).ok();
    models::VolumesDiskUsage {
        active_count: count(list.iter().filter(|(users, ..)| *users > 0).count()),
        total_count: count(list.len()),
        reclaimable: total(&mut list.iter().filter(|(users, ..)| *users == 0).map(|(_, size, _)| *size)),
        total_size: total(&mut list.iter().map(|(_, size, _)| *size)),
        items: Some(list.into_iter().map(|(.., described)| described).collect()),
    }
}
