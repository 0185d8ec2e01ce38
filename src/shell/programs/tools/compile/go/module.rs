//! `go.mod`: what a module is called, and which others it needs.

use std::collections::BTreeMap;

use crate::shell::Process;
use crate::shell::programs::Bail;
use crate::shell::programs::tools::packages::{self, Offer, put, read_text};

use super::place::{fail, version};

static OFFER: Offer = Offer::of("go.toml");

/// The modules that a go.mod names, with their versions.
pub type Requires = BTreeMap<String, String>;

/// A module: its `go.mod`.
#[derive(Clone, Debug, Default)]
pub struct Module {
    pub name: String,
    pub folder: String,
    pub requires: Requires,
    /// What the `go` line asks for.
    pub go: String,
}

impl Module {
    /// The directory below its own that an import means, if it is one of its packages.
    pub fn inside<'i>(&self, import: &'i str) -> Option<&'i str> {
        let rest = import.strip_prefix(self.name.as_str())?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    }
}

/// A module of the file of packages: its version, bytes and needs.
pub fn known(path: &str) -> Option<&'static packages::PackageForm> {
    OFFER.find(path).map(|(_, form)| form)
}

/// The module around the working directory.
pub fn read(process: &mut Process<'_>) -> Result<Module, Bail> {
    let Some(module) = read_or_none(process) else {
        return fail(
            process,
            "go: go.mod file not found in current directory or any parent directory; see 'go help modules'",
        );
    };
    let own = version(process);
    let local = process.environment.get("GOTOOLCHAIN").is_some_and(|value| value.starts_with("local"));
    if packages::version::compare(&module.go, &own).is_gt() {
        let text = format!(
            "go: go.mod requires go >= {} (running go {own}; GOTOOLCHAIN={})",
            module.go,
            if local { "local" } else { "auto" }
        );
        return fail(process, &text);
    }
    Ok(module)
}

/// The same, if there is one.
pub fn read_or_none(process: &mut Process<'_>) -> Option<Module> {
    let mut folder = process.directory.clone();
    let files = process.system.files();
    loop {
        let path = format!("{}/go.mod", folder.trim_end_matches('/'));
        if files.stat(&path, true).is_ok() {
            return Some(parse(&read_text(files, &path), &folder));
        }
        if folder == "/" {
            return None;
        }
        folder = packages::parent(&folder).to_string();
    }
}

fn parse(text: &str, folder: &str) -> Module {
    let mut module = Module { folder: folder.into(), ..Module::default() };
    let mut inside = false;
    for line in text.lines().map(|line| line.split("//").next().unwrap_or(line).trim()) {
        let mut row = |line: &str| {
            let mut words = line.split_whitespace();
            if let (Some(path), Some(version)) = (words.next(), words.next()) {
                module.requires.insert(path.into(), version.into());
            }
        };
        match line {
            _ if line.starts_with("require (") => inside = true,
            _ if inside && line.starts_with(')') => inside = false,
            _ if inside => row(line),
            _ if line.starts_with("require ") => row(line.trim_start_matches("require ")),
            _ if line.starts_with("module ") => {
                module.name = line.trim_start_matches("module ").trim_matches('"').to_string()
            }
            _ if line.starts_with("go ") => module.go = line.trim_start_matches("go ").to_string(),
            _ => {}
        }
    }
    module
}

/// Writes a module's `go.mod`.
pub fn write(process: &mut Process<'_>, module: &Module) -> Result<(), Bail> {
    let mut text = format!("module {}\n\ngo {}\n", module.name, module.go);
    if !module.requires.is_empty() {
        let rows: String = module.requires.iter().map(|(path, version)| format!("\t{path} {version}\n")).collect();
        text += &format!("\nrequire (\n{rows})\n");
    }
    let path = format!("{}/go.mod", module.folder.trim_end_matches('/'));
    match put(process.system.files(), &path, text.into(), 0o644) {
        Ok(()) => Ok(()),
        Err(errno) => fail(process, &format!("go: updating go.mod: open {path}: {}", errno.to_string().to_lowercase())),
    }
}
