//! What is installed: `/lib/apk/db/installed` (a letter and a colon a line, an empty line after each package) and
//! `/etc/apk/world` (what was asked for).

use super::super::packages::{self, read_text};
use super::OFFER;
use crate::shell::Process;
use crate::vfs::{Errno, Files};

const DATABASE: &str = "/lib/apk/db/installed";
const WORLD: &str = "/etc/apk/world";

/// An installed package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installed {
    pub name: String,
    pub version: String,
    /// Bytes.
    pub size: u64,
    pub needs: Vec<String>,
    pub files: Vec<String>,
}

/// All installed packages, in the order in which they were installed.
pub fn read(process: &mut Process<'_>) -> Vec<Installed> {
    let text = read_text(process.system.files(), DATABASE);
    let mut all: Vec<Installed> = Vec::new();
    let mut folder = String::new();
    for line in text.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        if key == "P" {
            all.push(Installed { name: value.into(), ..Installed::default() });
            folder.clear();
            continue;
        }
        let Some(last) = all.last_mut() else { continue };
        match key {
            "V" => last.version = value.into(),
            "I" => last.size = value.parse().unwrap_or(0),
            "D" => last.needs = value.split_whitespace().map(str::to_string).collect(),
            "F" => folder = value.into(),
            "R" => last.files.push(format!("/{folder}/{value}").replace("//", "/")),
            _ => {}
        }
    }
    for own in OFFER.system() {
        if !all.iter().any(|installed| installed.name == *own) {
            all.push(Installed { name: own.clone(), ..Installed::default() });
        }
    }
    for installed in &mut all {
        if let Some((_, form)) = OFFER.find(&installed.name).filter(|_| installed.version.is_empty()) {
            installed.version = form.version.clone();
            installed.size = form.size;
            installed.needs = form.needs.clone();
        }
    }
    all
}

/// Writes all installed packages.
pub fn write(files: &mut dyn Files, all: &[Installed]) -> Result<(), Errno> {
    let mut text = String::new();
    for Installed { name, version, size, needs, files } in all {
        text += &format!("P:{name}\nV:{version}\nA:x86_64\nI:{size}\n");
        if !needs.is_empty() {
            text += &format!("D:{}\n", needs.join(" "));
        }
        let mut folder = "";
        for file in files {
            let (parent, base) = file.rsplit_once('/').unwrap_or(("", file));
            if parent != folder {
                text += &format!("F:{}\n", parent.trim_start_matches('/'));
                folder = parent;
            }
            text += &format!("R:{base}\n");
        }
        text.push('\n');
    }
    packages::put(files, DATABASE, text.into(), 0o644)
}

/// What was asked for, sorted.
pub fn world(process: &mut Process<'_>) -> Vec<String> {
    let text = read_text(process.system.files(), WORLD);
    let mut names: Vec<String> = text.split_whitespace().map(str::to_string).collect();
    names.sort();
    names.dedup();
    names
}

/// Writes what was asked for.
pub fn write_world(files: &mut dyn Files, names: &[String]) -> Result<(), Errno> {
    let text: String = names.iter().map(|name| format!("{name}\n")).collect();
    packages::put(files, WORLD, text.into(), 0o644)
}

/// A name in the world without what is asked of its version.
pub fn bare(name: &str) -> &str {
    name.split(['=', '<', '>', '~', '@']).next().unwrap_or(name)
}
