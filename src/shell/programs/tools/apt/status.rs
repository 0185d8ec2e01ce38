//! What is installed: `/var/lib/dpkg/status`, and the list of each package's files in `/var/lib/dpkg/info`.

use super::super::packages::{self, make_dirs, read_text};
use super::OFFER;
use super::system::System;
use crate::shell::Process;
use crate::vfs::{Errno, Files};

const STATUS: &str = "/var/lib/dpkg/status";
const INFO: &str = "/var/lib/dpkg/info";
/// Packages that came by themselves.
const EXTENDED: &str = "/var/lib/apt/extended_states";

/// An installed package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    pub name: String,
    pub version: String,
    pub about: String,
    /// Whether it came because another one needs it.
    pub automatic: bool,
    /// Whether an entry stands in the status file (else it is part of every image).
    pub written: bool,
}

/// All installed packages by name.
pub fn read(process: &mut Process<'_>, system: &System) -> Vec<Installed> {
    let text = read_text(process.system.files(), STATUS);
    let extended = read_text(process.system.files(), EXTENDED);
    let automatic: Vec<&str> = extended.lines().filter_map(|line| line.strip_prefix("Package: ")).collect();
    let mut all: Vec<Installed> = Vec::new();
    for entry in text.split("\n\n") {
        let field = |name: &str| {
            entry.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or("").to_string()
        };
        let name = field("Package");
        if name.is_empty() || !field("Status").ends_with(" installed") {
            continue;
        }
        let form = OFFER.find(&name).map(|(_, form)| form);
        let version = Some(field("Version")).filter(|version| version != "0-sim");
        let version = version.or_else(|| form.map(|form| system.version(form))).unwrap_or_else(|| "1".into());
        let automatic = automatic.contains(&name.as_str());
        let about = Some(field("Description")).filter(|about| !about.is_empty());
        let about = about.or_else(|| form.map(|form| form.about.clone())).unwrap_or_default();
        all.push(Installed { name, version, about, automatic, written: true });
    }
    for name in OFFER.system() {
        if let Some((_, form)) = OFFER.find(name)
            && !all.iter().any(|installed| installed.name == *name)
        {
            let (name, version) = (name.clone(), system.version(form));
            all.push(Installed { name, version, about: form.about.clone(), automatic: false, written: false });
        }
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// What an entry says.
pub struct Entry<'a> {
    pub name: &'a str,
    pub version: &'a str,
    pub architecture: &'a str,
    /// Bytes.
    pub size: u64,
    pub needs: &'a [String],
    pub about: &'a str,
    pub automatic: bool,
}

/// Records that a package is installed, and its files.
pub fn record(files: &mut dyn Files, entries: &[(Entry<'_>, Vec<String>)]) -> Result<(), Errno> {
    let (mut text, mut extended) = (String::new(), String::new());
    make_dirs(files, INFO)?;
    for (entry, list) in entries {
        let Entry { name, version, architecture, size, needs, about, automatic } = entry;
        text += &format!(
            "Package: {name}\nStatus: install ok installed\nPriority: optional\nInstalled-Size: {}\nArchitecture: {architecture}\nVersion: {version}\n",
            size / 1024
        );
        if !needs.is_empty() {
            text += &format!("Depends: {}\n", needs.join(", "));
        }
        text += &format!("Description: {about}\n\n");
        if *automatic {
            extended += &format!("Package: {name}\nArchitecture: {architecture}\nAuto-Installed: 1\n\n");
        }
        let list: String = list.iter().map(|path| format!("{path}\n")).collect();
        packages::put(files, &format!("{INFO}/{name}.list"), list.into(), 0o644)?;
    }
    files.append(STATUS, text.into(), 0o644)?;
    if !extended.is_empty() {
        make_dirs(files, "/var/lib/apt")?;
        files.append(EXTENDED, extended.into(), 0o644)?;
    }
    Ok(())
}

/// The files of a package.
pub fn files_of(process: &mut Process<'_>, name: &str) -> Vec<String> {
    read_text(process.system.files(), &format!("{INFO}/{name}.list")).lines().map(str::to_string).collect()
}

/// How many files all packages have together, as dpkg counts them.
pub fn count_of_files(process: &mut Process<'_>) -> usize {
    /// Files of the packages that every image has.
    const FROM_THE_START: usize = 5_644;
    let files = process.system.files();
    let lists = files.read_dir(INFO).unwrap_or_default();
    let lists = lists.iter().filter(|entry| entry.name.ends_with(".list"));
    let own: usize = lists.map(|entry| read_text(files, &format!("{INFO}/{}", entry.name)).lines().count()).sum();
    FROM_THE_START + own
}

/// Forgets packages.
pub fn forget(files: &mut dyn Files, gone: &[String]) -> Result<(), Errno> {
    for path in [STATUS, EXTENDED] {
        let text = read_text(files, path);
        let kept = text.split_inclusive("\n\n").filter(|entry| {
            let name = entry.lines().find_map(|line| line.strip_prefix("Package: "));
            name.is_none_or(|name| !gone.iter().any(|gone| gone == name))
        });
        let kept: String = kept.collect();
        if kept != text {
            files.write(path, kept.into(), 0o644)?;
        }
    }
    for name in gone {
        let _ = files.remove_file(&format!("{INFO}/{name}.list"));
    }
    Ok(())
}

/// Says of packages whether they came by themselves.
pub fn mark(files: &mut dyn Files, names: &[String], automatic: bool) -> Result<(), Errno> {
    let text = read_text(files, EXTENDED);
    let others = text.split_inclusive("\n\n").filter(|entry| {
        let name = entry.lines().find_map(|line| line.strip_prefix("Package: "));
        name.is_none_or(|name| !names.iter().any(|other| other == name))
    });
    let mut text: String = others.collect();
    if automatic {
        for name in names {
            text += &format!("Package: {name}\nArchitecture: amd64\nAuto-Installed: 1\n\n");
        }
    }
    make_dirs(files, "/var/lib/apt")?;
    files.write(EXTENDED, text.into(), 0o644)
}
