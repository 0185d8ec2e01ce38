//! Image archives: the tar that `docker save` writes and `docker load` reads (OCI image layout plus `manifest.json`).
//!
//! Follows containerd `core/images/archive`; the words of the errors are its own. It knows no image store: saving asks a
//! [`BlobSource`], loading returns what to put where.

mod legacy;
mod load;
mod loaded;
mod save;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use crate::content::Rope;
use crate::oci::{
    Blob, BlobSource, Descriptor, DescriptorExt, Digest, Index, Manifest, Platform, Walk, media_type, without_nulls,
};

use super::LayerError;

pub use load::read;
pub use loaded::Loaded;
pub use save::{write, write_layout};

/// The annotation of a descriptor in `index.json` with the image's full name.
pub const IMAGE_NAME: &str = "io.containerd.image.name";
/// The annotation with the tag alone (image-spec annotations.md).
pub const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// The annotation of what is about another manifest, which it names by its digest.
pub const SUBJECT: &str = "io.containerd.manifest.subject";
/// The file that lists images in Docker's own form.
pub const MANIFEST_FILE: &str = "manifest.json";

/// Bytes of a JSON file in an archive.
const JSON_LIMIT: u64 = 20 << 20;

/// An image in an archive or a layout: a manifest or index, and what it is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// The descriptor, with all its annotations.
    pub target: Descriptor,
    /// The name as it is written, e.g. `docker.io/library/nginx:latest`, or only a tag where the writer knew no better.
    pub name: Option<String>,
}

/// Why an archive or a layout cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Not a tar, or a compressed one that is damaged.
    #[error(transparent)]
    Tar(#[from] LayerError),
    /// A tar with neither `oci-layout` nor `manifest.json`.
    #[error("unrecognized image format")]
    Unrecognized,
    /// A JSON file that is none.
    #[error("{file}: {reason}")]
    Json {
        /// What was done with which file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// `oci-layout` of another version.
    #[error("unsupported OCI version {0}")]
    Version(String),
    /// `oci-layout` without `index.json`.
    #[error("missing index.json in OCI layout 1.0.0")]
    NoIndex,
    /// No image in the archive.
    #[error("image might be filtered out")]
    Empty,
    /// `manifest.json` names a config that is not there.
    #[error("image config {0:?} not found")]
    NoConfig(String),
    /// `manifest.json` names a layer that is not there.
    #[error("failed to resolve layers: layer {0:?} not found")]
    NoLayer(String),
    /// A symbolic link, which stands for a layer, to nothing.
    #[error("no target for symlink layer from {from:?} to {to:?}")]
    NoTarget {
        /// The link.
        from: String,
        /// Where it leads.
        to: String,
    },
    /// `manifest.json` has a tag that is no reference.
    #[error("normalize image ref {name:?}: {reason}")]
    Name {
        /// The tag.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A manifest that contradicts its descriptor.
    #[error("children: invalid desc {digest}: {reason}")]
    WrongType {
        /// Which one.
        digest: Digest,
        /// The contradiction.
        reason: String,
    },
    /// A blob that is needed is not there.
    #[error("content digest {0}: not found")]
    Missing(Digest),
    /// The chosen manifest of an index is not there.
    #[error("unable to create manifests file: content digest {0}: not found")]
    MissingManifest(Digest),
    /// An index without a manifest for the platforms that were asked for.
    #[error("no manifest found for platform: not found")]
    NoPlatform,
    /// Neither a manifest nor an index.
    #[error("only manifests may be exported: invalid argument")]
    NotManifest,
}

/// What is directly below a descriptor: config and layers, or manifests. `None` if the document itself is missing.
fn children(target: &Descriptor, blobs: &dyn BlobSource) -> Result<Option<Vec<Descriptor>>, ArchiveError> {
    let kind = target.media_type().to_string();
    let (is_index, is_manifest) = (media_type::is_index(&kind), media_type::is_manifest(&kind));
    if !is_index && !is_manifest {
        return Ok(Some(Vec::new()));
    }
    let digest = target.sha256();
    let Some(blob) = blobs.blob(&digest) else { return Ok(None) };
    let file = || format!("{digest}");
    let document: serde_json::Value = json(blob.content(), &file())?;
    let has = |key| document.get(key).and_then(serde_json::Value::as_array).is_some_and(|list| !list.is_empty());
    let own = document.get("mediaType").and_then(serde_json::Value::as_str).unwrap_or_default();
    let wrong = |reason: String| Err(ArchiveError::WrongType { digest, reason });
    if has("fsLayers") {
        return wrong("media-type: schema 1 not supported".into());
    }
    if is_manifest && (has("manifests") || media_type::is_index(own)) {
        return wrong(format!("media-type: expected manifest but found index ({kind})"));
    }
    if is_index && (document.get("config").is_some() || has("layers") || media_type::is_manifest(own)) {
        return wrong(format!("media-type: expected index but found manifest ({kind})"));
    }
    if is_index {
        let index: Index = json(blob.content(), &file())?;
        return Ok(Some(index.manifests().clone()));
    }
    let manifest = manifest(blob.content(), &file())?;
    Ok(Some([manifest.config()].into_iter().chain(manifest.layers()).cloned().collect()))
}

/// All blobs that can be reached from the targets and are there.
pub(super) fn reachable<'a>(
    targets: impl IntoIterator<Item = &'a Descriptor>,
    blobs: &dyn BlobSource,
) -> Result<BTreeMap<Digest, Blob>, ArchiveError> {
    let mut found = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut walk = Walk::from(targets.into_iter().cloned());
    while let Some(target) = walk.step() {
        // The same blob may be listed as a layer and as a manifest.
        if !seen.insert((target.sha256(), target.media_type().to_string())) {
            continue;
        }
        if let Some(blob) = blobs.blob(&target.sha256()) {
            found.insert(blob.digest(), blob);
            walk.follow(children(&target, blobs)?.unwrap_or_default());
        }
    }
    Ok(found)
}

/// A manifest; no layers may be written as `null`.
pub(super) fn manifest(content: &Rope, file: &str) -> Result<Manifest, ArchiveError> {
    let document = without_nulls(json(content, file)?);
    let wrong = |error: serde_json::Error| ArchiveError::Json { file: file.into(), reason: error.to_string() };
    serde_json::from_value(document).map_err(wrong)
}

/// The first JSON value in a file (Go's `json.Decoder`).
pub(super) fn json<T: DeserializeOwned>(content: &Rope, file: &str) -> Result<T, ArchiveError> {
    let wrong = |reason: String| ArchiveError::Json { file: file.into(), reason };
    let bytes = content.bytes_up_to(JSON_LIMIT).map_err(|error| wrong(error.to_string()))?;
    T::deserialize(&mut serde_json::Deserializer::from_slice(&bytes)).map_err(|error| {
        wrong(match error.is_eof() {
            true if bytes.iter().all(u8::is_ascii_whitespace) => "EOF".into(),
            true => "unexpected EOF".into(),
            false => error.to_string(),
        })
    })
}

/// The name in a descriptor's annotations.
pub(super) fn annotated_name(target: &Descriptor) -> Option<String> {
    let annotations = target.annotations().as_ref()?;
    let name = |key| annotations.get(key).filter(|name| !name.is_empty());
    name(IMAGE_NAME).or_else(|| name(REF_NAME)).cloned()
}

/// A descriptor's platform as our own type.
fn platform_of(target: &Descriptor) -> Option<Platform> {
    target.platform().as_ref().map(|platform| Platform {
        architecture: platform.architecture().to_string(),
        os: platform.os().to_string(),
        os_version: platform.os_version().clone().unwrap_or_default(),
        os_features: platform.os_features().clone().unwrap_or_default(),
        variant: platform.variant().clone().unwrap_or_default(),
    })
}
