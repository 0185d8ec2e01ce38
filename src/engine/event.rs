//! What happened in the store: typed, for `explain` and for lesson checks.

use crate::oci::{ChainId, Digest, ImageId};

/// One thing that happened. Names are familiar (`nginx:latest`), sizes in bytes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A manifest was asked for and counted by the registry as a pull.
    ManifestFetched { host: String, reference: String, digest: Digest },
    /// A blob came over the wire.
    BlobDownloaded { digest: Digest, size: u64, media_type: String },
    /// A blob was here already.
    BlobReused { digest: Digest, size: u64 },
    /// A layer was unpacked into a snapshot.
    LayerUnpacked { chain_id: ChainId, digest: Digest, usage: u64 },
    /// A snapshot was here already: nothing to unpack.
    LayerShared { chain_id: ChainId },
    /// A pull ended well. `new` says whether anything changed.
    Pulled { reference: String, id: ImageId, new: bool },
    /// A pull ended badly.
    PullFailed { reference: String, reason: String },
    /// A name points to an image now; before, it pointed to `from`.
    Tagged { reference: String, id: ImageId, from: Option<ImageId> },
    /// A name is gone.
    Untagged { reference: String, id: ImageId },
    /// An image lost its last name and stays without one.
    Dangling { id: ImageId },
    /// An image is gone.
    ImageDeleted { id: ImageId },
    /// Removing an image was refused.
    RemoveRefused { reference: String, reason: String },
    /// A blob was sent.
    BlobUploaded { repository: String, digest: Digest, size: u64 },
    /// A blob was there already, so it was not sent.
    BlobNotSent { repository: String, digest: Digest, size: u64 },
    /// The registry took a blob from another of its repositories.
    BlobMounted { repository: String, from: String, digest: Digest, size: u64 },
    /// A push ended well.
    Pushed { reference: String, digest: Digest },
    /// A push ended badly.
    PushFailed { reference: String, reason: String },
    /// Credentials were accepted.
    LoggedIn { host: String, user: String },
    /// A search was made.
    Searched { term: String, filters: Vec<String> },
    /// A container was made.
    ContainerCreated { id: String, name: String, image: ImageId },
    /// A container's main process started.
    ContainerStarted { id: String },
    /// A container's main process ended.
    ContainerExited { id: String, code: i32 },
    /// A container's processes stand still: by `pause`, or while `commit` reads its files.
    ContainerPaused { id: String },
    /// They go on.
    ContainerUnpaused { id: String },
    /// A container is gone, with its writable layer.
    ContainerRemoved { id: String, name: String },
    /// The first write to a file of a lower layer: all of it was copied up.
    CopiedUp { container: String, path: String, size: u64 },
    /// An archive was written.
    Saved { references: Vec<String>, size: u64 },
    /// An archive was read.
    Loaded { references: Vec<String> },
    /// A container's writable layer became an image.
    Committed { container: String, id: ImageId },
    /// A build's step was in the cache. `instruction` is as written.
    BuildStepCached { step: String, instruction: String },
    /// A build's step was done, because it was not in the cache; `size`: bytes that its layer takes.
    BuildStepRan { step: String, instruction: String, because: CacheMiss, size: u64 },
    /// A build's step failed.
    BuildStepFailed { step: String, reason: String },
    /// A build made an image.
    Built { references: Vec<String>, id: ImageId },
    /// A build failed.
    BuildFailed { reason: String },
    /// Records of the build cache were removed.
    BuildCachePruned { records: usize, size: u64 },
}

/// Why a build's step was not in the cache.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum CacheMiss {
    /// No step stood here in any build before.
    First,
    /// `--no-cache`
    NoCache,
    /// The instruction is another.
    InstructionChanged { before: String },
    /// A build argument that the step sees has another value; `None`: it was not there.
    ArgumentChanged { name: String, before: Option<String>, after: Option<String> },
    /// Files that it takes are others.
    FilesChanged { paths: Vec<String> },
    /// The image that the stage is FROM is another.
    BaseChanged,
    /// A step above had to be done.
    StepAbove,
    /// Its result was removed from the cache.
    Pruned,
    /// Something else: a mount, the network, an option.
    Other,
}

impl Event {
    /// The names of all events, as in saved documents.
    pub const NAMES: &'static [&'static str] = &[
        "manifest_fetched",
        "blob_downloaded",
        "blob_reused",
        "layer_unpacked",
        "layer_shared",
        "pulled",
        "pull_failed",
        "tagged",
        "untagged",
        "dangling",
        "image_deleted",
        "remove_refused",
        "blob_uploaded",
        "blob_not_sent",
        "blob_mounted",
        "pushed",
        "push_failed",
        "logged_in",
        "searched",
        "container_created",
        "container_started",
        "container_exited",
        "container_paused",
        "container_unpaused",
        "container_removed",
        "copied_up",
        "saved",
        "loaded",
        "committed",
        "build_step_cached",
        "build_step_ran",
        "build_step_failed",
        "built",
        "build_failed",
        "build_cache_pruned",
    ];

    /// The event's name.
    pub fn name(&self) -> &'static str {
        match self {
            Event::ManifestFetched { .. } => "manifest_fetched",
            Event::BlobDownloaded { .. } => "blob_downloaded",
            Event::BlobReused { .. } => "blob_reused",
            Event::LayerUnpacked { .. } => "layer_unpacked",
            Event::LayerShared { .. } => "layer_shared",
            Event::Pulled { .. } => "pulled",
            Event::PullFailed { .. } => "pull_failed",
            Event::Tagged { .. } => "tagged",
            Event::Untagged { .. } => "untagged",
            Event::Dangling { .. } => "dangling",
            Event::ImageDeleted { .. } => "image_deleted",
            Event::RemoveRefused { .. } => "remove_refused",
            Event::BlobUploaded { .. } => "blob_uploaded",
            Event::BlobNotSent { .. } => "blob_not_sent",
            Event::BlobMounted { .. } => "blob_mounted",
            Event::Pushed { .. } => "pushed",
            Event::PushFailed { .. } => "push_failed",
            Event::LoggedIn { .. } => "logged_in",
            Event::Searched { .. } => "searched",
            Event::ContainerCreated { .. } => "container_created",
            Event::ContainerStarted { .. } => "container_started",
            Event::ContainerExited { .. } => "container_exited",
            Event::ContainerPaused { .. } => "container_paused",
            Event::ContainerUnpaused { .. } => "container_unpaused",
            Event::ContainerRemoved { .. } => "container_removed",
            Event::CopiedUp { .. } => "copied_up",
            Event::Saved { .. } => "saved",
            Event::Loaded { .. } => "loaded",
            Event::Committed { .. } => "committed",
            Event::BuildStepCached { .. } => "build_step_cached",
            Event::BuildStepRan { .. } => "build_step_ran",
            Event::BuildStepFailed { .. } => "build_step_failed",
            Event::Built { .. } => "built",
            Event::BuildFailed { .. } => "build_failed",
            Event::BuildCachePruned { .. } => "build_cache_pruned",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_saved_one() {
        let event = Event::PullFailed { reference: "a:1".into(), reason: "no".into() };
        assert_eq!(serde_json::to_value(&event).unwrap()["event"], event.name());
        assert!(Event::NAMES.contains(&event.name()));
    }
}
