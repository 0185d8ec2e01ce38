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

    /// With the usual names and default variants: `arm64` = `arm64/v8`, `arm` = `arm/v7`, `amd64/v1` = `amd64`
    /// (containerd/platforms `database.go`, `normalizeArch`).
    pub fn normalised(&self) -> Platform {
        let os = self.os.to_ascii_lowercase();
        let os = if os == "macos" { String::from("darwin") } else { os };
        let (architecture, variant) =
            normal_architecture(&self.architecture.to_ascii_lowercase(), &self.variant.to_ascii_lowercase());
        Platform { os, architecture, variant, ..self.clone() }
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

    /// `os`, `arch`, `os/arch` or `os/arch/variant`; what is missing is the host's (containerd/platforms `Parse`).
    fn from_str(text: &str) -> Result<Self, BadPlatform> {
        if text.contains('*') {
            return Err(BadPlatform(format!("{text:?}: wildcards not yet supported: invalid argument")));
        }
        let parts: Vec<&str> = text.split('/').collect();
        let component =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        for (place, part) in parts.iter().enumerate() {
            // The operating system may carry a version: `windows(10.0.17763)`.
            let plain = if place == 0 { part.split('(').next().unwrap_or(part) } else { part };
            if !component(plain) {
                return Err(BadPlatform(format!(
                    "{part:?} is an invalid component of {text:?}: platform specifier component must match \"^[A-Za-z0-9_.-]+$\": invalid argument"
                )));
            }
        }
        // `arm` alone is `arm/v7`, and stays written `arm`.
        let unwritten = |mut platform: Platform| {
            if platform.architecture == "arm" && platform.variant == "v7" {
                platform.variant.clear();
            }
            platform
        };
        let make = |os: &str, architecture: &str, variant: &str| {
            Platform {
                os: os.into(),
                architecture: architecture.into(),
                variant: variant.into(),
                ..Platform::default()
            }
            .normalised()
        };
        match parts.as_slice() {
            [one] if SYSTEMS.contains(&one.to_ascii_lowercase().as_str()) => {
                Ok(make(one, &Platform::host().architecture, ""))
            }
            [one] => {
                let (architecture, variant) = normal_architecture(&one.to_ascii_lowercase(), "");
                if !ARCHITECTURES.contains(&architecture.as_str()) {
                    return Err(BadPlatform(format!(
                        "{one:?}: unknown operating system or architecture: invalid argument"
                    )));
                }
                Ok(unwritten(make("linux", &architecture, &variant)))
            }
            [os, architecture] => Ok(unwritten(make(os, architecture, ""))),
            [os, architecture, variant] => {
                let mut platform = make(os, architecture, variant);
                if platform.architecture == "arm64" && platform.variant.is_empty() {
                    platform.variant = "v8".into();
                }
                Ok(platform)
            }
            _ => Err(BadPlatform(format!("{text:?}: cannot parse platform specifier: invalid argument"))),
        }
    }
}

/// Go's operating systems, as containerd knows them.
const SYSTEMS: [&str; 17] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

/// Go's architectures, as containerd knows them.
const ARCHITECTURES: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "ppc64",
    "ppc64le",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

fn normal_architecture(architecture: &str, variant: &str) -> (String, String) {
    let (architecture, variant) = match (architecture, variant) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
        ("x86_64" | "x86-64", variant) => ("amd64", variant),
        ("aarch64" | "arm64", "8" | "v8") => ("arm64", ""),
        ("aarch64", variant) => ("arm64", variant),
        ("armhf", _) => ("arm", "v7"),
        ("armel", _) => ("arm", "v6"),
        ("arm", "" | "7") => ("arm", "v7"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "6") => ("arm", "v6"),
        ("arm", "8") => ("arm", "v8"),
        other => other,
    };
    (architecture.into(), variant.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match text.parse::<Platform>() {
            Ok(platform) => platform.to_string(),
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn what_is_missing_is_filled_in() {
        for (text, expected) in [
            ("linux", "linux/amd64"),
            ("arm64", "linux/arm64"),
            ("linux/arm64/v8", "linux/arm64/v8"),
            ("aarch64", "linux/arm64"),
            ("linux/arm", "linux/arm"),
            ("armhf", "linux/arm"),
            ("linux/arm/v6", "linux/arm/v6"),
            ("LINUX/x86_64", "linux/amd64"),
            ("linux/amd64/v3", "linux/amd64/v3"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_platform_is_refused() {
        assert!(read("").starts_with("error: "));
        assert!(read("potato").starts_with("error: \"potato\": unknown operating system or architecture"));
        assert!(read("a/b/c/d").starts_with("error: "));
        assert!(read("linux/*").starts_with("error: "));
    }

    #[test]
    fn default_variants_match() {
        let offered =
            Platform { os: "linux".into(), architecture: "arm64".into(), variant: "v8".into(), ..Platform::default() };
        assert!("linux/arm64".parse::<Platform>().unwrap().matches(&offered));
        assert!(!Platform::host().matches(&offered));
    }
}
