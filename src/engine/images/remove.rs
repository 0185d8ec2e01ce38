//! `DELETE /images/{name}` and its conflicts (moby `daemon/containerd/image_delete.go`).

use crate::oci::{Digest, ImageId, Platform, Reference};

use super::find::{DANGLING, Found, dangling_name, familiar};
use super::platforms::Wanted;
use super::tag::{keep_dangling, keep_dangling_if_last};
use crate::engine::api::{ApiError, ApiResult, ImageRemove, models::ImageDeleteResponseItem};
use crate::engine::containers::Use;
use crate::engine::{Daemon, Event, Reason};

/// See [`crate::engine::api::Images::image_remove`].
pub(in crate::engine) fn remove(
    daemon: &mut Daemon<'_>,
    name: &str,
    options: &ImageRemove,
) -> ApiResult<Vec<ImageDeleteResponseItem>> {
    removed(daemon, name, options).map_err(|failure| match failure {
        Failure::Other(error) => error,
        Failure::Conflict { reason, message } => {
            daemon.events.push(Event::RemoveRefused { reference: name.into(), reason, message: message.clone() });
            ApiError::new(409, message)
        }
    })
}

/// Why an image stays.
enum Failure {
    /// Something needs it.
    Conflict {
        reason: Reason,
        message: String,
    },
    Other(ApiError),
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Failure {
        Failure::Other(error)
    }
}

type Removed = Result<Vec<ImageDeleteResponseItem>, Failure>;

fn removed(daemon: &mut Daemon<'_>, name: &str, options: &ImageRemove) -> Removed {
    if name.trim().is_empty() {
        return Err(ApiError::new(400, "image name cannot be blank").into());
    }
    if !options.platforms.is_empty() && !options.force {
        let text = "Content will be removed from all images referencing this variant. Use —-force to force delete.";
        return Err(ApiError::new(400, text).into());
    }
    let (exact, all) = daemon.state.images.find_all(name)?;
    let id = all.first().map(|found| found.name.target.digest).unwrap_or(Digest::of(b""));
    // What stands in the way unless `force` is given: other names, stopped containers.
    let mut check = Conflicts { names: !options.force, stopped: !options.force };
    let platforms = options.platforms.as_slice();
    let whole = |daemon: &mut Daemon<'_>, check| match platforms {
        [] => delete_all(daemon, id, &all, check, !options.no_prune),
        _ => delete_platforms(daemon, id, platforms).map_err(Failure::from),
    };
    let Some(exact) = exact else {
        let named = if is_id_prefix(&id, name) { None } else { Reference::parse(name).ok() };
        let same = same_references(named.as_ref(), &all);
        if same.is_empty() && named.is_some() {
            return Err(missing(name).into());
        }
        if same.len() == all.len() && !options.force {
            check.names = false;
        }
        if named.is_some() && same.len() != all.len() && platforms.is_empty() {
            return Ok(untag(daemon, &same));
        }
        return whole(daemon, check);
    };
    if is_id_prefix(&id, name) || (name.starts_with(DANGLING) && exact.is_dangling()) {
        return whole(daemon, check);
    }
    let reference = Reference::parse(&exact.full).map_err(|error| ApiError::new(400, error.to_string()))?;
    let same = same_references(Some(&reference), &all);
    if same.len() != all.len() {
        return if platforms.is_empty() { Ok(untag(daemon, &same)) } else { whole(daemon, check) };
    }
    if all.len() > 1 && !options.force {
        check.names = false;
    }
    if let Some(using) = first_use(daemon, &id, |_| true) {
        if !options.force {
            let why = format!("container {} is using its referenced image {}", short(&using.container), id.short());
            let reason = if using.running { Reason::RunningContainer } else { Reason::StoppedContainer };
            return Err(conflict(reason, &reference.familiar(), &why));
        }
        if !platforms.is_empty() {
            return whole(daemon, check);
        }
        keep_dangling_if_last(&mut daemon.state.images, daemon.events, &exact);
        daemon.state.images.remove_name(&exact.full);
        return Ok(vec![untagged(daemon, &exact.full, id)]);
    }
    whole(daemon, check)
}

/// Which conflicts are looked for, besides running containers.
#[derive(Clone, Copy)]
struct Conflicts {
    names: bool,
    stopped: bool,
}

fn missing(name: &str) -> ApiError {
    super::find::Typed::parse(name).map_or_else(|error| error, |typed| typed.missing())
}

/// 409 in the daemon's words.
fn conflict(reason: Reason, reference: &str, why: &str) -> Failure {
    Failure::Conflict { reason, message: format!("conflict: unable to delete {reference} (must be forced) - {why}") }
}

fn short(id: &str) -> String {
    id.chars().take(12).collect()
}

fn is_id_prefix(id: &Digest, text: &str) -> bool {
    id.to_string().starts_with(text) || id.hex().starts_with(text)
}

fn first_use(daemon: &Daemon<'_>, id: &Digest, which: impl Fn(&Use) -> bool) -> Option<Use> {
    daemon.state.containers.using(&ImageId(*id)).into_iter().find(which)
}

/// The names among `all` that go together with `named` (`getSameReferences`): the same repository and tag; names by
/// digest of that repository too, if no other tag of it is left; and whatever is dangling.
fn same_references(named: Option<&Reference>, all: &[Found]) -> Vec<Found> {
    let mut named = named.cloned();
    let all_tags = named.as_ref().is_some_and(|named| named.tag.is_none() && named.digest.is_some());
    let mut tag = named.as_ref().and_then(|named| named.tag.clone());
    let (mut same, mut by_digest) = (Vec::new(), Some(Vec::new()));
    for found in all {
        if !found.is_dangling()
            && let Ok(reference) = Reference::parse(&found.full)
        {
            match &named {
                None => {
                    tag = reference.tag.clone();
                    named = Some(reference);
                }
                Some(named) if named.name != reference.name => continue,
                Some(_) if all_tags => {}
                Some(_) => match (&tag, reference.tag) {
                    (_, None) => {
                        by_digest.iter_mut().for_each(|list: &mut Vec<Found>| list.push(found.clone()));
                        continue;
                    }
                    (None, other) => tag = other,
                    (Some(tag), Some(other)) if *tag != other => {
                        by_digest = None;
                        continue;
                    }
                    _ => {}
                },
            }
        }
        same.push(found.clone());
    }
    same.extend(by_digest.into_iter().flatten());
    same
}

/// Says that a name is gone.
fn untagged(daemon: &mut Daemon<'_>, full: &str, id: Digest) -> ImageDeleteResponseItem {
    let reference = familiar(full);
    daemon.events.push(Event::Untagged { reference: reference.clone(), id: ImageId(id) });
    ImageDeleteResponseItem { untagged: Some(reference), deleted: None }
}

fn deleted(id: Digest) -> ImageDeleteResponseItem {
    ImageDeleteResponseItem { untagged: None, deleted: Some(id.to_string()) }
}

fn untag(daemon: &mut Daemon<'_>, names: &[Found]) -> Vec<ImageDeleteResponseItem> {
    let mut records = Vec::new();
    for found in names {
        daemon.state.images.remove_name(&found.full);
        records.push(untagged(daemon, &found.full, found.name.target.digest));
    }
    records
}

/// Takes all names away, and so the image; with `prune` also its dangling parents (`deleteAll`).
fn delete_all(daemon: &mut Daemon<'_>, id: Digest, all: &[Found], check: Conflicts, prune: bool) -> Removed {
    let mut records = Vec::new();
    let parents = if prune { parents(daemon, all) } else { Vec::new() };
    for found in all {
        delete_one(daemon, found, all.len(), check, &mut records)?;
    }
    daemon.events.push(Event::ImageDeleted { id: ImageId(id) });
    records.push(deleted(id));
    for parent in parents {
        let quiet = Conflicts { names: true, stopped: true };
        if !parent.is_dangling() || delete_one(daemon, &parent, all.len(), quiet, &mut records).is_err() {
            break;
        }
        let id = parent.name.target.digest;
        daemon.events.push(Event::ImageDeleted { id: ImageId(id) });
        records.push(deleted(id));
    }
    Ok(records)
}

/// The images that this one was committed on, the nearest first.
fn parents(daemon: &Daemon<'_>, all: &[Found]) -> Vec<Found> {
    let mut parents: Vec<Found> = Vec::new();
    let mut next = all.first().and_then(|found| found.name.parent);
    while let Some(parent) = next {
        let Ok(found) = daemon.state.images.find(&parent.to_string()) else { break };
        // Parents are older than children, so this ends; but a state from a file may say otherwise.
        if parents.iter().any(|known| known.full == found.full) {
            break;
        }
        next = found.name.parent;
        parents.push(found);
    }
    parents
}

/// Takes one name away if nothing stands against it (`imageDeleteHelper`).
fn delete_one(
    daemon: &mut Daemon<'_>,
    found: &Found,
    names: usize,
    check: Conflicts,
    records: &mut Vec<ImageDeleteResponseItem>,
) -> Result<(), Failure> {
    let id = found.name.target.digest;
    if let Some(using) = first_use(daemon, &id, |using| using.running) {
        let (id, container) = (id.short(), short(&using.container));
        let why = format!("image is being used by running container {container}");
        let message = format!("conflict: unable to delete {id} (cannot be forced) - {why}");
        return Err(Failure::Conflict { reason: Reason::RunningContainer, message });
    }
    if check.stopped
        && let Some(using) = first_use(daemon, &id, |using| !using.running)
    {
        let why = format!("image is being used by stopped container {}", short(&using.container));
        return Err(conflict(Reason::StoppedContainer, &id.short(), &why));
    }
    if check.names && names > 1 {
        return Err(conflict(Reason::SeveralNames, &id.short(), "image is referenced in multiple repositories"));
    }
    let images = &mut daemon.state.images;
    if !found.is_dangling() && names == 1 && check.names {
        let has_children = images.names().values().any(|name| name.parent == Some(ImageId(id)));
        if has_children {
            keep_dangling(images, found);
        }
    }
    images.remove_name(&found.full);
    if !found.is_dangling() {
        records.push(untagged(daemon, &found.full, id));
    }
    Ok(())
}

/// Takes the content of these platforms out, whoever names the image (`deleteImagePlatforms`).
fn delete_platforms(
    daemon: &mut Daemon<'_>,
    id: Digest,
    platforms: &[Platform],
) -> ApiResult<Vec<ImageDeleteResponseItem>> {
    let mut records = Vec::new();
    for platform in platforms {
        let failed = |error: ApiError| match error {
            ApiError::Status { status, message } => {
                let text = format!("failed to delete platform {platform} for image {id}: {message}");
                ApiError::new(status, text)
            }
            stop => stop,
        };
        let images = &mut daemon.state.images;
        let found = images.find(&id.to_string()).map_err(failed)?;
        let manifest = images.best_present(&found, &Wanted::exactly(Some(platform))).map_err(failed)?;
        for descriptor in images.present(&manifest) {
            let gone = images.delete(&descriptor.digest);
            if gone && (descriptor.is_manifest() || descriptor.is_index()) {
                records.push(deleted(descriptor.digest));
            }
        }
    }
    Ok(records)
}

/// The name under which an image stays when a container still needs it.
pub(super) fn kept_for_containers(id: &ImageId) -> String {
    dangling_name(&id.0)
}
