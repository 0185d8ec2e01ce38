//! The first part of a platform as containerd writes it: an operating system, with its version and features in
//! parentheses, `windows(10.0.20348+win32k)` (containerd/platforms `platforms.go`).

use std::fmt;

use crate::text::{percent_decoded, quote};

/// A text that is no platform specifier; the words are containerd's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadPlatform(pub String);

/// The form that it must have, in containerd's words.
const FORM: &str = r"^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$";

/// An operating system with what stands in its parentheses.
#[derive(Debug, Default)]
pub struct System {
    pub name: String,
    pub version: String,
    pub features: Vec<String>,
}

impl System {
    /// Reads the first `part` of the platform `text`.
    pub fn read(part: &str, text: &str) -> Result<System, BadPlatform> {
        let bad = || {
            let (part, text, form) = (quote(part), quote(text), quote(FORM));
            let must = format!("OSAndVersion specifier component must match {form}");
            BadPlatform(format!("{part} is an invalid OS component of {text}: {must}: invalid argument"))
        };
        let (name, options) = match part.split_once('(') {
            Some((name, rest)) => (name, rest.strip_suffix(')').ok_or_else(bad)?),
            None => (part, ""),
        };
        let (version, features) = options.split_once('+').unwrap_or((options, ""));
        let features: Vec<&str> = features.split('+').filter(|_| options.contains('+')).collect();
        let is_word = |word: &str, others: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c));
        let fits = !name.is_empty()
            && is_word(name, "_-")
            && is_word(version, "_.%-")
            && features.iter().all(|feature| !feature.is_empty() && is_word(feature, "_.%-"));
        if !fits {
            return Err(bad());
        }
        let features = features.into_iter().map(percent_decoded).collect();
        Ok(System { name: name.into(), version: percent_decoded(version), features })
    }
}

/// The version and the features behind a system's name; nothing, if there are none (`FormatAll`).
pub fn write_options(f: &mut fmt::Formatter<'_>, version: &str, features: &[String]) -> fmt::Result {
    let mut features: Vec<&String> = features.iter().filter(|feature| !feature.is_empty()).collect();
    features.sort();
    features.dedup();
    if version.is_empty() && features.is_empty() {
        return Ok(());
    }
    write!(f, "({}", encoded(version))?;
    features.into_iter().try_for_each(|feature| write!(f, "+{}", encoded(feature)))?;
    f.write_str(")")
}

/// Without the characters that mean something there.
fn encoded(option: &str) -> String {
    let code = |c: char| match c {
        '%' | '+' | '(' | ')' | '/' => format!("%{:02X}", u32::from(c)),
        c => c.to_string(),
    };
    option.chars().map(code).collect()
}

/// Builds of Windows whose containers later ones run (`compatLTSCReleases`): Server 2022 and Server 2025.
const STABLE: [u16; 2] = [20348, 26100];

/// Whether a Windows of version `host` runs an image of version `image` (`checkWindowsHostAndContainerCompat`); one that
/// is not said suits all.
pub fn windows_runs(host: &str, image: &str) -> bool {
    let host = windows_version(host);
    if host == (0, 0, 0) || image.is_empty() {
        return true;
    }
    let image = windows_version(image);
    if (host.0, host.1) != (image.0, image.1) {
        return false;
    }
    let [first, ..] = STABLE;
    if host.2 < first {
        return host.2 == image.2;
    }
    let oldest = STABLE.into_iter().rev().find(|stable| host.2 > *stable).unwrap_or(first);
    (oldest..=host.2).contains(&image.2)
}

/// Major, minor and build; zeros for what is no version.
fn windows_version(text: &str) -> (u8, u8, u16) {
    let mut parts = text.split('.');
    let mut next = || parts.next().unwrap_or_default();
    let (major, minor, build) = (next().parse(), next().parse(), next().parse());
    match (major, minor, build) {
        (Ok(major), Ok(minor), Ok(build)) => (major, minor, build),
        _ => (0, 0, 0),
    }
}
