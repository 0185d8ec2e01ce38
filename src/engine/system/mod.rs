//! The daemon itself: version, info, disk usage, logins, and what is not about one image or container.

mod auth;
mod disk_usage;
mod info;
mod prune;
mod registry;
mod version;

pub(super) use {
    auth::auth,
    disk_usage::disk_usage,
    info::info,
    prune::build_prune,
    registry::{registry_blob, registry_manifest, web_form},
    version::version,
};

/// The version of Docker Engine whose behaviour this engine shows.
pub(super) const ENGINE_VERSION: &str = "29.8.0";
/// The newest API that it speaks, and the oldest.
pub(super) const API_VERSION: &str = "1.55";
pub(super) const MIN_API_VERSION: &str = "1.40";
