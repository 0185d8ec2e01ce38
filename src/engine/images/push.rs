//! `POST /images/{name}/push` (moby `daemon/containerd/image_push.go`, containerd `remotes.PushContent`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::descriptor::Descriptor;
use super::find::Found;
use super::remote::from_daemon;
use super::select::travelling;
use super::store::Images;
use crate::engine::api::{ApiError, ApiResult, Credentials, Progress, ProgressSink};
use crate::engine::{Daemon, Event, Reason, Wire};
use crate::oci::{Digest, Platform, Reference, Tag, Walk};
use crate::registry::client::{BlobPush, ManifestPush, Remote, RemoteError};

/// See [`crate::engine::api::Images::image_push`]. Failures come in the stream, because something was sent before.
pub(in crate::engine) fn push(
    daemon: &mut Daemon<'_>,
    name: &str,
    tag: &str,
    platform: Option<&Platform>,
    auth: &Credentials,
    progress: ProgressSink<'_>,
) -> ApiResult<()> {
    let bad = |error: crate::oci::ReferenceError| ApiError::new(400, error.to_string());
    let mut reference = Reference::parse(name).map_err(bad)?;
    if !tag.is_empty() {
        if reference.digest.is_some() {
            return Err(ApiError::new(400, "cannot import digest reference"));
        }
        reference = reference.with_tag(Tag::new(tag).map_err(|_| ApiError::new(400, "invalid tag format"))?);
    }
    let status = format!("The push refers to repository [{}]", reference.name);
    progress(Progress { status, ..Progress::default() });
    let all: Vec<Reference> = if reference.is_name_only() {
        let tags = daemon.state.images.repository(&reference);
        tags.into_iter().filter_map(|(_, reference)| reference).collect()
    } else {
        vec![reference.clone()]
    };
    let result = if all.is_empty() {
        let text = format!("An image does not exist locally with the tag: {}", reference.name.familiar());
        Err(Failure::new(Reason::NoSuchImage, 500, text))
    } else {
        all.iter().try_for_each(|reference| push_one(daemon, reference, platform, auth, progress))
    };
    match result {
        Err(Failure { reason, error: ApiError::Status { message, .. } }) => {
            let reference = reference.familiar();
            daemon.events.push(Event::PushFailed { reference, reason, message: message.clone() });
            progress(Progress { error: Some(message), ..Progress::default() });
            Ok(())
        }
        result => result.map_err(|failure| failure.error),
    }
}

/// Why a push ended, and what the client is told.
struct Failure {
    reason: Reason,
    error: ApiError,
}

impl Failure {
    fn new(reason: Reason, status: u16, message: impl Into<String>) -> Failure {
        Failure { reason, error: ApiError::new(status, message) }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Failure {
        Failure { reason: Reason::Other, error }
    }
}

impl From<RemoteError> for Failure {
    fn from(error: RemoteError) -> Failure {
        Failure { reason: Reason::from(&error), error: from_daemon(&error) }
    }
}

fn push_one(
    daemon: &mut Daemon<'_>,
    reference: &Reference,
    platform: Option<&Platform>,
    auth: &Credentials,
    progress: ProgressSink<'_>,
) -> Result<(), Failure> {
    let full = reference.to_string();
    let images = &mut daemon.state.images;
    let missing = || Failure::new(Reason::NoSuchImage, 404, format!("tag does not exist: {}", reference.familiar()));
    let name = images.name(&full).cloned().ok_or_else(missing)?;
    let found = Found { full, name };
    let mut target = found.name.target.clone();
    if platform.is_some() {
        target = travelling(images, &found, platform)?;
    }
    let mut fallen_back = None;
    let mut plan = Plan::new(images, &target, reference);
    if let (Some(lacking), true, None) = (plan.lacking, target.is_index(), platform) {
        let other = travelling(images, &found, None)?;
        if other.digest == target.digest {
            return Err(content_missing(&target, lacking, progress));
        }
        fallen_back = Some(std::mem::replace(&mut target, other));
        plan = Plan::new(images, &target, reference);
    }
    if let Some(lacking) = plan.lacking {
        return Err(content_missing(&target, lacking, progress));
    }
    let mut wire =
        Wire { containers: &mut daemon.state.containers, network: &mut *daemon.network, now: daemon.clock.now() };
    let mut push = Push {
        reference,
        remote: Remote::new(&mut wire, &reference.name, auth.clone()),
        images: &mut daemon.state.images,
        events: &mut *daemon.events,
        progress: &mut *progress,
        waiting: plan
            .blobs
            .iter()
            .filter(|blob| blob.descriptor.is_shown())
            .map(|blob| blob.descriptor.digest)
            .collect(),
    };
    push.begin(&plan, fallen_back.is_some());
    if let Err(error) = push.run(&plan, &target) {
        push.say_waiting("Waiting");
        return Err(error);
    }
    push.remember(&target);
    if let Some(index) = fallen_back {
        let aux = json!({
            "manifestPushedInsteadOfIndex": true,
            "originalIndex": index,
            "selectedManifest": target,
        });
        progress(Progress { aux: Some(aux), ..Progress::default() });
    }
    if let Some(tag) = &reference.tag {
        let status = format!("{tag}: digest: {} size: {}", target.digest, target.size);
        progress(Progress { status, ..Progress::default() });
    }
    daemon.events.push(Event::Pushed { reference: reference.familiar(), digest: target.digest });
    Ok(())
}

/// 404, and what the client needs to explain it.
fn content_missing(target: &Descriptor, lacking: Digest, progress: ProgressSink<'_>) -> Failure {
    let aux = json!({ "contentMissing": true, "desc": target });
    progress(Progress { aux: Some(aux), ..Progress::default() });
    Failure::new(Reason::ContentMissing, 404, format!("content digest {lacking}: not found"))
}

/// What has to reach the registry.
struct Plan {
    /// Configs, layers and the like, each once.
    blobs: Vec<Planned>,
    /// Manifests and indexes, what they need before them; the last is the target.
    documents: Vec<Descriptor>,
    /// The first thing that is neither here nor on the registry under another name.
    lacking: Option<Digest>,
}

struct Planned {
    descriptor: Descriptor,
    /// A repository of the same registry that has it.
    from: Option<String>,
}

impl Plan {
    fn new(images: &Images, target: &Descriptor, reference: &Reference) -> Plan {
        let mut plan = Plan { blobs: Vec::new(), documents: Vec::new(), lacking: None };
        let mut seen = BTreeSet::new();
        // Whose label stands for what is not here itself.
        let mut parents: BTreeMap<Digest, Digest> = BTreeMap::new();
        let mut walk = Walk::from([target.clone()]);
        while let Some(next) = walk.step() {
            if !seen.insert(next.digest) {
                continue;
            }
            let here = images.has(&next.digest);
            if next.is_index() || next.is_manifest() {
                if !here {
                    plan.lacking = plan.lacking.or(Some(next.digest));
                }
                let children = images.children(&next);
                parents.extend(children.iter().map(|child| (child.digest, next.digest)));
                walk.follow(children);
                plan.documents.push(next);
                continue;
            }
            let labelled = if here { next.digest } else { parents.get(&next.digest).copied().unwrap_or(next.digest) };
            let from = candidate(&images.sources(&labelled, reference.name.host()), reference.name.path());
            if !here && from.is_none() {
                plan.lacking = plan.lacking.or(Some(next.digest));
            }
            plan.blobs.push(Planned { descriptor: next, from });
        }
        plan.documents.reverse();
        plan
    }
}

/// The repository to mount from: that whose path begins most like the target's (`selectRepositoryMountCandidate`).
pub(in crate::engine) fn candidate(sources: &[String], target: &str) -> Option<String> {
    let common = |path: &str| path.split('/').zip(target.split('/')).take_while(|(a, b)| a == b).count();
    sources.iter().filter(|path| *path != target).max_by_key(|path| common(path)).cloned()
}

/// One push.
struct Push<'p> {
    reference: &'p Reference,
    remote: Remote<'p>,
    images: &'p mut Images,
    events: &'p mut Vec<Event>,
    progress: ProgressSink<'p>,
    /// Blobs whose line has not got to its end.
    waiting: Vec<Digest>,
}

impl Push<'_> {
    fn say(&mut self, digest: &Digest, status: &str) {
        (self.progress)(Progress { id: digest.short(), status: status.into(), ..Progress::default() });
    }

    fn say_waiting(&mut self, status: &str) {
        for digest in self.waiting.clone() {
            self.say(&digest, status);
        }
    }

    fn begin(&mut self, plan: &Plan, fallen_back: bool) {
        let local =
            self.reference.name.host().starts_with("localhost") || self.reference.name.host().starts_with("127.");
        if fallen_back {
            self.say_waiting("Unavailable");
        } else if !local && plan.documents.len() + plan.blobs.len() > 0 {
            self.say_waiting("Waiting");
        }
    }

    fn run(&mut self, plan: &Plan, target: &Descriptor) -> Result<(), Failure> {
        for blob in &plan.blobs {
            self.blob(blob)?;
        }
        for document in &plan.documents {
            let tag = self.reference.tag.as_ref().filter(|_| document.digest == target.digest);
            let Some(blob) = self.images.blob(&document.digest) else { continue };
            let repository = self.reference.name.familiar();
            let (digest, size) = (document.digest, document.size);
            match self.remote.push_manifest(tag, &blob, &document.media_type)? {
                ManifestPush::Exists => self.events.push(Event::BlobNotSent { repository, digest, size }),
                ManifestPush::Pushed => self.events.push(Event::BlobUploaded { repository, digest, size }),
            }
        }
        Ok(())
    }

    fn blob(&mut self, planned: &Planned) -> Result<(), Failure> {
        let Planned { descriptor, from } = planned;
        let (digest, size) = (descriptor.digest, descriptor.size);
        let images = &*self.images;
        let content = || images.blob(&digest);
        let outcome = self.remote.push_blob(&digest, &descriptor.media_type, from.as_deref(), content)?;
        let repository = self.reference.name.familiar();
        let status = match outcome {
            BlobPush::Exists => {
                self.events.push(Event::BlobNotSent { repository, digest, size });
                if descriptor.is_layer() { "Layer already exists".into() } else { "Already exists".into() }
            }
            BlobPush::Mounted(from) => {
                let status = format!("Mounted from {from}");
                self.events.push(Event::BlobMounted { repository, from, digest, size });
                status
            }
            BlobPush::Pushed => {
                self.events.push(Event::BlobUploaded { repository, digest, size });
                if descriptor.is_shown() {
                    self.say_bytes(&digest, size);
                }
                String::from("Pushed")
            }
            BlobPush::Missing => {
                let text = format!("content digest {digest}: not found");
                return Err(Failure::new(Reason::ContentMissing, 404, text));
            }
        };
        if descriptor.is_shown() {
            self.waiting.retain(|waiting| *waiting != digest);
            self.say(&digest, &status);
        }
        Ok(())
    }

    /// An upload on its way, as a terminal shows it.
    fn say_bytes(&mut self, digest: &Digest, size: u64) {
        for current in [size / 3, size - size / 3, size] {
            (self.progress)(Progress {
                id: digest.short(),
                status: "Pushing".into(),
                current: Some(current),
                total: Some(size),
                ..Progress::default()
            });
        }
    }

    /// Remembers where all this is now, so that it can be mounted from there.
    fn remember(&mut self, target: &Descriptor) {
        for descriptor in self.images.present(target) {
            self.images.add_source(&descriptor.digest, self.reference.name.host(), self.reference.name.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::candidate;

    #[test]
    fn what_is_nearest_in_name_is_mounted_from() {
        let sources = ["library/alpine".to_string(), "student/app".to_string()];
        assert_eq!(candidate(&sources, "student/other").as_deref(), Some("student/app"));
        assert_eq!(candidate(&sources, "student/app").as_deref(), Some("library/alpine"));
        assert_eq!(candidate(&sources[..1], "library/alpine"), None);
    }
}
