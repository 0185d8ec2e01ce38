//! `POST /auth`
use crate::engine::Daemon;
use crate::engine::api::{ApiResult, Credentials};

/// See [`crate::engine::api::Engine::auth`].
pub(in crate::engine) fn auth(daemon: &mut Daemon<'_>, credentials: &Credentials) -> ApiResult<(String, String)> {
    let _ = (daemon, credentials);
    todo!()
}
