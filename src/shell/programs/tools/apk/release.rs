//! Which Alpine this is, and what follows from it: the tools' version, their manners, packages' versions.

use super::super::packages::{PackageForm, read_text};
use crate::shell::Process;

/// An Alpine release.
pub struct Release {
    /// `3.24`, `edge`
    pub name: String,
    /// Version of apk-tools.
    pub tools: &'static str,
    /// Whether apk-tools is at major version 3.
    pub third: bool,
}

/// The first minor release of Alpine 3 with apk-tools 3.
const FIRST_WITH_THIRD: u32 = 23;
/// The release that the file of packages describes.
const DESCRIBED: u32 = 24;

/// Reads `/etc/alpine-release`.
pub fn of(process: &mut Process<'_>) -> Release {
    let text = read_text(process.system.files(), "/etc/alpine-release");
    let mut parts = text.trim().split(['.', '_']);
    let (major, minor) = (parts.next().unwrap_or_default(), parts.next().and_then(|part| part.parse::<u32>().ok()));
    let minor = minor.filter(|_| major == "3").unwrap_or(DESCRIBED);
    let tools = match minor {
        0..=18 => "2.14.0",
        19 => "2.14.4",
        20..=21 => "2.14.6",
        22 => "2.14.9",
        23 => "3.0.3",
        _ => "3.0.6",
    };
    Release { name: format!("3.{minor}"), tools, third: minor >= FIRST_WITH_THIRD }
}

impl Release {
    /// The version that a package has in this release.
    pub fn version<'a>(&self, form: &'a PackageForm) -> &'a str {
        form.releases.get(&self.name).unwrap_or(&form.version)
    }

    /// An amount of bytes as the tools write it.
    pub fn size(&self, bytes: u64) -> String {
        if !self.third {
            return format!("{} MiB", bytes >> 20);
        }
        let kib = bytes >> 10;
        if kib < 10_000 {
            return format!("{kib} KiB");
        }
        let tenths = bytes.saturating_mul(10) >> 20;
        format!("{}.{} MiB", tenths / 10, tenths % 10)
    }
}
