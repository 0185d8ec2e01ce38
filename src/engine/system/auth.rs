//! `POST /auth` (moby `daemon/pkg/registry/service.go`).

use crate::engine::api::{ApiError, ApiResult, Credentials};
use crate::engine::{Daemon, Event};
use crate::registry::client;

/// See [`crate::engine::api::Auth::auth`].
pub fn auth(daemon: &mut Daemon<'_>, given: &Credentials) -> ApiResult<(String, String)> {
    let token = client::login(&mut daemon.wire(), given).map_err(|error| ApiError::new(error.status, error.message))?;
    let host = given.server_address.clone();
    daemon.events.push(Event::LoggedIn { host, user: given.username.clone() });
    Ok(("Login Succeeded".into(), token))
}
