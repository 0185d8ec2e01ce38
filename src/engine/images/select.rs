//! Which descriptor of an image travels when not all of its platforms are here (moby `getPushDescriptor`).

use crate::oci::Platform;

use super::descriptor::Descriptor;
use super::find::{Found, no_platform};
use super::platforms::Wanted;
use super::store::Images;
use crate::engine::api::{ApiError, ApiResult};

/// The whole image if all of it is here and nothing else was asked for; otherwise one manifest.
pub(super) fn travelling(images: &Images, found: &Found, platform: Option<&Platform>) -> ApiResult<Descriptor> {
    let wanted = Wanted::exactly(platform);
    let manifests = images.manifests(&found.name.target);
    let any_missing = manifests.iter().any(|manifest| !images.is_available(manifest));
    let here = manifests.into_iter().filter(|manifest| images.is_available(manifest) && !manifest.is_attestation());
    let ranked = here.filter_map(|manifest| Some((wanted.rank(&images.platform_of(&manifest)?)?, manifest)));
    let mut matching: Vec<(usize, Descriptor)> = ranked.collect();
    matching.sort_by_key(|(rank, _)| *rank);
    let Some((_, best)) = matching.first() else { return Err(no_platform(&found.familiar(), &wanted)) };
    match (matching.len(), platform) {
        (1, Some(_)) => Ok(best.clone()),
        (_, Some(platform)) => Err(ApiError::new(409, format!("multiple manifests found for platform {platform}"))),
        (_, None) if !any_missing => Ok(found.name.target.clone()),
        (1, None) => Ok(best.clone()),
        (_, None) => {
            let host = Wanted::Runs(Platform::host());
            if images.platform_of(best).is_some_and(|platform| host.rank(&platform).is_some()) {
                return Ok(best.clone());
            }
            Err(ApiError::new(409, "multiple matching manifests found but no specific platform requested"))
        }
    }
}
