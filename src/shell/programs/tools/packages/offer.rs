//! [`Offer`]: the packages of one distribution or ecosystem, read when they are first asked for.

use std::sync::OnceLock;

use super::form::{OfferForm, PackageForm, SetForm};

/// Path and text of each file of `fixtures/packages` (`build.rs` lists them).
static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/package_files.rs"));

/// What is on offer.
pub struct Offer {
    file: &'static str,
    form: OnceLock<OfferForm>,
}

impl Offer {
    /// The offer in `FILE`, a name in `fixtures/packages`.
    pub const fn of(file: &'static str) -> Self {
        Offer { file, form: OnceLock::new() }
    }

    /// A file that is not what it should be is empty here; a test reads every file and names what is wrong.
    fn form(&self) -> &OfferForm {
        self.form.get_or_init(|| read(self.file).unwrap_or_default())
    }

    /// The package of this name, or that this name stands for: the name it has, and what it is.
    pub fn find(&self, name: &str) -> Option<(&str, &PackageForm)> {
        let form = self.form();
        let found = form.packages.get_key_value(name);
        let found = found.or_else(|| form.packages.get_key_value(form.aliases.get(name)?));
        found.map(|(name, package)| (name.as_str(), package))
    }

    /// The same for ecosystems in which case, `-`, `_` and `.` make no difference.
    pub fn find_loosely(&self, name: &str) -> Option<(&str, &PackageForm)> {
        let wanted = loose(name);
        let mut all = self.form().packages.iter();
        all.find(|(name, _)| loose(name) == wanted).map(|(name, package)| (name.as_str(), package))
    }

    /// The packages that every image has from the start.
    pub fn system(&self) -> &[String] {
        &self.form().installed
    }

    /// What a package brings beside its programs.
    pub fn sets(&self, form: &PackageForm) -> Vec<&SetForm> {
        form.brings.iter().filter_map(|name| self.form().sets.get(name)).collect()
    }

    /// All packages by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &PackageForm)> {
        self.form().packages.iter().map(|(name, package)| (name.as_str(), package))
    }
}

/// A name as PEP 503 compares it.
pub fn loose(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}

fn read(file: &str) -> Result<OfferForm, String> {
    let text = FILES.iter().find(|(name, _)| *name == file).map(|(_, text)| *text).ok_or("there is no such file")?;
    toml::from_str(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads_and_every_need_is_on_offer() {
        for (file, _) in FILES {
            let form = read(file).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(!form.manager.is_empty(), "{file}: manager");
            let names: std::collections::BTreeSet<String> = form.packages.keys().map(|name| loose(name)).collect();
            for (name, package) in &form.packages {
                assert!(!package.version.is_empty(), "{file}: {name}: version");
                for set in &package.brings {
                    assert!(form.sets.contains_key(set), "{file}: {name} brings {set}, which is not there");
                }
                let more =
                    package.older.values().chain(package.extras.values()).chain(package.needs_in.values()).flatten();
                for need in package.needs.iter().chain(&package.recommends).chain(more) {
                    let bare = super::super::version::Asked::of(need, &form.manager).name;
                    assert!(names.contains(&loose(&bare)), "{file}: {name} needs {need}, which is not there");
                }
            }
            for name in &form.installed {
                assert!(form.packages.contains_key(name), "{file}: installed {name} is not there");
            }
        }
    }
}
