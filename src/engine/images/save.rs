//! `GET /images/get` (moby `daemon/containerd/image_exporter.go`).

use super::announce::tell;
use super::descriptor::Descriptor;
use super::find::{Found, Typed};
use super::select::travelling;
use super::store::Images;
use crate::content::Rope;
use crate::engine::api::{ApiError, ApiResult};
use crate::engine::{Daemon, Event};
use crate::image::archive;
use crate::oci::{self, Platform, Reference};

/// See [`crate::engine::api::Images::image_save`].
pub(in crate::engine) fn save(daemon: &mut Daemon<'_>, names: &[String], platforms: &[Platform]) -> ApiResult<Rope> {
    let images = &daemon.state.images;
    let (mut chosen, mut referrers) = (Vec::new(), Vec::new());
    for name in names {
        for (found, reference) in chosen_by(images, name)? {
            let target = target(images, &found, reference.is_some(), platforms)?;
            referrers.extend(attestations(images, &found, &target));
            chosen.push((target, reference));
        }
    }
    let ids: Vec<String> = chosen.iter().map(|(target, _)| target.digest.to_string()).collect();
    let references = chosen.iter().map(|(target, reference)| match reference {
        Some(reference) => reference.familiar(),
        None => target.digest.to_string(),
    });
    let references = references.collect();
    let list: Vec<_> = chosen.into_iter().map(|(target, reference)| (target.to_oci(), reference)).collect();
    let archive = archive::write(&list, images, &Platform::host(), platforms, &referrers)
        .map_err(|error| ApiError::new(500, error.to_string()))?;
    for id in &ids {
        tell(daemon, "save", id, id);
    }
    daemon.events.push(Event::Saved { references, size: archive.len() });
    Ok(archive)
}

/// The images that a name stands for, each with the name it is saved under: a repository without tag stands for all of
/// its tags, an ID has no name.
fn chosen_by(images: &Images, name: &str) -> ApiResult<Vec<(Found, Option<Reference>)>> {
    let found = images.find(name);
    let typed = Reference::parse(name);
    let bare = name.strip_prefix("sha256:").unwrap_or(name);
    let by_id = found.as_ref().is_ok_and(|found| found.name.target.digest.hex().starts_with(bare))
        || typed.as_ref().is_ok_and(|reference| reference.digest.is_some());
    if let Ok(reference) = &typed
        && reference.is_name_only()
        && (found.is_err() || !by_id)
    {
        let tags: Vec<_> = images.repository(reference).into_iter().collect();
        return if tags.is_empty() { Err(Typed::Named(reference.clone()).missing()) } else { Ok(tags) };
    }
    let found = found?;
    let reference = if by_id { None } else { typed.ok() };
    Ok(vec![(found, reference)])
}

/// What is written: the image, or the manifest of the one platform that was asked for.
fn target(images: &Images, found: &Found, named: bool, platforms: &[Platform]) -> ApiResult<Descriptor> {
    let mut target = match platforms {
        [one] => travelling(images, found, Some(one)).map_err(|error| match error {
            ApiError::Status { status, message } => {
                ApiError::new(status, format!("no suitable export target found: {message}"))
            }
            stop => stop,
        })?,
        _ => found.name.target.clone(),
    };
    if !named {
        target.annotations.remove(archive::IMAGE_NAME);
        target.annotations.remove(archive::REF_NAME);
    }
    for (host, path) in images.all_sources(&target.digest) {
        let paths = target.annotations.entry(format!("containerd.io/distribution.source.{host}")).or_default();
        *paths = if paths.is_empty() { path } else { format!("{paths},{path}") };
    }
    Ok(target)
}

/// The attestations of the one manifest that travels of an index that came from elsewhere (`referrersForExport`: a pull
/// and a load note them, the builder does not).
fn attestations(images: &Images, found: &Found, target: &Descriptor) -> Vec<oci::Descriptor> {
    let index = &found.name.target;
    if index.digest == target.digest || !images.builds(&index.digest).is_empty() {
        return Vec::new();
    }
    let about = |manifest: &Descriptor| manifest.attests() == Some(target.digest) && images.is_available(manifest);
    let attestation = images.manifests(index).into_iter().rev().find(about);
    let referrer = attestation.map(|found| {
        let mut referrer = Descriptor::new(&found.media_type, found.digest, found.size);
        referrer.annotations.insert(archive::SUBJECT.into(), target.digest.to_string());
        referrer.to_oci()
    });
    referrer.into_iter().collect()
}

impl Images {
    /// All tags of a repository, in their order (`getAllImagesWithRepository`).
    pub(super) fn repository(&self, repository: &Reference) -> Vec<(Found, Option<Reference>)> {
        let mut tags = Vec::new();
        for (full, name) in self.names() {
            let Ok(reference) = Reference::parse(full) else { continue };
            if reference.name == repository.name && reference.tag.is_some() && reference.digest.is_none() {
                tags.push((Found { full: full.into(), name: name.clone() }, Some(reference)));
            }
        }
        tags
    }
}
