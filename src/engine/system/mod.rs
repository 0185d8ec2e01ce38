//! The daemon itself: version, info, disk usage, logins, and what is not about one image or container.

mod api;
mod auth;
mod disk_usage;
mod events;
mod info;
mod ping;
mod version;

/// The version of Docker Engine whose behaviour this engine shows.
pub(super) const ENGINE_VERSION: &str = "29.8.0";
/// The newest API that it speaks, and the oldest.
pub(super) const API_VERSION: &str = "1.55";
pub(super) const MIN_API_VERSION: &str = "1.40";
