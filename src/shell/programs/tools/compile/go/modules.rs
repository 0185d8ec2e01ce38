//! `go mod`, `go get`, `go install NAME@VERSION`: the modules that a program is built from.

use crate::content::{Filler, Rope};
use crate::shell::elf;
use crate::shell::programs::tools::packages::{self, make_dirs, put, read_text, seed};
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stream};

use super::module::{self, Module, Requires, known};
use super::place::{self, PROXY, fail};
use super::source::{self, Package};

/// Bytes of a module that the file of packages does not have.
const UNKNOWN: u64 = 600_000;
/// Modules that one command downloads.
const MOST_MODULES: usize = 2_000;

/// Writes the sums of all modules.
fn write_sums(process: &mut Process<'_>, module: &Module) -> Result<(), Bail> {
    let line = |path: &str, version: &str| {
        let hash = format!("{:016x}{:016x}", seed(path, version), seed(version, path));
        format!("{path} {version} h1:{hash}=\n{path} {version}/go.mod h1:{hash}=\n")
    };
    let text: String = module.requires.iter().map(|(path, version)| line(path, version)).collect();
    if text.is_empty() {
        return Ok(());
    }
    let path = format!("{}/go.sum", module.folder.trim_end_matches('/'));
    match put(process.system.files(), &path, text.into(), 0o644) {
        Ok(()) => Ok(()),
        Err(errno) => fail(process, &format!("go: updating go.sum: {errno}")),
    }
}

/// `go mod …`
pub fn run(process: &mut Process<'_>, words: &[String]) -> Ended {
    match words.first().map(String::as_str) {
        Some("init") => init(process, words.get(1)),
        Some("download") => {
            let Some(module) = module::read_or_none(process) else {
                return fail(process, "go: no modules specified (see 'go help mod download')");
            };
            let module = if module.requires.is_empty() { module } else { module::read(process)? };
            if module.requires.is_empty() {
                process.output.write(Stream::Err, b"go: no module dependencies to download\n")?;
            }
            fetch(process, &module, false)?;
            Ok(0)
        }
        Some("tidy") => tidy(process),
        Some("verify") => {
            module::read(process)?;
            process.print("all modules verified\n")?;
            Ok(0)
        }
        Some("vendor") => {
            let module = module::read(process)?;
            fetch(process, &module, false)?;
            let folder = format!("{}/vendor", module.folder.trim_end_matches('/'));
            let rows: String = module
                .requires
                .iter()
                .map(|(path, version)| format!("# {path} {version}\n## explicit\n{path}\n"))
                .collect();
            match put(process.system.files(), &format!("{folder}/modules.txt"), rows.into(), 0o644) {
                Ok(()) => Ok(0),
                Err(errno) => fail(process, &format!("go: {errno}")),
            }
        }
        Some("edit") => edit(process, words.get(1..).unwrap_or_default()),
        Some("graph") => {
            let module = module::read(process)?;
            let rows = module.requires.iter().map(|(path, version)| format!("{} {path}@{version}\n", module.name));
            let rows: String = rows.collect();
            process.print(&rows)?;
            Ok(0)
        }
        Some("why") => fail(process, "go mod why: layercake does not simulate this command of go"),
        _ => {
            let text = "go mod: unknown command\nRun 'go help mod' for usage.\n";
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(2)
        }
    }
}

fn init(process: &mut Process<'_>, name: Option<&String>) -> Ended {
    let folder = process.directory.clone();
    let path = format!("{}/go.mod", folder.trim_end_matches('/'));
    if process.system.files().stat(&path, true).is_ok() {
        return fail(process, &format!("go: {path} already exists"));
    }
    let Some(name) = name else {
        return fail(
            process,
            "go: cannot determine module path for source directory (outside GOPATH, module path must be specified)\n\nExample usage:\n\t'go mod init example.com/m' to initialize a v0 or v1 module\n\t'go mod init example.com/m/v2' to initialize a v2 module\n\nRun 'go help mod init' for more information.",
        );
    };
    let version = place::version(process);
    let go = version.split('.').take(2).collect::<Vec<_>>().join(".");
    let go = if version.matches('.').count() > 1 { version.clone() } else { go };
    module::write(process, &Module { name: name.clone(), folder: folder.clone(), go, ..Module::default() })?;
    let mut text = format!("go: creating new go.mod: module {name}\n");
    let entries = process.system.files().read_dir(&folder).unwrap_or_default();
    if entries.iter().any(|entry| entry.name.ends_with(".go")) {
        text += "go: to add module requirements and sums:\n\tgo mod tidy\n";
    }
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(0)
}

/// `go mod edit -module=NAME -go=VERSION -require=NAME@VERSION -droprequire=NAME`
fn edit(process: &mut Process<'_>, words: &[String]) -> Ended {
    let mut module = module::read(process)?;
    for word in words {
        let (flag, value) = word.split_once('=').unwrap_or((word, ""));
        match (flag.trim_start_matches('-'), value.split_once('@')) {
            ("module" | "go", _) if value.is_empty() => {
                return fail(process, &format!("go: invalid {}: empty string", flag.trim_start_matches('-')));
            }
            ("module", _) => module.name = value.to_string(),
            ("go", _) if !value.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.') => {
                return fail(
                    process,
                    &format!("go: invalid -go option \"{value}\"; expecting something like \"-go {}\"", module.go),
                );
            }
            ("go", _) => module.go = value.to_string(),
            ("require", Some((path, version)))
                if path.is_empty() || version.is_empty() || value.contains(char::is_whitespace) =>
            {
                return fail(process, &format!("go: -require={value}: need path@version"));
            }
            ("require", Some((path, version))) => {
                module.requires.insert(path.into(), version.into());
            }
            ("droprequire", _) => {
                module.requires.remove(value);
            }
            _ => return fail(process, &format!("go mod edit: layercake does not simulate {word}")),
        }
    }
    module::write(process, &module)?;
    Ok(0)
}

/// Downloads the modules that are not there yet.
fn fetch(process: &mut Process<'_>, module: &Module, loud: bool) -> Result<(), Bail> {
    let cache = place::modules(process);
    let sums = read_text(process.system.files(), &format!("{}/go.sum", module.folder.trim_end_matches('/')));
    for (path, version) in module.requires.iter().take(MOST_MODULES) {
        process.system.step()?;
        let folder = format!("{cache}/{}@{version}", escaped(path));
        if process.system.files().stat(&folder, true).is_ok() {
            continue;
        }
        let form = known(path);
        // A module whose sum somebody wrote down exists.
        if form.is_none() && !sums.contains(&format!("{path} {version}")) {
            let text = format!("go: {path}@{version}: reading {}/{path}/@v/{version}.mod: 404 Not Found", PROXY);
            return fail(process, &text);
        }
        if loud {
            process.output.write(Stream::Err, format!("go: downloading {path} {version}\n").as_bytes())?;
        }
        let size = form.map_or(UNKNOWN, |form| form.size);
        packages::download(process, size / 4)?;
        let files = process.system.files();
        let base = format!("{cache}/cache/download/{}/@v/{version}", escaped(path));
        let written = put(files, &format!("{base}.zip"), filler(path, "zip", size / 4), 0o644)
            .and_then(|()| put(files, &format!("{base}.mod"), format!("module {path}\n").into(), 0o644))
            .and_then(|()| put(files, &format!("{folder}/go.mod"), format!("module {path}\n").into(), 0o444))
            .and_then(|()| put(files, &format!("{folder}/source.go"), filler(path, version, size), 0o444));
        if let Err(errno) = written {
            let text = format!("go: {path}@{version}: mkdir {cache}: {}", errno.to_string().to_lowercase());
            return fail(process, &text);
        }
    }
    Ok(())
}

fn filler(path: &str, what: &str, size: u64) -> Rope {
    Rope::filler(Filler { seed: seed(path, what), dense: 20_000 }, size)
}

/// A path in the cache: a capital is a `!` and the small letter.
fn escaped(path: &str) -> String {
    path.chars()
        .flat_map(|letter| {
            let mark = letter.is_ascii_uppercase().then_some('!');
            mark.into_iter().chain([letter.to_ascii_lowercase()])
        })
        .collect()
}

/// The module of the catalogue that an import belongs to.
fn module_of(import: &str) -> Option<String> {
    let mut path = import;
    loop {
        if known(path).is_some() {
            return Some(path.to_string());
        }
        path = path.rsplit_once('/')?.0;
    }
}

/// Whether an import is of the standard library: its first part has no dot.
fn is_standard(import: &str, module: &str) -> bool {
    !import.split('/').next().unwrap_or_default().contains('.')
        && !import.starts_with(&format!("{module}/"))
        && import != module
}

fn add(module: &mut Module, path: &str, version: &str) {
    if module.requires.contains_key(path) {
        return;
    }
    module.requires.insert(path.into(), version.into());
    let needs = known(path).map(|form| form.needs.clone()).unwrap_or_default();
    for need in needs {
        if let Some(form) = known(&need) {
            add(module, &need, &form.version);
        }
    }
}

fn tidy(process: &mut Process<'_>) -> Ended {
    let mut module = module::read(process)?;
    let mut imports: Vec<String> = Vec::new();
    for package in source::find(process, "./...").unwrap_or_default() {
        imports.extend(package.imports());
        let tests = package.tests.iter().flat_map(|test| source::imports(&test.text));
        imports.extend(tests.map(|(path, _)| path));
    }
    imports.retain(|import| !is_standard(import, &module.name) && !import.starts_with(&module.name));
    imports.sort();
    imports.dedup();
    let mut text = String::new();
    let before = module.requires.clone();
    let missing: Vec<&String> = imports.iter().filter(|import| !provides(&before, import)).collect();
    text.extend(missing.iter().map(|import| format!("go: finding module for package {import}\n")));
    process.output.write(Stream::Err, text.as_bytes())?;
    for import in missing {
        let Some(path) = module_of(import) else {
            let text =
                format!("go: {} imports\n\t{import}: cannot find module providing package {import}", module.name);
            return fail(process, &text);
        };
        let version = known(&path).map(|form| form.version.clone()).unwrap_or_default();
        process.output.write(Stream::Err, format!("go: found {import} in {path} {version}\n").as_bytes())?;
        add(&mut module, &path, &version);
    }
    fetch(process, &module, true)?;
    module::write(process, &module)?;
    write_sums(process, &module)?;
    Ok(0)
}

fn provides(requires: &Requires, import: &str) -> bool {
    requires.keys().any(|path| import == path || import.starts_with(&format!("{path}/")))
}

/// Checks that every import has its module, and downloads what a build needs.
pub fn resolve(process: &mut Process<'_>, package: &Package) -> Result<(), Bail> {
    let Some(module) = module::read_or_none(process) else {
        let foreign = package.imports().into_iter().find(|import| !is_standard(import, ""));
        return match foreign {
            None => Ok(()),
            Some(import) => {
                let (file, line, column) = source::place_of(package, &import);
                fail(
                    process,
                    &format!(
                        "{file}:{line}:{column}: no required module provides package {import}: go.mod file not found in current directory or any parent directory; see 'go help modules'"
                    ),
                )
            }
        };
    };
    let vendored = process.system.files().stat(&format!("{}/vendor/modules.txt", module.folder), true).is_ok();
    let sums = read_text(process.system.files(), &format!("{}/go.sum", module.folder.trim_end_matches('/')));
    for import in package.imports() {
        if is_standard(&import, &module.name) || import.starts_with(&module.name) {
            continue;
        }
        let (file, line, column) = source::place_of(package, &import);
        let owner =
            module.requires.iter().find(|(path, _)| import == **path || import.starts_with(&format!("{path}/")));
        match owner {
            None => {
                return fail(
                    process,
                    &format!(
                        "{file}:{line}:{column}: no required module provides package {import}; to add it:\n\tgo get {import}"
                    ),
                );
            }
            Some((path, _)) if !vendored && !sums.contains(&format!("{path} ")) => {
                return fail(
                    process,
                    &format!(
                        "{file}:{line}:{column}: missing go.sum entry for module providing package {import}; to add:\n\tgo mod download {path}"
                    ),
                );
            }
            Some(_) => {}
        }
    }
    if vendored { Ok(()) } else { fetch(process, &module, true) }
}

/// `go get NAME[@VERSION]`
pub fn get(process: &mut Process<'_>, words: &[String]) -> Ended {
    let mut module = module::read(process)?;
    for word in words.iter().filter(|word| !word.starts_with('-') && !word.starts_with('.')) {
        let (import, version) = word.split_once('@').unwrap_or((word, "latest"));
        let Some(path) = module_of(import) else {
            return fail(process, &format!("go: module {import}: reading {}/{import}/@v/list: 404 Not Found", PROXY));
        };
        let newest = known(&path).map(|form| form.version.clone()).unwrap_or_default();
        let version = if matches!(version, "latest" | "upgrade") { newest } else { version.to_string() };
        module.requires.remove(&path);
        add(&mut module, &path, &version);
        process.output.write(Stream::Err, format!("go: added {path} {version}\n").as_bytes())?;
    }
    fetch(process, &module, true)?;
    module::write(process, &module)?;
    write_sums(process, &module)?;
    Ok(0)
}

/// `go install NAME@VERSION`: a tool, into the directory of programs.
pub fn install(process: &mut Process<'_>, word: &str) -> Ended {
    let (import, version) = word.split_once('@').unwrap_or((word, "latest"));
    let Some(path) = module_of(import) else {
        return fail(
            process,
            &format!("go: {word}: module {import}: reading {}/{import}/@v/list: 404 Not Found", PROXY),
        );
    };
    let form = known(&path);
    let newest = form.map(|form| form.version.clone()).unwrap_or_default();
    let version = if version == "latest" { newest } else { version.to_string() };
    process.output.write(Stream::Err, format!("go: downloading {path} {version}\n").as_bytes())?;
    let module =
        Module { requires: [(path.clone(), version)].into(), folder: "/nonexistent".into(), ..Module::default() };
    fetch(process, &module, false)?;
    let name = import.rsplit('/').next().unwrap_or(import).to_string();
    let folder = place::bin(process);
    let files = process.system.files();
    let head: Rope = elf::stand_in(&name).into();
    let content = Rope::concat([head, filler(&path, "program", form.map_or(UNKNOWN, |form| form.size))]);
    match make_dirs(files, &folder).and_then(|()| put(files, &format!("{folder}/{name}"), content, 0o755)) {
        Ok(()) => Ok(0),
        Err(errno) => fail(process, &format!("go: mkdir {folder}: {}", errno.to_string().to_lowercase())),
    }
}
