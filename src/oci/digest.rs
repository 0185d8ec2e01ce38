//! Digests, and newtypes over them that cannot be mixed up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A content digest, `sha256:` and 64 lower-case hexadecimal digits (image-spec descriptor.md, "Digests").
///
/// `sha512` is registered by the specification but no Docker tool writes it; it is refused as unsupported.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// Why a text is not a digest; the words are those of opencontainers/go-digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDigest {
    /// No `algorithm:hex`.
    #[error("invalid checksum digest format")]
    Format,
    /// Not 64 hexadecimal digits.
    #[error("invalid checksum digest length")]
    Length,
    /// Another algorithm than `sha256`.
    #[error("unsupported digest algorithm")]
    Algorithm,
}

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Digest(sha2::Sha256::digest(bytes).into())
    }

    /// From the 32 bytes of a SHA-256.
    pub const fn from_sha256(bytes: [u8; 32]) -> Self {
        Digest(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The 64 hexadecimal digits.
    pub fn hex(&self) -> String {
        crate::content::hex(&self.0)
    }

    /// The first 12 hexadecimal digits, as Docker abbreviates.
    pub fn short(&self) -> String {
        crate::content::hex(&self.0[..6])
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        f.write_str(&self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", self.short())
    }
}

impl FromStr for Digest {
    type Err = BadDigest;

    fn from_str(text: &str) -> Result<Self, BadDigest> {
        let (algorithm, hex) = text.split_once(':').ok_or(BadDigest::Format)?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "+._-".contains(c);
        if algorithm.is_empty() || !algorithm.chars().all(plain) || hex.is_empty() {
            return Err(BadDigest::Format);
        }
        let length = match algorithm {
            "sha256" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ => return Err(BadDigest::Algorithm),
        };
        if hex.len() != length {
            return Err(BadDigest::Length);
        }
        if length != 64 {
            let good = hex.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
            return Err(if good { BadDigest::Algorithm } else { BadDigest::Format });
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
            let digit = |d: u8| match d {
                b'0'..=b'9' => Ok(d - b'0'),
                b'a'..=b'f' => Ok(d - b'a' + 10),
                _ => Err(BadDigest::Format),
            };
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Digest(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

macro_rules! newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Digest);

        impl $name {
            /// The 64 hexadecimal digits.
            pub fn hex(&self) -> String {
                self.0.hex()
            }
            /// The first 12 hexadecimal digits.
            pub fn short(&self) -> String {
                self.0.short()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), self.0)
            }
        }
    };
}

newtype!(
    /// The digest of a layer's *uncompressed* tar (image-spec config.md, "Layer DiffID").
    DiffId
);
newtype!(
    /// The digest that names a *stack* of layers (image-spec config.md, "Layer ChainID").
    ChainId
);
newtype!(
    /// What Docker calls an image's ID. In the containerd image store: the digest of its index or manifest.
    ImageId
);

impl ChainId {
    /// The chain ID of `layer` on the stack `below`: `Digest(below + " " + layer)`, or `layer` itself at the bottom.
    pub fn on(below: Option<ChainId>, layer: DiffId) -> ChainId {
        match below {
            None => ChainId(layer.0),
            Some(below) => ChainId(Digest::of(format!("sha256:{} sha256:{}", below.0.hex(), layer.0.hex()).as_bytes())),
        }
    }
}
