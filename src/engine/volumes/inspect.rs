//! `GET /volumes/{name}`

use serde_json::Value;

use super::describe::describe;
use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult};

/// See [`crate::engine::api::Volumes::volume_inspect`].
pub(super) fn inspect(daemon: &mut Daemon<'_>, name: &str) -> ApiResult<Value> {
    match daemon.state.containers.volume(name) {
        Some(volume) => Ok(describe(name, volume)),
        None => Err(missing(name)),
    }
}

/// What is said of a volume that is not there.
pub(super) fn missing(name: &str) -> ApiError {
    ApiError::new(404, format!("get {name}: no such volume"))
}
