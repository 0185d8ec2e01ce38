//! Platforms as containerd writes and matches them (containerd/platforms).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::system::{BadPlatform, System, windows_runs, write_options};

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
        let mut os_features = self.os_features.clone();
        os_features.sort();
        os_features.dedup();
        Platform { os, architecture, variant, os_features, os_version: self.os_version.clone() }
    }

    /// Whether an image for `offered` serves who asks for `self` exactly (containerd `OnlyStrict`): the same system,
    /// processor and variant, no feature that was not asked for, and of Windows a version that runs on the one asked for.
    pub fn matches(&self, offered: &Platform) -> bool {
        let (wanted, offered) = (self.normalised(), offered.normalised());
        let is_windows = wanted.os == "windows";
        // The feature `win32k` counts for nothing (`windowsStripFeaturesMatcher`).
        let needed = offered.os_features.iter().filter(|feature| !is_windows || *feature != "win32k");
        let same = |of: &Platform| (of.os.clone(), of.architecture.clone(), of.variant.clone());
        same(&wanted) == same(&offered)
            && needed.into_iter().all(|feature| wanted.os_features.contains(feature))
            && (!is_windows || windows_runs(&wanted.os_version, &offered.os_version))
    }
}

/// As containerd writes it (`FormatAll`): `linux/arm/v7`, `windows(10.0.20348)/amd64`, `linux(+feature)/amd64`.
impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.os)?;
        write_options(f, &self.os_version, &self.os_features)?;
        write!(f, "/{}", self.architecture)?;
        if self.variant.is_empty() { Ok(()) } else { write!(f, "/{}", self.variant) }
    }
}

impl FromStr for Platform {
    type Err = BadPlatform;

    /// `os`, `arch`, `os/arch` or `os/arch/variant`, with the system's version and features in parentheses:
    /// `windows(10.0.17763+win32k)`; what is missing is the host's (containerd/platforms `Parse`).
    fn from_str(text: &str) -> Result<Self, BadPlatform> {
        if text.contains('*') {
            return Err(BadPlatform(format!("{text:?}: wildcards not yet supported: invalid argument")));
        }
        let mut parts: Vec<&str> = text.splitn(4, '/').collect();
        let system = System::read(parts.first().copied().unwrap_or_default(), text)?;
        let component =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        for part in parts.iter().skip(1) {
            if !component(part) {
                return Err(BadPlatform(format!(
                    "{part:?} is an invalid component of {text:?}: platform specifier component must match \"^[A-Za-z0-9_.-]+$\": invalid argument"
                )));
            }
        }
        if let Some(first) = parts.first_mut() {
            *first = &system.name;
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
                os_version: system.version.clone(),
                os_features: system.features.clone(),
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
    fn a_system_may_have_a_version_and_features() {
        for (text, expected) in [
            ("windows(10.0.20348)/amd64", "windows(10.0.20348)/amd64"),
            ("Windows(1.2+win32k+a)", "windows(1.2+a+win32k)/amd64"),
            ("linux(+b)/arm/v6", "linux(+b)/arm/v6"),
            ("windows()/amd64", "windows/amd64"),
            ("windows(1%2B2)/amd64", "windows(1%2B2)/amd64"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in ["windows(1/amd64", "windows(1+)/amd64", "(1)/amd64", "win.dows/amd64", "/amd64"] {
            assert!(read(text).contains("is an invalid OS component of"), "{text}");
        }
    }

    #[test]
    fn windows_runs_images_of_its_own_build_and_some_older_ones() {
        let serves = |wanted: &str, offered: &str| {
            let [wanted, offered] = [wanted, offered].map(|version| format!("windows({version})/amd64"));
            wanted.parse::<Platform>().unwrap().matches(&offered.parse().unwrap())
        };
        for (wanted, offered, expected) in [
            ("", "10.0.20348.1006", true),
            ("10.0.20348", "", true),
            ("10.0.17763", "10.0.17763.1", true),
            ("10.0.17763", "10.0.17134", false),
            ("10.0.26100", "10.0.20348", true),
            ("10.0.26200", "10.0.20348", false),
            ("10.0.20348", "10.0.26100", false),
            ("1.2.3", "1.1.0", false),
            ("10.0.20348+a", "10.0.20348+win32k", true),
            ("10.0.20348", "10.0.20348+a", false),
        ] {
            assert_eq!(serves(wanted, offered), expected, "{wanted} {offered}");
        }
    }

    #[test]
    fn default_variants_match() {
        let offered =
            Platform { os: "linux".into(), architecture: "arm64".into(), variant: "v8".into(), ..Platform::default() };
        assert!("linux/arm64".parse::<Platform>().unwrap().matches(&offered));
        assert!(!Platform::host().matches(&offered));
    }
}
