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

/// Writes a module's `go.mod`: what was in it and is no matter of these stays (`replace`, `exclude`, remarks).
pub fn write(process: &mut Process<'_>, module: &Module) -> Result<(), Bail> {
    let path = format!("{}/go.mod", module.folder.trim_end_matches('/'));
    let text = rewritten(&read_text(process.system.files(), &path), module);
    match put(process.system.files(), &path, text.into(), 0o644) {
        Ok(()) => Ok(()),
        Err(errno) => fail(process, &format!("go: updating go.mod: open {path}: {}", errno.to_string().to_lowercase())),
    }
}

/// A `go.mod` as it was, with a module's name, version and requirements.
fn rewritten(before: &str, module: &Module) -> String {
    let mut missing = module.requires.clone();
    let mut lines: Vec<String> = Vec::new();
    // Where a new requirement goes: the end of the first block.
    let (mut place, mut block) = (None, None);
    let (mut named, mut has_go) = (false, false);
    for line in before.lines() {
        let code = line.split("//").next().unwrap_or(line).trim();
        let row = match block {
            Some(_) if code.starts_with(')') => None,
            Some("require") => Some(code),
            Some(_) => None,
            None => code.strip_prefix("require ").filter(|rest| !rest.starts_with('(')),
        };
        if let Some(path) = row.and_then(|row| row.split_whitespace().next()) {
            if let Some(version) = module.requires.get(path) {
                let old = row.and_then(|row| row.split_whitespace().nth(1)).unwrap_or_default();
                lines.push(line.replacen(&format!("{path} {old}"), &format!("{path} {version}"), 1));
                missing.remove(path);
            }
            continue;
        }
        match (block, code) {
            (Some(kind), _) if code.starts_with(')') => {
                if kind == "require" && place.is_none() {
                    place = Some(lines.len());
                }
                block = None;
            }
            (None, _) if code.ends_with('(') => block = code.split_whitespace().next(),
            (None, _) if code.starts_with("module ") => {
                lines.push(format!("module {}", module.name));
                named = true;
                continue;
            }
            (None, _) if code.starts_with("go ") => {
                lines.push(format!("go {}", module.go));
                has_go = true;
                continue;
            }
            _ => {}
        }
        lines.push(line.to_string());
    }
    if !named {
        lines.insert(0, format!("module {}", module.name));
        place = place.map(|place| place + 1);
    }
    if !has_go {
        lines.extend([String::new(), format!("go {}", module.go)]);
    }
    let rows = missing.iter().map(|(path, version)| format!("\t{path} {version}"));
    match place {
        Some(place) => drop(lines.splice(place..place, rows.collect::<Vec<_>>())),
        None if missing.is_empty() => {}
        None => {
            lines.extend([String::new(), "require (".to_string()]);
            lines.extend(rows);
            lines.push(")".to_string());
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_go_mod_says_besides_stays() {
        let before = "module app\n\ngo 1.24\n\n// why\nrequire (\n\ta.org/a v1.0.0 // indirect\n\tb.org/b v1.1.0\n)\n\nreplace a.org/a => ../a\n\nrequire c.org/c v1.0.0\n";
        let mut module = parse(before, "/");
        assert_eq!(rewritten(before, &module), before);
        module.requires.remove("b.org/b");
        module.requires.insert("a.org/a".into(), "v1.2.0".into());
        module.requires.insert("d.org/d".into(), "v0.1.0".into());
        assert_eq!(
            rewritten(before, &module),
            "module app\n\ngo 1.24\n\n// why\nrequire (\n\ta.org/a v1.2.0 // indirect\n\td.org/d v0.1.0\n)\n\nreplace a.org/a => ../a\n\nrequire c.org/c v1.0.0\n"
        );
        let module = Module { name: "x".into(), go: "1.24".into(), ..Module::default() };
        assert_eq!(rewritten("", &module), "module x\n\ngo 1.24\n");
    }
}
