//! The nouns of the OCI specifications: digests, references, descriptors, manifests, indexes, configs, and blobs.
//!
//! Raw bytes own the digest: what was received is kept and never serialised again. What we write ourselves goes
//! through [`canonical`] JSON, because `oci-spec` keeps annotations in hash maps whose order changes from run to run.

#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod blob;
pub mod canonical;
mod config;
mod digest;
mod manifest;
pub mod media_type;
mod platform;
mod reference;
mod system;
mod walk;

pub use blob::{Blob, BlobSource, WrongDigest};
pub use config::{Config, Healthcheck, History, ImageConfig, RootFs};
pub use digest::{BadDigest, ChainId, DiffId, Digest, ImageId};
pub use manifest::{
    Content, Descriptor, DescriptorExt, Index, MANIFEST_LIMIT, Manifest, describe, describe_parts, without_nulls,
};
pub use platform::Platform;
pub use reference::{Named, Reference, ReferenceError, Tag};
pub use system::BadPlatform;
pub use walk::{WALK_DEPTH, Walk};
