//! Logins (`/auth` of the Engine API).

use super::{ApiResult, Credentials};

/// Whether a registry takes a login.
pub trait Auth {
    /// `POST /auth`: the status line of a login, and an identity token if the registry gave one.
    fn auth(&mut self, credentials: &Credentials) -> ApiResult<(String, String)>;
}
