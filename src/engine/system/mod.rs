//! The daemon itself: version, info, disk usage, logins, and what is not about one image or container.

use serde_json::Value;

use super::Daemon;
use super::api::{ApiResult, Credentials, Filters, models};

/// See [`super::api::Engine::version`].
pub(super) fn version(daemon: &mut Daemon<'_>) -> ApiResult<Value> {
    let _ = (daemon);
    todo!()
}

/// See [`super::api::Engine::info`].
pub(super) fn info(daemon: &mut Daemon<'_>) -> ApiResult<Value> {
    let _ = (daemon);
    todo!()
}

/// See [`super::api::Engine::disk_usage`].
pub(super) fn disk_usage(daemon: &mut Daemon<'_>) -> ApiResult<models::SystemDataUsageResponse> {
    let _ = (daemon);
    todo!()
}

/// See [`super::api::Engine::auth`].
pub(super) fn auth(daemon: &mut Daemon<'_>, credentials: &Credentials) -> ApiResult<(String, String)> {
    let _ = (daemon, credentials);
    todo!()
}

/// See [`super::api::Engine::distribution_inspect`].
pub(super) fn distribution_inspect(
    daemon: &mut Daemon<'_>,
    name: &str,
    auth: &Credentials,
) -> ApiResult<models::DistributionInspect> {
    let _ = (daemon, name, auth);
    todo!()
}

/// See [`super::api::Engine::build_prune`].
pub(super) fn build_prune(
    daemon: &mut Daemon<'_>,
    all: bool,
    filters: &Filters,
) -> ApiResult<models::BuildPruneResponse> {
    let _ = (daemon, all, filters);
    todo!()
}
