//! A rope inside a saved document.
//!
//! Short literal bytes stand in the document itself (text as a string, others as base64), longer ones are stored as a
//! blob of their own and named by digest; filler and made bytes are only described. One short text is just a string.

use std::collections::BTreeMap;

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
        /// How often it stands there, one behind the other.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        times: u32,
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

/// Segments that a saved rope may have.
const SEGMENT_LIMIT: usize = 1 << 22;

fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_one(times: &u32) -> bool {
    *times == 1
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
            (Segment::Bytes(bytes), Some(blob)) => {
                Saved::Blob { blob: blob.clone(), len: bytes.len() as u64, times: 1 }
            }
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
            Saved::Blob { len, times, .. } => len.checked_mul(u64::from(*times)),
            Saved::Filler { offset, len, .. } | Saved::Made { offset, len, .. } => {
                offset.checked_add(*len).map(|_| *len)
            }
        }
    }

    /// How many segments it stands for.
    fn times(&self) -> usize {
        if let Saved::Blob { times, .. } = self { *times as usize } else { 1 }
    }

    /// Takes the next segment in, if it is the same blob again.
    fn repeated(&mut self, next: &Saved) -> bool {
        match (self, next) {
            (Saved::Blob { blob, times, .. }, Saved::Blob { blob: again, .. })
                if blob == again && *times < u32::MAX =>
            {
                *times += 1;
                true
            }
            _ => false,
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
            Saved::Blob { blob, len, times: _ } => {
                let bytes = loading.blob(blob)?;
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
            // The same bytes often stand in it many times: they are hashed once.
            let mut known: BTreeMap<(*const u8, usize), String> = BTreeMap::new();
            let digest = |segment: &Segment| match segment {
                Segment::Bytes(_) if self.segments().len() == 1 && self.len() > INLINE as u64 => {
                    Some(hex(&self.sha256()))
                }
                Segment::Bytes(bytes) if bytes.len() > INLINE => {
                    let known = known.entry((bytes.as_ptr(), bytes.len()));
                    Some(known.or_insert_with(|| sha256_hex(bytes)).clone())
                }
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
        let mut last = None;
        for (segment, digest) in self.segments().iter().zip(self.blob_digests()) {
            if std::mem::replace(&mut last, digest.as_ref()) == digest.as_ref() {
                continue;
            }
            if let (Segment::Bytes(bytes), Some(digest)) = (segment, digest) {
                visit(&Blob { digest, bytes });
            }
        }
    }
    fn resolve(&mut self, loading: &Loading) -> Result<(), LoadError> {
        if let Some(saved) = &self.inner.saved {
            let mut segments = Vec::new();
            for saved in saved {
                segments.extend(std::iter::repeat_n(saved.resolve(loading)?, saved.times()));
            }
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
        let saved = saved.map(|(segment, blob)| Saved::of(segment, blob.as_ref()));
        let saved = saved.fold(Vec::<Saved>::new(), |mut all, next| {
            if !all.last_mut().is_some_and(|last| last.repeated(&next)) {
                all.push(next);
            }
            all
        });
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
        if saved.iter().map(Saved::times).fold(0, usize::saturating_add) > SEGMENT_LIMIT {
            return Err(D::Error::custom(format!("the rope has more than {SEGMENT_LIMIT} segments")));
        }
        let len = saved.iter().try_fold(0_u64, |sum, saved| sum.checked_add(saved.len()?));
        let len = len.ok_or_else(|| D::Error::custom("the rope is too long or not base64"))?;
        Ok(Rope::unresolved(saved, len))
    }
}
