//! `GET /volumes` (moby `volume/service/convert.go`, `by.go`).

use serde_json::Value;

use super::DRIVER;
use super::describe::{describe, users};
use crate::engine::Daemon;
use crate::engine::api::{ApiResult, Filters};
use crate::engine::containers::{filters as by, settle};
use crate::engine::images::filters::{boolean, validate};

/// See [`crate::engine::api::Volumes::volume_list`].
pub(super) fn list(daemon: &mut Daemon<'_>, filters: &Filters) -> ApiResult<Vec<Value>> {
    settle(daemon)?;
    validate(filters, &["dangling", "driver", "label", "name"])?;
    let dangling = match filters.get("dangling") {
        Some(_) => Some(boolean(filters, "dangling", false)?),
        None => None,
    };
    let drivers = by::values(filters, "driver");
    let fits = drivers.is_empty() || drivers.iter().any(|driver| driver == DRIVER);
    let state = &*daemon.state;
    Ok(state
        .containers
        .volumes()
        .filter(|(name, volume)| fits && by::matches(filters, "name", name) && by::has_labels(filters, &volume.labels))
        .filter(|(name, _)| dangling.is_none_or(|dangling| users(state, name).is_empty() == dangling))
        .map(|(name, volume)| describe(name, volume))
        .collect())
}
