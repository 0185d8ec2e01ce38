//! The files in which packages are described: their keys. `fixtures/packages/README.md` explains them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::version::{Asked, compare};

/// One file: what a distribution or an ecosystem has on offer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfferForm {
    /// The program that installs them (`apk`, `apt`, `pip`, …), for readers of the file.
    pub manager: String,
    /// Packages that every image of the distribution has from the start.
    pub installed: Vec<String>,
    /// Names that stand for a package.
    #[serde(rename = "virtual")]
    pub aliases: BTreeMap<String, String>,
    /// The packages by name.
    pub packages: BTreeMap<String, PackageForm>,
    /// What packages bring beside their programs, where it is more than a line: by a name.
    pub sets: BTreeMap<String, SetForm>,
}

/// Settings, places and accounts that come with a package.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SetForm {
    /// Text files by path; what stands in `/etc` already stays as it is.
    pub files: BTreeMap<String, String>,
    /// Directories by path, with what is said of them: `""`, `"0750"`, `"0750 redis"`.
    pub dirs: BTreeMap<String, String>,
    /// Symbolic links: path to target.
    pub links: BTreeMap<String, String>,
    /// The same of files that are not as usual: `"0440"`, `"0640 redis"`.
    pub modes: BTreeMap<String, String>,
    /// Accounts of the system: `NAME:what it is:HOME:SHELL`, each with a group of its name.
    pub users: Vec<String>,
    /// The directory of the world's time zones.
    pub zones: Option<String>,
}

/// A package.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PackageForm {
    /// The newest version.
    pub version: String,
    /// Older versions that are on offer, too, oldest first.
    pub versions: Vec<String>,
    /// The version in other releases of the distribution, by the release's name.
    pub releases: BTreeMap<String, String>,
    /// The only releases that have it; empty: all.
    pub only: Vec<String>,
    /// Bytes when installed.
    pub size: u64,
    /// Bytes of the archive; 0: a third of `size`.
    pub download: u64,
    /// The same archive for every architecture.
    pub any: bool,
    /// Packages that come with it; for pip and npm with the versions that it asks for.
    pub needs: Vec<String>,
    /// What versions before the one named need (pip, npm).
    pub older: BTreeMap<String, Vec<String>>,
    /// What it needs for each of its extras (`uvicorn[standard]`).
    pub extras: BTreeMap<String, Vec<String>>,
    /// What it needs in other releases of the distribution, by the release's name.
    pub needs_in: BTreeMap<String, Vec<String>>,
    /// Packages that come with it unless one says otherwise.
    pub recommends: Vec<String>,
    /// Programs: `NAME` or a path, and `=PROGRAM` where the userland calls it otherwise.
    pub programs: Vec<String>,
    /// Shared libraries, by file name.
    pub libraries: Vec<String>,
    /// Text files by path.
    pub files: BTreeMap<String, String>,
    /// Symbolic links: path to target.
    pub links: BTreeMap<String, String>,
    /// Sets of the file that come with it, too.
    pub brings: Vec<String>,
    /// Programs in the language itself: name to what they call.
    pub scripts: BTreeMap<String, String>,
    /// Names under which the language imports it; absent: its own.
    pub modules: Vec<String>,
    /// Lines that are printed when it is set up.
    pub says: Vec<String>,
    /// Something of it runs when everything is installed.
    pub trigger: bool,
    /// It has machine code, so its archive is for one architecture.
    pub binary: bool,
    /// There is an archive with machine code for musl.
    #[serde(default = "yes")]
    pub musl: bool,
    /// Only its source is on offer: it is compiled when it is installed.
    pub source: bool,
    /// The program that its build asks first.
    pub asks: String,
    /// The library that it is linked against.
    pub library: String,
    /// Its authors look for money.
    pub funding: bool,
    /// What is said against it.
    pub deprecated: String,
    /// One line on what it is.
    pub about: String,
}

impl PackageForm {
    /// Whether a release of the distribution has it.
    pub fn is_in(&self, release: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == release)
    }

    /// What a version needs: as the newest one, or as the file says of versions before some other; else the same
    /// packages in any version, because what the newest asks for did not exist then.
    pub fn needs_of(&self, version: &str, manager: &str) -> Vec<String> {
        if version == self.version {
            return self.needs.clone();
        }
        let older = self.older.iter().filter(|(before, _)| compare(version, before).is_lt());
        match older.min_by(|(one, _), (other, _)| compare(one, other)) {
            Some((_, needs)) => needs.clone(),
            None => self.needs.iter().map(|need| Asked::of(need, manager).name).collect(),
        }
    }
}

fn yes() -> bool {
    true
}
