//! A rope inside a saved document.
//!
//! Short literal bytes stand in the document itself (text as a string, others as base64), longer ones are stored as a
//! blob of their own and named by digest; filler and made bytes are only described. One short text is just a string.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::part::hex;
use super::{AnyPart, Filler, LoadError, Loading, Rope, Segment};

/// Literal bytes up to this length stand in the document.
const INLINE: usize = 256;

/// A segment as it is written down.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Saved {
    Text(String),
    Base64 {
        base64: String,
    },
    Blob {
        blob: String,
        len: u64,
    },
    Filler {
        #[serde(flatten)]
        filler: Filler,
        #[serde(default, skip_serializing_if = "is_zero")]
        offset: u64,
        len: u64,
    },
    Made {
        made: String,
        #[serde(default, skip_serializing_if = "is_zero")]
        offset: u64,
        len: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recipe: Option<String>,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum SavedRope {
    Text(String),
    Segments(Vec<Saved>),
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(bytes))
}

impl Saved {
    fn of(segment: &Segment, blob: Option<&String>) -> Saved {
        match (segment, blob) {
            (Segment::Bytes(bytes), Some(blob)) => Saved::Blob { blob: blob.clone(), len: bytes.len() as u64 },
            (Segment::Bytes(bytes), None) => match std::str::from_utf8(bytes) {
                Ok(text) => Saved::Text(text.to_string()),
                Err(_) => Saved::Base64 { base64: BASE64.encode(bytes) },
            },
            (Segment::Filler { filler, offset, len }, _) => {
                Saved::Filler { filler: *filler, offset: *offset, len: *len }
            }
            (Segment::Made { source, offset, len }, _) => {
                Saved::Made { made: hex(&source.sha256()), offset: *offset, len: *len, recipe: source.recipe() }
            }
        }
    }

    /// Length in bytes; `None` if no rope can be so long, or the text is not base64.
    fn len(&self) -> Option<u64> {
        match self {
            Saved::Text(text) => Some(text.len() as u64),
            Saved::Base64 { base64 } => BASE64.decode(base64).ok().map(|bytes| bytes.len() as u64),
            Saved::Blob { len, .. } => Some(*len),
            Saved::Filler { offset, len, .. } | Saved::Made { offset, len, .. } => {
                offset.checked_add(*len).map(|_| *len)
            }
        }
    }

    fn resolve(&self, loading: &Loading) -> Result<Segment, LoadError> {
        let damaged =
            |digest: &String, reason: &str| LoadError::Damaged { digest: digest.clone(), reason: reason.into() };
        Ok(match self {
            Saved::Text(text) => Segment::Bytes(Bytes::from(text.clone())),
            Saved::Base64 { base64 } => {
                let bytes = BASE64.decode(base64);
                Segment::Bytes(bytes.map_err(|error| damaged(&String::new(), &error.to_string()))?.into())
            }
            Saved::Blob { blob, len } => {
                let bytes = loading.bytes(blob)?;
                if bytes.len() as u64 != *len {
                    return Err(damaged(blob, "its length is another one"));
                }
                Segment::Bytes(bytes)
            }
            Saved::Filler { filler, offset, len } => Segment::Filler { filler: *filler, offset: *offset, len: *len },
            Saved::Made { made, offset, len, recipe } => {
                let source =
                    loading.origins().made(made, recipe.as_deref()).ok_or_else(|| LoadError::Missing(made.clone()))?;
                if hex(&source.sha256()) != *made {
                    return Err(damaged(made, "what was made has another digest"));
                }
                if offset.checked_add(*len).is_none_or(|end| end > source.len()) {
                    return Err(damaged(made, "it is shorter than it was"));
                }
                Segment::Made { source, offset: *offset, len: *len }
            }
        })
    }
}

impl Rope {
    /// For each segment the digest of its blob, if it is stored as one.
    fn blob_digests(&self) -> &[Option<String>] {
        self.inner.blobs.get_or_init(|| {
            let digest = |segment: &Segment| match segment {
                Segment::Bytes(_) if self.segments().len() == 1 && self.len() > INLINE as u64 => {
                    Some(hex(&self.sha256()))
                }
                Segment::Bytes(bytes) if bytes.len() > INLINE => Some(sha256_hex(bytes)),
                _ => None,
            };
            self.segments().iter().map(digest).collect()
        })
    }
}

/// Literal bytes that are stored as a blob.
struct Blob<'a> {
    digest: &'a str,
    bytes: &'a Bytes,
}

impl AnyPart for Blob<'_> {
    fn sha256_hex(&self) -> Option<String> {
        Some(self.digest.to_string())
    }
    fn stored_bytes(&self) -> Bytes {
        self.bytes.clone()
    }
    fn children(&self, _visit: &mut dyn FnMut(&dyn AnyPart)) {}
    fn resolve(&mut self, _loading: &Loading) -> Result<(), LoadError> {
        Ok(())
    }
}

impl AnyPart for Rope {
    fn sha256_hex(&self) -> Option<String> {
        None
    }
    fn stored_bytes(&self) -> Bytes {
        Bytes::new()
    }
    fn children(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        for (segment, digest) in self.segments().iter().zip(self.blob_digests()) {
            if let (Segment::Bytes(bytes), Some(digest)) = (segment, digest) {
                visit(&Blob { digest, bytes });
            }
        }
    }
    fn resolve(&mut self, loading: &Loading) -> Result<(), LoadError> {
        if let Some(saved) = &self.inner.saved {
            let segments = saved.iter().map(|saved| saved.resolve(loading)).collect::<Result<_, _>>()?;
            *self = Rope::from_segments(segments);
        }
        Ok(())
    }
}

impl Serialize for Rope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(saved) = &self.inner.saved {
            return saved.serialize(serializer);
        }
        let saved = self.segments().iter().zip(self.blob_digests());
        let saved: Vec<Saved> = saved.map(|(segment, blob)| Saved::of(segment, blob.as_ref())).collect();
        match saved.as_slice() {
            [] => serializer.serialize_str(""),
            [Saved::Text(text)] => serializer.serialize_str(text),
            _ => saved.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Rope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let saved = match SavedRope::deserialize(deserializer)? {
            SavedRope::Text(text) => return Ok(text.into()),
            SavedRope::Segments(saved) => saved,
        };
        let len = saved.iter().try_fold(0_u64, |sum, saved| sum.checked_add(saved.len()?));
        let len = len.ok_or_else(|| D::Error::custom("the rope is too long or not base64"))?;
        Ok(Rope::unresolved(saved, len))
    }
}
