//! `GET /_ping` (moby `daemon/server/router/system/system_routes.go` `pingHandler`, `middleware/version.go`).

use super::API_VERSION;
use crate::engine::api::Ping;

/// See [`crate::engine::api::System::ping`].
pub fn ping() -> Ping {
    Ping { api_version: API_VERSION.into(), os: "linux".into(), builder_version: "2".into() }
}
