//! `GET /distribution/{name}/json`: what a registry has under a name (moby `distribution_routes.go`).

use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, Credentials, models};
use crate::engine::images::descriptor::{Descriptor, Index};
use crate::engine::images::remote::{credentials, from_daemon};
use crate::engine::images::{descriptor_model, platform_model};
use crate::oci::{ImageConfig, Reference};
use crate::registry::client::Remote;

/// See [`crate::engine::api::Engine::distribution_inspect`].
pub(in crate::engine) fn distribution_inspect(
    daemon: &mut Daemon<'_>,
    name: &str,
    auth: &Credentials,
) -> ApiResult<models::DistributionInspect> {
    let reference = Reference::parse(name).map_err(|error| ApiError::new(400, error.to_string()))?.or_latest();
    let mut remote = Remote::new(daemon.network, &reference.name, credentials(auth));
    let failed = |error: crate::registry::client::RemoteError| from_daemon(&error);
    let found = remote.resolve(&reference).map_err(failed)?;
    let fetched = remote.manifest(&found.digest, &found.media_type).map_err(failed)?;
    let descriptor = Descriptor::of(&fetched.blob, &fetched.media_type);
    let bytes = fetched.blob.content().to_bytes();
    let mut platforms = Vec::new();
    if descriptor.is_index() {
        let index: Option<Index> = serde_json::from_slice(&bytes).ok();
        let manifests = index.map(|index| index.manifests).unwrap_or_default();
        platforms.extend(manifests.iter().filter_map(|manifest| manifest.platform.as_ref()).map(platform_model));
    } else if let Ok(manifest) = serde_json::from_slice::<crate::engine::images::descriptor::Manifest>(&bytes) {
        let config = remote.blob(&manifest.config.digest, &manifest.config.media_type).map_err(failed)?;
        let config = config.content().bytes_up_to(crate::oci::MANIFEST_LIMIT).unwrap_or_default();
        if let Ok(config) = serde_json::from_slice::<ImageConfig>(&config) {
            platforms.push(platform_model(&config.platform));
        }
    }
    Ok(models::DistributionInspect { descriptor: descriptor_model(&descriptor), platforms })
}
