//! Platforms as containerd writes and matches them (containerd/platforms).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An operating system and a processor.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Platform {
    #[serde(default)]
    pub architecture: String,
    #[serde(default)]
    pub os: String,
    #[serde(rename = "os.version", default, skip_serializing_if = "String::is_empty")]
    pub os_version: String,
    #[serde(rename = "os.features", default, skip_serializing_if = "Vec::is_empty")]
    pub os_features: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub variant: String,
}

/// A text that is no platform specifier; the words are containerd's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadPlatform(pub String);

impl Platform {
    /// The platform that the sandbox runs on.
    pub fn host() -> Platform {
        Platform { os: "linux".into(), architecture: "amd64".into(), ..Platform::default() }
    }

    /// `unknown/unknown`: the entry of an attestation.
    pub fn is_unknown(&self) -> bool {
        self.os == "unknown" && self.architecture == "unknown"
    }

    /// Default variants added or removed (`arm64` = `arm64/v8`, `arm` = `arm/v7`, `amd64/v1` = `amd64`).
    pub fn normalised(&self) -> Platform {
        todo!()
    }

    /// Whether an image for `offered` serves who asks for `self` exactly (containerd `OnlyStrict`).
    pub fn matches(&self, offered: &Platform) -> bool {
        self.normalised() == offered.normalised()
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        if self.variant.is_empty() { Ok(()) } else { write!(f, "/{}", self.variant) }
    }
}

impl FromStr for Platform {
    type Err = BadPlatform;
    fn from_str(_text: &str) -> Result<Self, BadPlatform> {
        todo!()
    }
}
