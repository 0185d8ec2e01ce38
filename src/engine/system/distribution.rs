//! `GET /distribution/{name}/json`
use crate::engine::Daemon;
use crate::engine::api::{ApiResult, Credentials, models};

/// See [`crate::engine::api::Engine::distribution_inspect`].
pub(in crate::engine) fn distribution_inspect(
    daemon: &mut Daemon<'_>,
    name: &str,
    auth: &Credentials,
) -> ApiResult<models::DistributionInspect> {
    let _ = (daemon, name, auth);
    todo!()
}
