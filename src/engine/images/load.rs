//! `POST /images/load` (moby `LoadImage`, containerd `client/import.go`).

use super::announce::told;
use super::descriptor::Descriptor;
use super::find::{Found, dangling_name};
use super::platforms::Wanted;
use super::store::Name;
use super::tag::{fresh, keep_dangling};
use super::unpack::UnpackError;
use crate::content::Rope;
use crate::engine::api::{ApiResult, Progress, ProgressSink};
use crate::engine::{Daemon, Event};
use crate::image::{Limits, archive};
use crate::oci::{BlobSource, Digest, ImageId, Platform, Reference, Walk};

/// See [`crate::engine::api::Images::image_load`]. Failures come in the stream, as the daemon sends them.
pub(in crate::engine) fn load(
    daemon: &mut Daemon<'_>,
    archive: Rope,
    platforms: &[Platform],
    progress: ProgressSink<'_>,
) -> ApiResult<()> {
    if let Err(error) = loaded(daemon, archive, platforms, progress) {
        progress(Progress { error: Some(error), ..Progress::default() });
    }
    Ok(())
}

fn loaded(
    daemon: &mut Daemon<'_>,
    archive: Rope,
    platforms: &[Platform],
    progress: ProgressSink<'_>,
) -> Result<(), String> {
    let loaded = archive::read(&archive, Limits::default(), &|_| None).map_err(|error| error.to_string())?;
    let now = daemon.clock.now();
    let wanted = |platform: &Platform| {
        platforms.is_empty() || platforms.iter().any(|wanted| Wanted::Runs(wanted.clone()).rank(platform).is_some())
    };
    let mut names: Vec<Found> = Vec::new();
    for image in &loaded.images {
        let told = Descriptor::from_oci(&image.target);
        keep(daemon, &told, &loaded, &wanted);
        // containerd keeps no platform with a name (`metadata/images.go`).
        let target = Descriptor { platform: None, ..told };
        let reference = image.name.as_deref().and_then(|name| Reference::parse(name).ok());
        let full = match &reference {
            Some(reference) => reference.clone().or_latest().to_string(),
            None => dangling_name(&target.digest),
        };
        let old = daemon.state.images.name(&full).cloned();
        if let (Some(old), Some(_)) = (&old, &reference) {
            keep_dangling(&mut daemon.state.images, &Found { full: full.clone(), name: old.clone() });
        }
        let from = old.as_ref().map(|old| ImageId(old.target.digest));
        let id = ImageId(target.digest);
        let name = match old {
            Some(old) => Name { target, updated: now, ..old },
            None => fresh(target, now),
        };
        daemon.state.images.set_name(&full, name.clone());
        let found = Found { full, name };
        if reference.is_some() {
            daemon.events.push(Event::Tagged { reference: found.familiar(), id, from });
        }
        names.push(found);
    }
    verify(daemon, &names, platforms, &wanted)?;
    for found in &names {
        let what = if found.is_dangling() { "Loaded image ID" } else { "Loaded image" };
        let text = format!("{what}: {}\n", found.familiar());
        progress(Progress { stream: text, ..Progress::default() });
        let id = found.name.target.digest.to_string();
        told(daemon, "load", &id, &id, Some(found));
        if let Err(error) = unpack(daemon, found, platforms) {
            let text = format!("Error unpacking image {}: {error}\n", found.familiar());
            progress(Progress { stream: text, ..Progress::default() });
        }
    }
    daemon.events.push(Event::Loaded { references: names.iter().map(Found::familiar).collect() });
    Ok(())
}

/// Why an image was not unpacked, in the words of containerd's client (`image.go`, `rootfs/apply.go`).
fn applied(name: &str, error: &UnpackError) -> String {
    match error {
        UnpackError::DiffId { found, .. } => {
            format!("apply layer error for {name:?}: wrong diff id calculated on extraction {found:?}")
        }
        UnpackError::Layer(..) => format!("apply layer error for {name:?}: {error}"),
        other => other.to_string(),
    }
}

/// Keeps the blobs below `target` that the archive has, of the wanted platforms.
fn keep(daemon: &mut Daemon<'_>, target: &Descriptor, loaded: &archive::Loaded, wanted: &dyn Fn(&Platform) -> bool) {
    let images = &mut daemon.state.images;
    let mut walk = Walk::from([target.clone()]);
    let mut seen = std::collections::BTreeSet::<Digest>::new();
    while let Some(descriptor) = walk.step() {
        if !seen.insert(descriptor.digest) {
            continue;
        }
        let attested = descriptor.is_attestation();
        if !attested && descriptor.platform.as_ref().is_some_and(|platform| !wanted(platform)) {
            continue;
        }
        if let Some(blob) = loaded.blobs.get(&descriptor.digest) {
            images.put(&descriptor, blob);
        }
        walk.follow(images.children(&descriptor));
    }
}

fn verify(
    daemon: &Daemon<'_>,
    names: &[Found],
    platforms: &[Platform],
    wanted: &dyn Fn(&Platform) -> bool,
) -> Result<(), String> {
    if platforms.is_empty() {
        return Ok(());
    }
    let images = &daemon.state.images;
    let provides = |found: &Found| {
        let manifests = images.manifests(&found.name.target);
        let here = manifests.iter().filter(|manifest| images.is_available(manifest));
        here.filter_map(|manifest| images.platform_of(manifest)).any(|platform| wanted(&platform))
    };
    let lacking: Vec<String> = names.iter().filter(|found| !provides(found)).map(Found::familiar).collect();
    let asked: Vec<String> = platforms.iter().map(Platform::to_string).collect();
    let (list, asked) = (lacking.join(", "), asked.join(" "));
    match lacking.len() {
        0 => Ok(()),
        1 => Err(format!("image {list} was loaded, but doesn't provide the requested platform ([{asked}])")),
        _ => Err(format!("images [{list}] were loaded, but don't provide the requested platform ([{asked}])")),
    }
}

/// Unpacks the host's platform, or those that were asked for.
fn unpack(daemon: &mut Daemon<'_>, found: &Found, platforms: &[Platform]) -> Result<(), String> {
    let host = [Platform::host()];
    let unpacked = if platforms.is_empty() { &host[..] } else { platforms };
    let images = &mut daemon.state.images;
    for manifest in images.manifests(&found.name.target) {
        if !images.has_blob(&manifest.digest) || images.is_pseudo(&manifest) {
            continue;
        }
        let Some(platform) = images.platform_of(&manifest) else { continue };
        if unpacked.iter().any(|wanted| Wanted::Runs(wanted.clone()).rank(&platform).is_some()) {
            images.unpack(&manifest, daemon.events).map_err(|error| applied(&found.full.to_string(), &error))?;
        }
    }
    Ok(())
}
