//! `POST /images/create` with `fromImage` (moby `daemon/containerd/image_pull.go`, containerd `client/pull.go`).
//!
//! The manifest is asked for by HEAD first; what is here already is not fetched. Layers come bottom first, from the
//! first one that is not unpacked; then what the attestation consists of.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::descriptor::{Descriptor, Manifest};
use super::find::dangling_name;
use super::platforms::Wanted;
use super::remote::{denied, tags_denied};
use super::store::{Images, Name};
use super::tag::{fresh, keep_dangling};
use crate::engine::api::{ApiError, ApiResult, Credentials, Progress, ProgressSink};
use crate::engine::{Daemon, Event, Reason, Wire};
use crate::oci::{ChainId, Digest, ImageConfig, ImageId, Platform, Reference, Tag, WALK_DEPTH};
use crate::registry::client::{Remote, RemoteError};

/// See [`crate::engine::api::Images::image_pull`]. A name without tag and digest stands for all tags.
pub(in crate::engine) fn pull(
    daemon: &mut Daemon<'_>,
    reference: &str,
    platform: Option<&Platform>,
    auth: &Credentials,
    progress: ProgressSink<'_>,
) -> ApiResult<()> {
    let mut reference = Reference::parse(reference).map_err(|error| ApiError::new(400, error.to_string()))?;
    if reference.name.familiar() == "scratch" {
        return Err(ApiError::new(403, "'scratch' is a reserved name"));
    }
    if reference.digest.is_some() {
        reference.tag = None;
    }
    if !reference.is_name_only() {
        return pull_one(daemon, &reference, platform, auth, progress);
    }
    let tags = Remote::new(&mut daemon.wire(), &reference.name, auth.clone()).tags();
    let tags = tags.map_err(|error| tags_denied(&error, &reference))?;
    for tag in tags.iter().filter_map(|tag| Tag::new(tag).ok()) {
        let tagged = reference.with_tag(tag);
        pull_one(daemon, &tagged, platform, auth, progress).map_err(|error| match error {
            ApiError::Status { status, message } => ApiError::new(status, format!("error pulling {tagged}: {message}")),
            stop => stop,
        })?;
    }
    Ok(())
}

fn pull_one(
    daemon: &mut Daemon<'_>,
    reference: &Reference,
    platform: Option<&Platform>,
    auth: &Credentials,
    progress: ProgressSink<'_>,
) -> ApiResult<()> {
    let old = daemon.state.images.find(&reference.to_string()).ok();
    let hidden = hidden(daemon);
    let mut wire =
        Wire { containers: &mut daemon.state.containers, network: &mut *daemon.network, now: daemon.clock.now() };
    let mut pull = Pull {
        reference,
        remote: Remote::new(&mut wire, &reference.name, auth.clone()),
        images: &mut daemon.state.images,
        events: &mut *daemon.events,
        progress,
        platform,
        said_from: false,
        why: Reason::Other,
        put: Vec::new(),
        hidden,
    };
    let outcome = pull.run();
    let (put, said_from, reason) = (std::mem::take(&mut pull.put), pull.said_from, pull.why);
    let target = match outcome {
        Ok(target) => target,
        Err(error) => {
            daemon.state.images.sweep(put.into_iter().rev());
            if let ApiError::Status { message, .. } = &error {
                let (reference, message) = (reference.familiar(), message.clone());
                daemon.events.push(Event::PullFailed { reference, reason, message });
            }
            // Once something was sent, a failure comes in the stream.
            return match error {
                ApiError::Status { message, .. } if said_from => {
                    progress(Progress { error: Some(message), ..Progress::default() });
                    Ok(())
                }
                error => Err(error),
            };
        }
    };
    let digest = target.digest;
    let now = daemon.clock.now();
    let full = reference.to_string();
    let images = &mut daemon.state.images;
    let kept = images.name(&full).cloned();
    let from = kept.as_ref().map(|name| ImageId(name.target.digest));
    let name = match kept {
        Some(name) => Name { target, updated: now, ..name },
        None => fresh(target, now),
    };
    let newer = old.as_ref().is_none_or(|old| old.name.target.digest != digest);
    if let Some(old) = old.filter(|_| newer) {
        keep_dangling(images, &old);
    }
    images.set_name(&full, name);
    images.remove_name(&dangling_name(&digest));
    images.sweep(put.into_iter().rev());
    let id = ImageId(digest);
    if newer {
        daemon.events.push(Event::Tagged { reference: reference.familiar(), id, from });
    }
    daemon.events.push(Event::Pulled { reference: reference.familiar(), id, new: newer });
    let status = match newer {
        true => format!("Status: Downloaded newer image for {}", reference.familiar()),
        false => format!("Status: Image is up to date for {}", reference.familiar()),
    };
    progress(Progress { status: format!("Digest: {digest}"), ..Progress::default() });
    progress(Progress { status, ..Progress::default() });
    Ok(())
}

/// Stacks that only the build cache knows: neither an image nor a container lies on them.
fn hidden(daemon: &Daemon<'_>) -> BTreeSet<ChainId> {
    let mut hidden = daemon.state.builder.made();
    if hidden.is_empty() {
        return hidden;
    }
    for used in daemon.state.images.used_chains() {
        hidden.remove(&used);
    }
    for container in daemon.state.containers.iter() {
        for layer in daemon.state.images.layers(&container.chain_id) {
            hidden.remove(&layer.chain_id);
        }
    }
    hidden
}

/// One pull.
struct Pull<'p> {
    reference: &'p Reference,
    remote: Remote<'p>,
    images: &'p mut Images,
    events: &'p mut Vec<Event>,
    progress: ProgressSink<'p>,
    platform: Option<&'p Platform>,
    /// Whether "Pulling from …" has been sent.
    said_from: bool,
    /// Why it fails, if it does.
    why: Reason,
    /// What came into the content store.
    put: Vec<Digest>,
    /// Stacks that only the build cache knows.
    hidden: BTreeSet<ChainId>,
}

impl Pull<'_> {
    fn say(&mut self, id: &str, status: &str) {
        (self.progress)(Progress { id: id.into(), status: status.into(), ..Progress::default() });
    }

    fn say_from(&mut self) {
        if !self.said_from {
            let id = self.reference.tag.as_ref().map_or_else(|| self.reference.to_string(), |tag| tag.to_string());
            let status = format!("Pulling from {}", self.reference.name.path());
            self.say(&id, &status);
            self.said_from = true;
        }
    }

    /// The registry did not give what was asked for.
    fn refused(&mut self, error: &RemoteError) -> ApiError {
        self.why = Reason::from(error);
        denied(error, self.reference)
    }

    /// Fetches all that is missing and unpacks it; gives what the name points to now.
    fn run(&mut self) -> ApiResult<Descriptor> {
        let found = self.remote.resolve(self.reference).map_err(|error| self.refused(&error))?;
        let target = Descriptor::new(&found.media_type, found.digest, found.size);
        let platform = self.platform.cloned().unwrap_or_else(Platform::host);
        let wanted = Wanted::Runs(platform.clone());
        if target.is_manifest() {
            self.say_from();
        }
        self.fetch(&target)?;
        let Some(manifest) = self.choose(&target, &wanted)? else {
            let text = format!(
                "no matching manifest for {platform} in the manifest list entries: no match for platform in manifest: not found"
            );
            self.why = Reason::NoSuchPlatform;
            return Err(ApiError::new(404, text));
        };
        self.say_from();
        let complete = self.images.is_available(&manifest);
        self.fetch(&manifest)?;
        let attestations = self.attestations(&target, &manifest);
        self.image(&manifest, &attestations, complete)?;
        let host = self.reference.name.host().to_string();
        let path = self.reference.name.path().to_string();
        let images = &mut *self.images;
        let mut labelled: BTreeSet<Digest> = BTreeSet::from([target.digest]);
        for below in std::iter::once(&manifest).chain(&attestations) {
            labelled.extend(images.present(below).iter().map(|descriptor| descriptor.digest));
        }
        labelled.iter().for_each(|digest| images.add_source(digest, &host, &path));
        Ok(target)
    }

    /// The manifest for the platform: the target itself, or the best one of its index.
    fn choose(&mut self, target: &Descriptor, wanted: &Wanted) -> ApiResult<Option<Descriptor>> {
        let mut index = target.clone();
        for _ in 0..WALK_DEPTH {
            if !index.is_index() {
                return Ok(index.is_manifest().then_some(index));
            }
            let Some(best) = wanted.best(self.images.children(&index)) else { return Ok(None) };
            if best.is_index() {
                self.fetch(&best)?;
            }
            index = best;
        }
        Ok(None)
    }

    /// The attestation manifests of the chosen one; the last in the index counts.
    fn attestations(&self, target: &Descriptor, manifest: &Descriptor) -> Vec<Descriptor> {
        let all = self.images.manifests(target);
        let about = |candidate: &Descriptor| candidate.attests() == Some(manifest.digest);
        all.into_iter().rev().find(about).into_iter().collect()
    }

    /// Config, layers and attestation of the chosen manifest, with their lines.
    fn image(&mut self, manifest: &Descriptor, attestations: &[Descriptor], complete: bool) -> ApiResult<()> {
        let broken = |digest: Digest| ApiError::new(500, format!("content digest {digest}: not found"));
        let document: Arc<Manifest> = self.images.read(&manifest.digest).ok_or_else(|| broken(manifest.digest))?;
        self.fetch(&document.config)?;
        let config: Arc<ImageConfig> = self.images.read(&document.config.digest).unwrap_or_default();
        let layers = if self.images.is_pseudo(manifest) {
            document.layers.clone()
        } else {
            self.images.not_unpacked(&document, &config, &self.hidden)
        };
        let below = layers.first().map_or(document.layers.len(), |_| document.layers.len() - layers.len());
        for layer in document.layers.iter().take(below) {
            self.events.push(Event::BlobReused { digest: layer.digest, size: layer.size });
        }
        let mut parts: Vec<Descriptor> = layers.clone();
        for attestation in attestations {
            self.fetch(attestation)?;
            parts.extend(self.images.children(attestation));
        }
        // What is all here already is not spoken of.
        let shown = |descriptor: &Descriptor| !complete && descriptor.is_shown();
        for layer in layers.iter().filter(|layer| layer.is_layer()) {
            self.say(&layer.digest.short(), "Pulling fs layer");
        }
        let mut spoken = BTreeSet::new();
        for part in &parts {
            let fresh = self.fetch(part)?;
            if shown(part) && spoken.insert(part.digest) {
                let id = part.digest.short();
                if fresh {
                    self.say_bytes(&id, part.size);
                }
                self.say(&id, if fresh { "Download complete" } else { "Already exists" });
            }
        }
        if self.images.is_pseudo(manifest) {
            return Ok(());
        }
        let failed = |error: super::unpack::UnpackError| {
            ApiError::new(500, format!("failed to unpack image on snapshotter overlayfs: {error}"))
        };
        self.images.unpack(manifest, self.events).map_err(failed)?;
        let mut unpacked = BTreeSet::new();
        for layer in layers.iter().filter(|layer| shown(layer) && layer.is_layer()) {
            if unpacked.insert(layer.digest) {
                self.say(&layer.digest.short(), "Pull complete");
            }
        }
        Ok(())
    }

    /// A download on its way, as a terminal shows it.
    fn say_bytes(&mut self, id: &str, size: u64) {
        for current in [size / 3, size - size / 3, size] {
            (self.progress)(Progress {
                id: id.into(),
                status: "Downloading".into(),
                current: Some(current),
                total: Some(size),
                ..Progress::default()
            });
        }
    }

    /// Brings a blob here; says whether it had to be fetched.
    fn fetch(&mut self, descriptor: &Descriptor) -> ApiResult<bool> {
        let (digest, size) = (descriptor.digest, descriptor.size);
        if self.images.has(&digest) {
            if descriptor.is_layer() {
                self.events.push(Event::BlobReused { digest, size });
            }
            return Ok(false);
        }
        let document = descriptor.is_manifest() || descriptor.is_index();
        let fetched: Result<_, RemoteError> = match document {
            true => self.remote.manifest(&digest, &descriptor.media_type).map(|fetched| fetched.blob),
            false => self.remote.blob(&digest, &descriptor.media_type),
        };
        let blob = fetched.map_err(|error| self.refused(&error))?;
        self.images.put(descriptor, &blob);
        self.put.push(digest);
        if document {
            let (host, reference) = (self.reference.name.host().to_string(), self.reference.familiar());
            self.events.push(Event::ManifestFetched { host, reference, digest });
        } else {
            let media_type = descriptor.media_type.clone();
            self.events.push(Event::BlobDownloaded { digest, size, media_type });
        }
        Ok(true)
    }
}
