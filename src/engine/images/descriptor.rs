//! Descriptors, manifests and indexes as the content store reads them (image-spec descriptor.md, manifest.md,
//! image-index.md), in the field order of Go's structs and with sorted maps.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};

use crate::oci::{self, Blob, Content, Digest, Platform, media_type};

/// What kind of manifest an index entry belongs to (BuildKit `util/attestation`).
const REFERENCE_TYPE: &str = "vnd.docker.reference.type";
/// Which manifest an attestation is about.
const REFERENCE_DIGEST: &str = "vnd.docker.reference.digest";

fn none(annotations: &Annotations) -> bool {
    annotations.is_empty()
}

/// A reference to content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::engine) struct Descriptor {
    #[serde(default)]
    pub media_type: String,
    pub digest: Digest,
    /// Bytes.
    #[serde(default)]
    pub size: u64,
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "none")]
    pub annotations: Annotations,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub artifact_type: String,
}

/// Arbitrary metadata by key. Descriptors are copied all the time, and hardly ever changed: copies share it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::engine) struct Annotations(Arc<BTreeMap<String, String>>);

impl Deref for Annotations {
    type Target = BTreeMap<String, String>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Annotations {
    fn deref_mut(&mut self) -> &mut Self::Target {
        Arc::make_mut(&mut self.0)
    }
}

impl From<BTreeMap<String, String>> for Annotations {
    fn from(annotations: BTreeMap<String, String>) -> Self {
        Annotations(Arc::new(annotations))
    }
}

impl FromIterator<(String, String)> for Annotations {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(annotations: I) -> Self {
        BTreeMap::from_iter(annotations).into()
    }
}

/// What a manifest says of its parts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::engine) struct Manifest {
    pub config: Descriptor,
    #[serde(default, deserialize_with = "nullable")]
    pub layers: Vec<Descriptor>,
}

/// What an index says of its parts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(in crate::engine) struct Index {
    #[serde(default, deserialize_with = "nullable")]
    pub manifests: Vec<Descriptor>,
}

/// The media type of a manifest or index: the one that it names, or what its fields say (BuildKit's
/// `imageutil.DetectManifestBlobMediaType`); `None`: it is no such document.
pub(in crate::engine) fn manifest_type(document: &Blob) -> Option<String> {
    let (named, usual) = match Content::read(document, "").ok()? {
        Content::Index(index) => (index.media_type().clone(), media_type::INDEX),
        Content::Manifest(manifest) => (manifest.media_type().clone(), media_type::MANIFEST),
    };
    Some(named.map_or_else(|| usual.to_string(), |named| named.to_string()))
}

impl Descriptor {
    /// A descriptor of this content.
    pub fn new(media_type: &str, digest: Digest, size: u64) -> Self {
        Descriptor {
            media_type: media_type.into(),
            digest,
            size,
            urls: Vec::new(),
            annotations: Annotations::default(),
            data: None,
            platform: None,
            artifact_type: String::new(),
        }
    }

    /// A descriptor of this blob.
    pub fn of(blob: &Blob, media_type: &str) -> Self {
        Descriptor::new(media_type, blob.digest(), blob.size())
    }

    /// The same in the models of `oci-spec`.
    pub fn to_oci(&self) -> oci::Descriptor {
        serde_json::to_value(self)
            .and_then(serde_json::from_value)
            .unwrap_or_else(|_| oci::describe_parts(self.digest, self.size, &self.media_type))
    }

    /// From the models of `oci-spec`.
    pub fn from_oci(descriptor: &oci::Descriptor) -> Self {
        let fallback = || {
            let digest = oci::DescriptorExt::sha256(descriptor);
            Descriptor::new(descriptor.media_type().as_ref(), digest, descriptor.size())
        };
        serde_json::to_value(descriptor).and_then(serde_json::from_value).unwrap_or_else(|_| fallback())
    }

    pub fn is_index(&self) -> bool {
        media_type::is_index(&self.media_type)
    }
    pub fn is_manifest(&self) -> bool {
        media_type::is_manifest(&self.media_type)
    }
    /// A layer of an image (containerd `images.IsLayerType`).
    pub fn is_layer(&self) -> bool {
        self.media_type.starts_with("application/vnd.oci.image.layer.")
            || self.media_type.starts_with("application/vnd.docker.image.rootfs.")
    }
    /// The config of an image (containerd `images.IsConfigType`).
    pub fn is_config(&self) -> bool {
        self.media_type == media_type::CONFIG || self.media_type == media_type::DOCKER_CONFIG
    }
    /// Whether a pull or push shows a line for it: all but indexes, manifests and configs.
    pub fn is_shown(&self) -> bool {
        self.is_layer() || !(self.is_index() || self.is_manifest() || self.is_config())
    }
    /// An attestation manifest of BuildKit.
    pub fn is_attestation(&self) -> bool {
        self.annotations.contains_key(REFERENCE_TYPE)
    }
    /// The manifest that this one (an attestation) is about.
    pub fn attests(&self) -> Option<Digest> {
        let default = self.annotations.get(REFERENCE_TYPE).is_some_and(|kind| kind == "attestation-manifest");
        if !default {
            return None;
        }
        self.annotations.get(REFERENCE_DIGEST)?.parse().ok()
    }
}

/// Go writes an absent slice or map as `null`.
fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attestation_says_what_it_is_about() {
        let about = Digest::of(b"image");
        let mut descriptor = Descriptor::new(media_type::MANIFEST, Digest::of(b"attestation"), 11);
        assert!(!descriptor.is_attestation());
        descriptor.annotations.insert(REFERENCE_TYPE.into(), "attestation-manifest".into());
        descriptor.annotations.insert(REFERENCE_DIGEST.into(), about.to_string());
        assert_eq!(descriptor.attests(), Some(about));
        let text = serde_json::to_string(&descriptor).unwrap();
        assert_eq!(serde_json::from_str::<Descriptor>(&text).unwrap(), descriptor);
    }

    #[test]
    fn what_go_writes_as_null_is_empty() {
        let text = format!(r#"{{"config":{{"digest":"{}"}},"layers":null}}"#, Digest::of(b""));
        assert_eq!(serde_json::from_str::<Manifest>(&text).unwrap().layers, []);
    }
}
