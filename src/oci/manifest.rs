//! Manifests and indexes, over the `oci-spec` models.

pub use oci_spec::image::{Descriptor, ImageIndex as Index, ImageManifest as Manifest};

use super::{Blob, Digest, media_type};

/// What a manifest blob turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// One image (or artifact).
    Manifest(Box<Manifest>),
    /// A list of manifests.
    Index(Box<Index>),
}

/// Why bytes are no manifest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Larger than the 4 MiB that registries take (distribution-spec, "Pushing manifests").
    #[error("manifest of {0} bytes is larger than 4194304")]
    TooLarge(u64),
    /// Not JSON, or not of the form.
    #[error("{0}")]
    Malformed(String),
}

/// Bytes that a manifest may have (distribution-spec, "Pushing manifests").
pub const MANIFEST_LIMIT: u64 = 4 << 20;

impl Content {
    /// What it refers to: the manifests of an index, config and layers of a manifest.
    pub fn children(&self) -> Vec<Descriptor> {
        match self {
            Content::Index(index) => index.manifests().clone(),
            Content::Manifest(manifest) => [manifest.config()].into_iter().chain(manifest.layers()).cloned().collect(),
        }
    }

    /// Reads a manifest or an index. The document's own `mediaType` wins over `media_type` (of the descriptor or
    /// header); where neither says, a document with `manifests` is an index.
    pub fn read(blob: &Blob, media_type: &str) -> Result<Content, ManifestError> {
        let bytes = blob.content().bytes_up_to(MANIFEST_LIMIT).map_err(|_| ManifestError::TooLarge(blob.size()))?;
        let malformed = |error: serde_json::Error| ManifestError::Malformed(error.to_string());
        let document: serde_json::Value = serde_json::from_slice(&bytes).map_err(malformed)?;
        let fields = document.as_object().ok_or_else(|| ManifestError::Malformed("not a JSON object".into()))?;
        let own = fields.get("mediaType").and_then(serde_json::Value::as_str).unwrap_or(media_type);
        let (has_list, has_layers) = (fields.contains_key("manifests"), fields.contains_key("layers"));
        if has_list && has_layers {
            return Err(ManifestError::Malformed("both manifests and layers".into()));
        }
        if media_type::is_index(own) || (has_list && !media_type::is_manifest(own)) {
            let index: Index = serde_json::from_value(without_nulls(document)).map_err(malformed)?;
            return Ok(Content::Index(Box::new(index)));
        }
        let manifest: Manifest = serde_json::from_value(without_nulls(document)).map_err(malformed)?;
        Ok(Content::Manifest(Box::new(manifest)))
    }
}

/// A manifest or index with lists for what Go writes as `null` when there is nothing in it.
pub fn without_nulls(mut document: serde_json::Value) -> serde_json::Value {
    for key in ["layers", "manifests"] {
        if let Some(list) = document.get_mut(key).filter(|list| list.is_null()) {
            *list = serde_json::Value::Array(Vec::new());
        }
    }
    document
}

/// The digest in a descriptor.
pub trait DescriptorExt {
    /// As our own type. (`oci-spec` also takes other algorithms; they are answered with the zero digest, which no blob has.)
    fn sha256(&self) -> Digest;
}

impl DescriptorExt for Descriptor {
    fn sha256(&self) -> Digest {
        self.digest().to_string().parse().unwrap_or(Digest::from_sha256([0; 32]))
    }
}

/// A descriptor of `blob`.
pub fn describe(blob: &Blob, media_type: &str) -> Descriptor {
    describe_parts(blob.digest(), blob.size(), media_type)
}

/// A descriptor from its three required fields; `size` in bytes.
pub fn describe_parts(digest: Digest, size: u64, media_type: &str) -> Descriptor {
    let digest: oci_spec::image::Digest = digest.to_string().parse().expect("sha256 and 64 hexadecimal digits");
    Descriptor::new(media_type.into(), size, digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::media_type::{INDEX, MANIFEST};

    #[test]
    fn the_documents_own_media_type_wins() {
        let blob = Blob::new(format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[]}}"#));
        assert!(matches!(Content::read(&blob, MANIFEST), Ok(Content::Index(_))));
    }

    #[test]
    fn an_image_without_layers_may_say_null() {
        let config = format!(r#"{{"mediaType":"a","digest":"{}","size":0}}"#, Digest::of(b""));
        let blob = Blob::new(format!(r#"{{"schemaVersion":2,"config":{config},"layers":null}}"#));
        assert!(
            matches!(Content::read(&blob, MANIFEST), Ok(Content::Manifest(manifest)) if manifest.layers().is_empty())
        );
    }

    #[test]
    fn what_is_no_manifest_is_refused() {
        for text in ["", "[]", "{", r#"{"manifests":[],"layers":[]}"#, r#"{"schemaVersion":2}"#] {
            assert!(Content::read(&Blob::new(text.to_string()), "").is_err(), "{text}");
        }
    }
}
