//! `GET /system/df` (moby `daemon/disk_usage.go`).

use serde::Serialize;
use serde_json::Value;

use crate::engine::api::{
    ApiResult, Builds, CacheUsage, ContainerList, Containers, Filters, ImageList, Images, models,
};
use crate::engine::{Daemon, volumes};

/// See [`crate::engine::api::System::disk_usage`].
pub fn disk_usage(daemon: &mut Daemon<'_>) -> ApiResult<models::SystemDataUsageResponse> {
    Ok(models::SystemDataUsageResponse {
        image_usage: Some(images_usage(daemon)?),
        container_usage: Some(containers_usage(daemon)?),
        volume_usage: Some(volumes_usage(daemon)),
        build_cache_usage: Some(cache_usage(daemon)?),
    })
}

/// What images share counts as theirs.
fn cache_usage(daemon: &mut Daemon<'_>) -> ApiResult<models::BuildCacheDiskUsage> {
    let records = daemon.build_cache(&Filters::new())?;
    let bytes = |size: u64| i64::try_from(size).unwrap_or(i64::MAX);
    let own = records.iter().filter(|record| !record.shared);
    let total = own.clone().map(|record| record.size).fold(0, u64::saturating_add);
    let reclaimable = own.filter(|record| !record.in_use).map(|record| record.size).fold(0, u64::saturating_add);
    let item = |record: &CacheUsage| models::BuildCache {
        id: Some(record.id.clone()),
        parents: Some(record.parents.clone()).filter(|parents| !parents.is_empty()),
        typ: serde_json::from_value(record.kind.as_str().into()).ok(),
        description: Some(record.description.clone()),
        in_use: Some(record.in_use),
        shared: Some(record.shared),
        size: i64::try_from(record.size).ok(),
        created_at: Some(record.created.rfc3339()),
        last_used_at: record.last_used.map(crate::clock::Timestamp::rfc3339),
        usage_count: i64::try_from(record.usage_count).ok(),
    };
    let items: Vec<models::BuildCache> = records.iter().map(item).collect();
    Ok(models::BuildCacheDiskUsage {
        active_count: count(records.iter().filter(|record| record.in_use).count()),
        total_count: count(records.len()),
        reclaimable: Some(bytes(reclaimable)),
        total_size: Some(bytes(total)),
        items: values(&items),
    })
}

fn values<T: Serialize>(items: &[T]) -> Option<Vec<Value>> {
    Some(items.iter().filter_map(|item| serde_json::to_value(item).ok()).collect())
}

fn count(number: usize) -> Option<i64> {
    i64::try_from(number).ok()
}

fn images_usage(daemon: &mut Daemon<'_>) -> ApiResult<models::ImagesDiskUsage> {
    let list = daemon.image_list(&ImageList { shared_size: true, ..ImageList::default() })?;
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
