//! `POST /volumes/prune` (moby `volume/service/service.go` `Prune`): without `all`, only volumes without a name.

use super::describe::{size, users};
use super::{ANONYMOUS, DRIVER};
use crate::engine::Daemon;
use crate::engine::api::models::VolumePruneResponse;
use crate::engine::api::{ApiResult, EventType, Filters};
use crate::engine::containers::{filters as by, settle};
use crate::engine::images::filters::{boolean, validate};

/// See [`crate::engine::api::Volumes::volume_prune`].
pub(super) fn prune(daemon: &mut Daemon<'_>, filters: &Filters) -> ApiResult<VolumePruneResponse> {
    settle(daemon)?;
    validate(filters, &["all", "label", "label!"])?;
    let all = boolean(filters, "all", false)?;
    let state = &*daemon.state;
    let goes: Vec<(String, u64)> = state
        .containers
        .volumes()
        .filter(|(_, volume)| all || volume.labels.contains_key(ANONYMOUS))
        .filter(|(name, volume)| by::labels_match(filters, &volume.labels) && users(state, name).is_empty())
        .map(|(name, volume)| (name.to_string(), size(volume)))
        .collect();
    for (name, _) in &goes {
        daemon.state.containers.remove_volume(name);
        daemon.tell(EventType::Volume, "destroy", name, [("driver", DRIVER.to_string())]);
    }
    let reclaimed: u64 = goes.iter().map(|(_, size)| size).sum();
    daemon.tell(EventType::Volume, "prune", "", [("reclaimed", reclaimed.to_string())]);
    Ok(VolumePruneResponse {
        volumes_deleted: Some(goes.into_iter().map(|(name, _)| name).collect()),
        space_reclaimed: i64::try_from(reclaimed).ok(),
    })
}
