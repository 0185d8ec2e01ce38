//! Which system this is (`/etc/os-release`), what its tools are called, and what apt says everywhere.

use super::super::packages::{PackageForm, read_text};
use super::{FAILED, Line};
use crate::shell::programs::Ended;
use crate::shell::{Process, Stream};

/// A Debian or Ubuntu.
pub struct System {
    /// `debian`, `ubuntu`
    pub name: String,
    /// `trixie`, `noble`
    pub release: String,
    /// Version of apt.
    pub apt: &'static str,
    /// Version of dpkg.
    pub dpkg: &'static str,
}

/// The release that the file of packages describes.
const DESCRIBED: &str = "trixie";

/// Reads `/etc/os-release`.
pub fn of(process: &mut Process<'_>) -> System {
    let text = read_text(process.system.files(), "/etc/os-release");
    let field = |name: &str, usual: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.map_or_else(|| usual.to_string(), |value| value.trim_matches('"').to_string())
    };
    let (name, release) = (field("ID", "debian"), field("VERSION_CODENAME", DESCRIBED));
    let (apt, dpkg) = match release.as_str() {
        "buster" => ("1.8.2.3", "1.19.8"),
        "bullseye" => ("2.2.4", "1.20.13"),
        "bookworm" => ("2.6.1", "1.21.22"),
        "bionic" => ("1.6.17", "1.19.0.5"),
        "focal" => ("2.0.11", "1.19.7"),
        "jammy" => ("2.4.14", "1.21.1"),
        "noble" => ("2.8.3", "1.22.6"),
        "resolute" | "stonking" => ("3.1.14", "1.23.3"),
        "sid" | "forky" => ("3.1.16", "1.23.5"),
        _ => ("3.0.3", "1.22.22"),
    };
    System { name, release, apt, dpkg }
}

impl System {
    /// The version that a package has in this release: another one stands in the file, or follows the distribution's
    /// way of spelling the same upstream version.
    pub fn version(&self, form: &PackageForm) -> String {
        if let Some(version) = form.releases.get(&self.release) {
            return version.clone();
        }
        let version = form.version.split("+deb").next().unwrap_or(&form.version);
        match self.name.as_str() {
            _ if self.release == DESCRIBED => form.version.clone(),
            "ubuntu" => {
                let plain = version.split("+b").next().unwrap_or(version);
                format!("{plain}ubuntu1")
            }
            _ => version.to_string(),
        }
    }

    /// The suite and component in an address: `trixie/main`.
    pub fn suite(&self) -> String {
        format!("http://archive.example/{} {}/main", self.name, self.release)
    }

    /// Whether `apt` has the columns and colours of version 3.
    pub fn third(&self) -> bool {
        self.apt.starts_with('3')
    }
}

/// `E: text`, and the exit code.
pub fn failed(process: &mut Process<'_>, text: &str) -> Ended {
    process.output.write(Stream::Err, format!("E: {text}\n").as_bytes())?;
    Ok(FAILED)
}

/// The three lines before every answer.
pub fn reading(process: &mut Process<'_>, line: &Line) -> Ended {
    if line.quiet < 2 {
        process.print("Reading package lists...\nBuilding dependency tree...\n")?;
        process.print("Reading state information...\n")?;
    }
    process.system.sleep(350_000_000)?;
    Ok(0)
}

/// Refuses whoever is not root.
pub fn is_root(process: &mut Process<'_>) -> Result<bool, crate::shell::Stop> {
    if process.system.files().identity().uid == 0 {
        return Ok(true);
    }
    let text = "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\n\
                E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n";
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(false)
}
