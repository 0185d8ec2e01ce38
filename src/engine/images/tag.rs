//! `POST /images/{name}/tag`, and giving names in general (moby `image_tag.go`, `soft_delete.go`).

use crate::oci::{ImageId, Reference, Tag};

use super::find::{Found, dangling_name, familiar, is_dangling};
use super::platforms::Wanted;
use super::store::{Images, Name};
use crate::clock::Timestamp;
use crate::engine::api::{ApiError, ApiResult};
use crate::engine::{Daemon, Event};

/// See [`crate::engine::api::Images::image_tag`].
pub(in crate::engine) fn tag(daemon: &mut Daemon<'_>, source: &str, repository: &str, tag: &str) -> ApiResult<()> {
    let reference =
        repository_and_tag(repository, tag)?.ok_or_else(|| ApiError::new(400, "invalid reference format"))?;
    if reference.name.familiar() == "sha256" {
        let text = "refusing to create an ambiguous tag using digest algorithm as name";
        return Err(ApiError::new(400, text));
    }
    let found = daemon.state.images.find(source)?;
    daemon.state.images.best_present(&found, &Wanted::Any)?;
    let now = daemon.clock.now();
    let name = Name { created: now, updated: now, ..found.name };
    give_name(&mut daemon.state.images, daemon.events, &reference.to_string(), name);
    Ok(())
}

/// The reference that `repo` and `tag` of a request make (moby `httputils.RepoTagReference`); 400 if they make none.
pub(in crate::engine) fn repository_and_tag(repository: &str, tag: &str) -> ApiResult<Option<Reference>> {
    if repository.is_empty() {
        return Ok(None);
    }
    let bad = |error: crate::oci::ReferenceError| ApiError::new(400, error.to_string());
    let reference = Reference::parse(repository).map_err(bad)?;
    if reference.digest.is_some() {
        return Err(ApiError::new(400, "cannot import digest reference"));
    }
    if tag.is_empty() {
        return Ok(Some(reference.or_latest()));
    }
    Ok(Some(reference.with_tag(Tag::new(tag).map_err(|_| ApiError::new(400, "invalid tag format"))?)))
}

/// Gives an image a name. What had the name before stays, without a name if it had no other (`createOrReplaceImage`).
pub(in crate::engine) fn give_name(images: &mut Images, events: &mut Vec<Event>, full: &str, name: Name) {
    let target = name.target.digest;
    let old = images.name(full).cloned();
    let from = old.as_ref().map(|old| ImageId(old.target.digest));
    if let Some(old) = old {
        if old.target.digest == target {
            events.push(Event::Tagged { reference: familiar(full), id: ImageId(target), from });
            return;
        }
        keep_dangling_if_last(images, events, &Found { full: full.into(), name: old });
    }
    let dangling = is_dangling(full, &name);
    images.set_name(full, name);
    if !dangling {
        images.remove_name(&dangling_name(&target));
        events.push(Event::Tagged { reference: familiar(full), id: ImageId(target), from });
    }
}

/// Keeps the image under its dangling name if this name is the last one (`softImageDelete`).
pub(super) fn keep_dangling_if_last(images: &mut Images, events: &mut Vec<Event>, found: &Found) {
    if images.has_one_name(&found.name.target.digest) {
        keep_dangling(images, found);
        events.push(Event::Dangling { id: ImageId(found.name.target.digest) });
    }
}

/// Makes sure that the image has a dangling name (`ensureDanglingImage`).
pub(super) fn keep_dangling(images: &mut Images, found: &Found) {
    let full = dangling_name(&found.name.target.digest);
    if images.name(&full).is_none() {
        images.set_name(&full, found.name.clone());
    }
}

/// A name given now.
pub(in crate::engine) fn fresh(target: super::descriptor::Descriptor, now: Timestamp) -> Name {
    Name { target, created: now, updated: now, parent: None }
}
