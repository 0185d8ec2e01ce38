//! `POST /networks/prune` (moby `daemon/prune.go`, `localNetworkPrune`): those of one's own that nobody is in.

use super::remove::remove;
use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, EventType, Filters};
use crate::engine::containers::filters as by;
use crate::engine::containers::networks::members;
use crate::engine::images::filters::validate;
use crate::engine::images::until;

/// See [`crate::engine::api::Networks::network_prune`].
pub(super) fn prune(daemon: &mut Daemon<'_>, filters: &Filters) -> ApiResult<Vec<String>> {
    validate(filters, &["label", "label!", "until"])?;
    let until = match by::values(filters, "until") {
        [] => None,
        [one] => Some(until::parse(one, daemon.clock.now()).map_err(|error| ApiError::new(400, error.to_string()))?),
        _ => return Err(ApiError::new(400, "more than one until filter specified")),
    };
    let containers = &daemon.state.containers;
    let goes: Vec<String> = containers
        .networks()
        .filter(|(name, network)| {
            until.is_none_or(|until| network.created <= until)
                && by::labels_match(filters, &network.labels)
                && members(containers, name).next().is_none()
        })
        .map(|(name, _)| name.to_string())
        .collect();
    for name in &goes {
        remove(daemon, name)?;
    }
    daemon.tell(EventType::Network, "prune", "", [("reclaimed", "0".to_string())]);
    Ok(goes)
}
