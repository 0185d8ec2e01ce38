//! What happened in the store: typed, for `explain` and for lesson checks.

use super::Reason;
use crate::oci::{ChainId, Digest, ImageId};

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

/// What the list of events says of one of them.
#[derive(Debug)]
pub struct EventKind {
    /// As in saved documents and in lessons: `pull_failed`.
    pub name: &'static str,
    /// What happened.
    pub about: &'static str,
    /// The names of its fields.
    pub fields: &'static [&'static str],
}

/// Makes the enum and all that follows from the list of its variants.
macro_rules! events {
    ($($(#[doc = $about:literal])+ $name:literal $Event:ident { $($(#[$attribute:meta])* $field:ident: $Type:ty),* })+) => {
        /// One thing that happened. Names are familiar (`nginx:latest`), sizes in bytes.
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "event")]
        pub enum Event {
            $($(#[doc = $about])+ #[serde(rename = $name)] $Event { $($(#[$attribute])* $field: $Type),* },)+
        }

        impl Event {
            /// All events.
            pub const KINDS: &'static [EventKind] = &[$(EventKind {
                name: $name,
                about: concat!($($about),+),
                fields: &[$(stringify!($field)),*],
            }),+];

            /// The event's name.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Event::$Event { .. } => $name,)+
                }
            }
        }
    };
}

events! {
    /// A manifest was asked for and counted by the registry as a pull.
    "manifest_fetched" ManifestFetched { host: String, reference: String, digest: Digest }
    /// A blob came over the wire.
    "blob_downloaded" BlobDownloaded { digest: Digest, size: u64, media_type: String }
    /// A blob was here already.
    "blob_reused" BlobReused { digest: Digest, size: u64 }
    /// A layer was unpacked into a snapshot.
    "layer_unpacked" LayerUnpacked { chain_id: ChainId, digest: Digest, usage: u64 }
    /// A snapshot was here already: nothing to unpack.
    "layer_shared" LayerShared { chain_id: ChainId }
    /// A pull ended well. `new` says whether anything changed.
    "pulled" Pulled { reference: String, id: ImageId, new: bool }
    /// A pull ended badly.
    "pull_failed" PullFailed { reference: String, reason: Reason, message: String }
    /// A name points to an image now; before, it pointed to `from`.
    "tagged" Tagged { reference: String, id: ImageId, from: Option<ImageId> }
    /// A name is gone.
    "untagged" Untagged { reference: String, id: ImageId }
    /// An image lost its last name and stays without one.
    "dangling" Dangling { id: ImageId }
    /// An image is gone.
    "image_deleted" ImageDeleted { id: ImageId }
    /// Removing an image was refused.
    "remove_refused" RemoveRefused { reference: String, reason: Reason, message: String }
    /// A blob was sent.
    "blob_uploaded" BlobUploaded { repository: String, digest: Digest, size: u64 }
    /// A blob was there already, so it was not sent.
    "blob_not_sent" BlobNotSent { repository: String, digest: Digest, size: u64 }
    /// The registry took a blob from another of its repositories.
    "blob_mounted" BlobMounted { repository: String, from: String, digest: Digest, size: u64 }
    /// A push ended well.
    "pushed" Pushed { reference: String, digest: Digest }
    /// A push ended badly.
    "push_failed" PushFailed { reference: String, reason: Reason, message: String }
    /// Credentials were accepted.
    "logged_in" LoggedIn { host: String, user: String }
    /// A search was made.
    "searched" Searched { term: String, filters: Vec<String> }
    /// A container was made. `own` says whether it runs what its image says.
    "container_created" ContainerCreated { id: String, name: String, image: ImageId, #[serde(default)] own: bool }
    /// A container's main process started.
    "container_started" ContainerStarted { id: String }
    /// A container was to start, and its main process could not.
    "container_start_failed" ContainerStartFailed { id: String, image: ImageId, program: String, reason: Reason }
    /// A container's main process ended.
    "container_exited" ContainerExited { id: String, code: i32 }
    /// A container's processes stand still: by `pause`, or while `commit` reads its files.
    "container_paused" ContainerPaused { id: String }
    /// They go on.
    "container_unpaused" ContainerUnpaused { id: String }
    /// A container is gone, with its writable layer.
    "container_removed" ContainerRemoved { id: String, name: String }
    /// The first write to a file of a lower layer: all of it was copied up.
    "copied_up" CopiedUp { container: String, path: String, size: u64 }
    /// An archive was written.
    "saved" Saved { references: Vec<String>, size: u64 }
    /// An archive was read.
    "loaded" Loaded { references: Vec<String> }
    /// A container's writable layer became an image.
    "committed" Committed { container: String, id: ImageId }
    /// A build's step was in the cache. `instruction` is as written.
    "build_step_cached" BuildStepCached { step: String, instruction: String }
    /// A build's step was done, because it was not in the cache; `size`: bytes that its layer takes.
    "build_step_ran" BuildStepRan { step: String, instruction: String, because: CacheMiss, size: u64 }
    /// A build's step failed.
    "build_step_failed" BuildStepFailed { step: String, reason: String }
    /// A build made an image.
    "built" Built { references: Vec<String>, id: ImageId }
    /// A build failed.
    "build_failed" BuildFailed { reason: String }
    /// Records of the build cache were removed.
    "build_cache_pruned" BuildCachePruned { records: usize, size: u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_saved_one() {
        let event =
            Event::PullFailed { reference: "a:1".into(), reason: Reason::NoSuchTag, message: "not found".into() };
        let saved = serde_json::to_value(&event).unwrap();
        assert_eq!((saved["event"].as_str(), saved["reason"].as_str()), (Some(event.name()), Some("no_such_tag")));
        assert!(Event::KINDS.iter().any(|kind| kind.name == event.name() && kind.fields.contains(&"reason")));
    }
}
