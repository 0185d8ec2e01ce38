//! `POST /containers/prune` (moby `daemon/prune.go`).

use crate::clock::Timestamp;

use super::super::Daemon;
use super::super::api::models::ContainerPruneResponse;
use super::super::api::{ApiError, ApiResult, EventType, Filters};
use super::super::images::filters::validate;
use super::super::images::until;
use super::files::sizes;
use super::filters;
use super::forget::forget;
use super::settle::settle;

/// See [`super::super::api::Containers::container_prune`].
pub fn prune(daemon: &mut Daemon<'_>, given: &Filters) -> ApiResult<ContainerPruneResponse> {
    settle(daemon)?;
    validate(given, &["label", "label!", "until"])?;
    let until = bound(given, daemon.clock.now())?;
    let goes: Vec<(String, u64)> = daemon
        .state
        .containers
        .newest_first()
        .into_iter()
        .filter(|container| !container.state.is_active())
        .filter(|container| until.is_none_or(|until| container.created <= until))
        .filter(|container| filters::labels_match(given, &container.labels()))
        .map(|container| (container.id.clone(), sizes(daemon, container).0))
        .collect();
    for (id, _) in &goes {
        forget(daemon, id, false, daemon.clock.now());
    }
    let reclaimed: u64 = goes.iter().map(|(_, size)| size).sum();
    daemon.tell(EventType::Container, "prune", "", [("reclaimed", reclaimed.to_string())]);
    Ok(ContainerPruneResponse {
        containers_deleted: Some(goes.into_iter().map(|(id, _)| id).collect()),
        space_reclaimed: i64::try_from(reclaimed).ok(),
    })
}

fn bound(given: &Filters, now: Timestamp) -> ApiResult<Option<Timestamp>> {
    match filters::values(given, "until") {
        [] => Ok(None),
        [one] => until::parse(one, now).map(Some).map_err(|error| ApiError::new(400, error.to_string())),
        _ => Err(ApiError::new(400, "more than one until filter specified")),
    }
}
