//! Packages of Go sources: where they are, what they import, and what is wrong with them at first sight.

use std::fmt;

use crate::shell::Process;
use crate::shell::embedded::SourceFile;
use crate::shell::programs::Bail;
use crate::shell::programs::tools::compile::{system, words::balanced};
use crate::vfs::FileType;

use super::module::{self, Module, Requires};
use super::place::fail;

/// Directories of one module that are looked at.
const MOST_FOLDERS: usize = 2_000;

/// A package.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// `main`
    pub name: String,
    /// Its import path; `command-line-arguments` if files were named.
    pub import: String,
    /// Its sources, those of packages of the same module behind them.
    pub sources: Vec<SourceFile>,
    /// How many of the sources are its own.
    pub own: usize,
    /// Its files whose names end in `_test.go`.
    pub tests: Vec<SourceFile>,
    pub requires: Requires,
    /// Name of a single file that was named.
    pub file: Option<String>,
}

/// What a compiler says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { file, line, column, text } = self;
        write!(f, "./{}:{line}:{column}: {text}", file.trim_start_matches("./"))
    }
}

impl Package {
    /// The program's name: the last part of the import path, without a major version.
    pub fn program_name(&self) -> String {
        if let Some(file) = &self.file {
            let base = file.rsplit('/').next().unwrap_or(file);
            return base.trim_end_matches(".go").to_string();
        }
        let mut parts = self.import.rsplit('/');
        let last = parts.next().unwrap_or("main");
        let is_major = last.strip_prefix('v').is_some_and(|rest| rest.parse::<u32>().is_ok());
        let name = if is_major { parts.next().unwrap_or(last) } else { last };
        name.to_string()
    }

    /// The same package with its tests: those inside it, and those that look at it from outside (`package NAME_test`),
    /// and whatever both import.
    pub fn tested(&self, process: &mut Process<'_>) -> Result<(Package, Package), Bail> {
        let Some(module) = module::read_or_none(process) else { return Ok((self.clone(), Package::default())) };
        let outer = |test: &&SourceFile| package_name(&test.text) == format!("{}_test", self.name);
        let (outside, inside): (Vec<_>, Vec<_>) = self.tests.iter().partition(outer);
        let mut inner = Package { sources: self.sources[..self.own].to_vec(), ..self.clone() };
        inner.sources.extend(inside.into_iter().cloned());
        inner.own = inner.sources.len();
        bring_along(process, &module, &mut inner)?;
        let mut outer = Package { sources: outside.into_iter().cloned().collect(), ..self.clone() };
        outer.own = outer.sources.len();
        bring_along(process, &module, &mut outer)?;
        Ok((inner, outer))
    }

    /// What its sources import.
    pub fn imports(&self) -> Vec<String> {
        let mut all: Vec<String> =
            self.sources.iter().flat_map(|source| imports(&source.text)).map(|(name, _)| name).collect();
        all.sort();
        all.dedup();
        all
    }
}

/// The packages that a pattern names: `.`, `./cmd/app`, `./...`, an import path of the module.
pub fn find(process: &mut Process<'_>, pattern: &str) -> Result<Vec<Package>, Bail> {
    let module = module::read(process)?;
    let (named, all) = match pattern.strip_suffix("...") {
        Some(named) => (named.trim_end_matches('/'), true),
        None => (pattern.trim_end_matches('/'), false),
    };
    let base = match module.inside(named).filter(|_| !module.name.is_empty()) {
        Some(inner) => format!("{}/{inner}", module.folder.trim_end_matches('/')),
        None if named == "." => process.directory.clone(),
        None => process.absolute(named.trim_start_matches("./")),
    };
    let base = base.trim_end_matches('/').to_string();
    let base = if base.is_empty() { "/".to_string() } else { base };
    if process.system.files().stat(&base, true).is_err() {
        let text = format!("stat {base}: directory not found");
        return fail(
            process,
            &if pattern.starts_with('.') {
                text
            } else {
                format!("package {pattern} is not in std (/usr/local/go/src/{pattern})")
            },
        );
    }
    let mut folders = vec![base.clone()];
    let mut packages = Vec::new();
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        seen += 1;
        if seen > MOST_FOLDERS {
            break;
        }
        if all {
            let entries = process.system.files().read_dir(&folder).unwrap_or_default();
            let inner = entries.iter().rev().filter(|entry| {
                entry.stat.kind == FileType::Directory
                    && !entry.name.starts_with(['.', '_'])
                    && entry.name != "vendor"
                    && entry.name != "testdata"
            });
            folders.extend(inner.map(|entry| format!("{}/{}", folder.trim_end_matches('/'), entry.name)));
        }
        let found = in_folder(process, &module, &folder)?;
        packages.extend(found);
    }
    if packages.is_empty() && all {
        return fail(process, "go: warning: \"./...\" matched no packages\nno packages to build");
    }
    if packages.is_empty() {
        return fail(process, &format!("no Go files in {base}"));
    }
    Ok(packages)
}

/// The Go files at a path: itself, or those below it.
pub fn below(process: &mut Process<'_>, path: &str) -> Result<Vec<SourceFile>, Bail> {
    let (mut waiting, mut all, mut seen) = (vec![path.to_string()], Vec::new(), 0);
    while let Some(path) = waiting.pop() {
        seen += 1;
        let absolute = process.absolute(&path);
        let Ok(stat) = process.system.files().stat(&absolute, true) else { continue };
        if stat.kind != FileType::Directory {
            let text = system::source(process, &path)?;
            all.extend(text.map(|text| SourceFile { path, text }));
        } else if seen <= MOST_FOLDERS {
            let entries = process.system.files().read_dir(&absolute).unwrap_or_default();
            let inner = entries.into_iter().rev().filter(|entry| {
                !entry.name.starts_with('.') && (entry.stat.kind == FileType::Directory || entry.name.ends_with(".go"))
            });
            let path = path.trim_end_matches('/');
            waiting.extend(inner.map(|entry| match path {
                "." => entry.name,
                path => format!("{path}/{}", entry.name),
            }));
        }
    }
    Ok(all)
}

/// The sources of one directory as a package, with those of the module's packages that it imports.
fn in_folder(process: &mut Process<'_>, module: &Module, folder: &str) -> Result<Option<Package>, Bail> {
    let entries = process.system.files().read_dir(folder).unwrap_or_default();
    let go: Vec<String> = entries.into_iter().map(|entry| entry.name).filter(|name| name.ends_with(".go")).collect();
    let (mut sources, mut tests) = (Vec::new(), Vec::new());
    for name in &go {
        let path = format!("{}/{name}", folder.trim_end_matches('/'));
        let Some(text) = system::source(process, &path)? else { continue };
        if text.starts_with("//go:build ignore") {
            continue;
        }
        let kind = if name.ends_with("_test.go") { &mut tests } else { &mut sources };
        kind.push(SourceFile { path: shown(process, &path), text });
    }
    let Some(first) = sources.first().or(tests.first()) else { return Ok(None) };
    let name = package_name(&first.text);
    let inner = folder.strip_prefix(&module.folder).unwrap_or_default().trim_start_matches('/');
    let import = if inner.is_empty() { module.name.clone() } else { format!("{}/{inner}", module.name) };
    let own = sources.len();
    let mut package = Package { name, import, sources, own, tests, requires: module.requires.clone(), file: None };
    bring_along(process, module, &mut package)?;
    Ok(Some(package))
}

/// Puts the sources of imported packages of the same module behind the package's own.
fn bring_along(process: &mut Process<'_>, module: &Module, package: &mut Package) -> Result<(), Bail> {
    let mut waiting = package.imports();
    let mut done: Vec<String> = vec![package.import.clone()];
    while let Some(import) = waiting.pop() {
        let Some(inner) = module.inside(&import) else { continue };
        if done.contains(&import) || done.len() > MOST_FOLDERS {
            continue;
        }
        let folder = format!("{}/{inner}", module.folder.trim_end_matches('/'));
        let folder = folder.trim_end_matches('/');
        let entries = process.system.files().read_dir(folder).unwrap_or_default();
        let mut any = false;
        for name in entries
            .into_iter()
            .map(|entry| entry.name)
            .filter(|name| name.ends_with(".go") && !name.ends_with("_test.go"))
        {
            let path = format!("{folder}/{name}");
            if let Some(text) = system::source(process, &path)? {
                waiting.extend(imports(&text).into_iter().map(|(name, _)| name));
                package.sources.push(SourceFile { path: shown(process, &path), text });
                any = true;
            }
        }
        if !any {
            let (file, line, column) = place_of(package, &import);
            let text = format!("{file}:{line}:{column}: package {import} is not in std (/usr/local/go/src/{import})");
            let missing = format!(
                "{file}:{line}:{column}: no required module provides package {import}; to add it:\n\tgo get {import}"
            );
            return fail(process, if module.name.contains('.') { &missing } else { &text });
        }
        done.push(import);
    }
    Ok(())
}

/// A package of files that were named.
pub fn files(process: &mut Process<'_>, names: &[String]) -> Result<Package, Bail> {
    let module = module::read_or_none(process);
    let mut sources = Vec::new();
    for name in names {
        match system::source(process, name)? {
            Some(text) => sources.push(SourceFile { path: name.clone(), text }),
            None => {
                return fail(
                    process,
                    &format!("no required module provides package {name}; to add it:\n\tgo get {name}"),
                );
            }
        }
    }
    let own = sources.len();
    let name = sources.first().map(|source| package_name(&source.text)).unwrap_or_default();
    let requires = module.as_ref().map(|module| module.requires.clone()).unwrap_or_default();
    let import = "command-line-arguments".to_string();
    let file = names.first().cloned();
    let mut package = Package { name, import, sources, own, tests: Vec::new(), requires, file };
    if let Some(module) = module {
        bring_along(process, &module, &mut package)?;
    }
    Ok(package)
}

/// A path as the compiler shows it: from the working directory on.
fn shown(process: &Process<'_>, path: &str) -> String {
    let base = format!("{}/", process.directory.trim_end_matches('/'));
    path.strip_prefix(&base).unwrap_or(path).to_string()
}

fn package_name(text: &str) -> String {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("package "));
    line.and_then(|rest| rest.split_whitespace().next()).unwrap_or_default().to_string()
}

/// The import paths of a source, with the names under which they are used.
pub fn imports(text: &str) -> Vec<(String, Option<String>)> {
    let mut all = Vec::new();
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("import (") {
            inside = true;
        } else if inside && line.starts_with(')') {
            inside = false;
        } else if let Some(rest) = line.strip_prefix("import ").or(inside.then_some(line)) {
            let Some((alias, rest)) = rest.split_once('"') else { continue };
            let Some(path) = rest.split('"').next() else { continue };
            let alias = Some(alias.trim()).filter(|alias| !alias.is_empty() && !alias.starts_with("//"));
            all.push((path.to_string(), alias.map(str::to_string)));
        } else if line.starts_with("func ") {
            break;
        }
    }
    all
}

/// Where an import stands: file, line, column.
pub fn place_of(package: &Package, import: &str) -> (String, usize, usize) {
    let quoted = format!("\"{import}\"");
    for source in &package.sources {
        for (number, line) in source.text.lines().enumerate() {
            if let Some(at) = line.find(&quoted) {
                return (source.path.clone(), number + 1, at + 1);
            }
        }
    }
    (package.sources.first().map(|source| source.path.clone()).unwrap_or_default(), 1, 1)
}

/// What is wrong at first sight: brackets, imports that nothing uses, variables that nothing uses.
pub fn problems(package: &Package) -> Vec<Problem> {
    let mut all = Vec::new();
    for source in package.sources.iter().take(package.own) {
        let file = source.path.clone();
        if !balanced(&source.text) {
            let line = source.text.lines().count().max(1);
            let text = "syntax error: unexpected EOF, expecting }".to_string();
            all.push(Problem { file, line, column: 1, text });
            continue;
        }
        for (import, alias) in imports(&source.text) {
            if alias.as_deref().is_some_and(|alias| alias == "_" || alias == ".") || import == "C" {
                continue;
            }
            let last =
                import.rsplit('/').find(|part| part.strip_prefix('v').is_none_or(|rest| rest.parse::<u32>().is_err()));
            let name = alias.clone().unwrap_or_else(|| last.unwrap_or(&import).to_string());
            // What a package of somebody else is called is not known for sure.
            let sure = alias.is_some() || !import.contains('.');
            let used = source.text.contains(&format!("{name}."));
            if sure && !used {
                let (file, line, column) = place_of(package, &import);
                let text = match &alias {
                    Some(alias) => format!("\"{import}\" imported as {alias} and not used"),
                    None => format!("\"{import}\" imported and not used"),
                };
                all.push(Problem { file, line, column, text });
            }
        }
        all.extend(unused_variables(source));
    }
    all.sort_by_key(|problem| (problem.file.clone(), problem.line));
    all
}

/// `x := …` where `x` stands nowhere else in the file.
fn unused_variables(source: &SourceFile) -> Vec<Problem> {
    let mut all = Vec::new();
    for (number, line) in source.text.lines().enumerate() {
        let trimmed = line.trim();
        let Some((names, _)) = trimmed.split_once(":=") else { continue };
        let single = names.trim();
        if single.is_empty() || single == "_" || !single.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        {
            continue;
        }
        let count = source
            .text
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .filter(|word| *word == single)
            .count();
        if count == 1 {
            let column = line.find(single).unwrap_or(0) + 1;
            let text = format!("declared and not used: {single}");
            all.push(Problem { file: source.path.clone(), line: number + 1, column, text });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_and_what_is_not_used() {
        let text = "package main\n\nimport (\n\t\"fmt\"\n\tlog \"os\"\n\t_ \"embed\"\n)\n\nfunc main() {\n\tx := 1\n\tfmt.Println()\n}\n";
        let names: Vec<String> = imports(text).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["fmt", "os", "embed"]);
        let sources = vec![SourceFile { path: "main.go".into(), text: text.into() }];
        let package = Package { name: "main".into(), import: "app".into(), sources, own: 1, ..Package::default() };
        let said: Vec<String> = problems(&package).iter().map(Problem::to_string).collect();
        assert_eq!(
            said,
            ["./main.go:5:6: \"os\" imported as log and not used", "./main.go:10:2: declared and not used: x"]
        );
    }
}
