//! A package of cargo's: its manifest, the crates that come along, the sources that its program carries, and the program.

use std::collections::BTreeSet;

use super::super::packages::version::choose;
use super::super::packages::{self, Offer, PackageForm, put, read_text, seed};
use super::system::{self, Linked};
use super::words::{balanced, outside_texts};
use crate::content::{Filler, Rope};
use crate::shell::embedded::{Embedded, Language, SourceFile};
use crate::shell::programs::machine::xargs::spawn;
use crate::shell::programs::script::RUST_MANIFEST;
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stream};
use crate::vfs::FileType;

pub(super) static OFFER: Offer = Offer::of("cargo.toml");

/// Exit code of cargo's own errors.
pub(super) const FAILED: i32 = 101;

/// Variable by which cargo is quiet (The Cargo Book, configuration, `term.quiet`).
pub(super) const QUIET: &str = "CARGO_TERM_QUIET";

/// Nanoseconds that compiling a crate takes.
pub(super) const CRATE: i64 = 1_100_000_000;

/// Crates of one build.
const MOST_CRATES: usize = 1_000;

/// A crate that is compiled along: its name, version and description.
pub(super) type Needed = (String, String, &'static PackageForm);

/// Source files of one crate.
const MOST_FILES: usize = 500;

/// Folders inside each other that are looked through.
const MOST_FOLDERS: usize = 8;

/// A line with cargo's green word in its column.
pub(super) fn say(process: &mut Process<'_>, word: &str, text: &str) -> Result<(), Bail> {
    if process.environment.get(QUIET).is_some_and(|quiet| quiet == "true") {
        return Ok(());
    }
    process.output.write(Stream::Err, format!("{word:>12} {text}\n").as_bytes())?;
    Ok(())
}

/// Runs a program, which does not see that cargo is quiet.
pub(super) fn run_quietly(process: &mut Process<'_>, command: Vec<String>) -> Ended {
    let quiet = process.environment.get(QUIET).cloned();
    process.environment.remove(QUIET);
    let mut stdin = std::mem::take(&mut process.stdin);
    let status = spawn(process, command, &mut stdin);
    process.stdin = stdin;
    if let Some(quiet) = quiet {
        process.environment.insert(QUIET.into(), quiet);
    }
    status
}

/// Compiles the crates that come along, those that are not there yet; gives whether there is a linker, which they want
/// already (for build scripts).
pub(super) fn compile_crates(
    process: &mut Process<'_>,
    crates: &[Needed],
    base: &str,
    profile: &str,
) -> Result<bool, Bail> {
    let cc = system::has_program(process, "cc") || system::has_program(process, "gcc");
    for (name, version, form) in crates {
        let file = format!("{base}/deps/lib{}-{:016x}.rlib", name.replace('-', "_"), seed(name, version));
        if process.system.files().stat(&file, true).is_ok() {
            continue;
        }
        say(process, "Compiling", &format!("{name} v{version}"))?;
        if !cc {
            return no_linker(process, name);
        }
        process.system.sleep(CRATE)?;
        let content = Rope::filler(Filler { seed: seed(name, profile), dense: 28_000 }, form.size * 3);
        let result = put(process.system.files(), &file, content, 0o644);
        written(process, &file, result)?;
    }
    Ok(cc)
}

pub(super) fn fail<T>(process: &mut Process<'_>, text: &str) -> Result<T, Bail> {
    process.output.write(Stream::Err, format!("error: {text}\n").as_bytes())?;
    Err(Bail::Status(FAILED))
}

/// A crate of one's own.
pub(super) struct Crate {
    pub(super) folder: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) needs: Vec<(String, String)>,
}

impl Crate {
    /// There is such a program, and it is the one that is simulated: that of `src/main.rs`.
    pub(super) fn has_binary(&self, process: &mut Process<'_>, name: Option<&str>) -> Result<(), Bail> {
        let Some(name) = name.filter(|name| *name != self.name) else { return Ok(()) };
        let folder = format!("{}/src/bin", self.folder);
        let files = process.system.files();
        let other = [format!("{folder}/{name}.rs"), format!("{folder}/{name}/main.rs")];
        if other.iter().any(|path| files.stat(path, true).is_ok()) {
            return fail(process, &format!("layercake does not simulate other programs of a package: src/bin/{name}"));
        }
        let known = if files.stat(&format!("{}/src/main.rs", self.folder), true).is_ok() {
            format!("\n\nhelp: available bin targets:\n    {}", self.name)
        } else {
            String::new()
        };
        fail(process, &format!("no bin target named `{name}` in default-run packages{known}"))
    }
}

/// The package that is worked on: that of the folder, or of one above it.
pub(super) fn read(process: &mut Process<'_>) -> Result<Crate, Bail> {
    let mut folder = process.directory.trim_end_matches('/').to_string();
    let files = process.system.files();
    while files.stat(&format!("{folder}/Cargo.toml"), true).is_err() {
        if folder.is_empty() {
            let shown = process.directory.clone();
            return fail(process, &format!("could not find `Cargo.toml` in `{shown}` or any parent directory"));
        }
        folder = folder.rsplit_once('/').map_or(String::new(), |(above, _)| above.to_string());
    }
    let text = read_text(files, &format!("{folder}/Cargo.toml"));
    let table = match text.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            return fail(
                process,
                &format!("failed to parse manifest at `{folder}/Cargo.toml`\n\nCaused by:\n  {}", error.message()),
            );
        }
    };
    let field = |name: &str| {
        table.get("package").and_then(|package| package.get(name)).and_then(toml::Value::as_str).map(str::to_string)
    };
    let needs =
        table.get("dependencies").and_then(toml::Value::as_table).into_iter().flatten().filter_map(|(name, value)| {
            let range = value.as_str().or_else(|| value.get("version").and_then(toml::Value::as_str));
            let path = value.get("path").is_some() || value.get("git").is_some();
            (!path).then(|| (name.clone(), range.unwrap_or("*").to_string()))
        });
    let needs = needs.collect();
    let Some(name) = field("name") else {
        return fail(
            process,
            &format!(
                "failed to parse manifest at `{folder}/Cargo.toml`\n\nCaused by:\n  this virtual manifest specifies no package"
            ),
        );
    };
    let version = field("version").unwrap_or_else(|| "0.0.0".into());
    Ok(Crate { folder, name, version, needs })
}

/// All crates that come along, those that others need first; writes the lock.
pub(super) fn resolve(process: &mut Process<'_>, own: &Crate, locked: bool) -> Result<Vec<Needed>, Bail> {
    let lock = format!("{}/Cargo.lock", own.folder);
    let text = read_text(process.system.files(), &lock);
    let mut all: Vec<Needed> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut stack: Vec<(String, String, bool)> =
        own.needs.iter().rev().map(|(name, range)| (name.clone(), range.clone(), false)).collect();
    while let Some((name, range, ready)) = stack.pop() {
        let Some((name, form)) = OFFER.find(&name) else {
            let text = format!(
                "no matching package named `{name}` found\nlocation searched: crates index\nrequired by package `{} v{} ({})`",
                own.name, own.version, own.folder
            );
            return fail(process, &text);
        };
        let range = if range.starts_with(|letter: char| letter.is_ascii_digit()) { format!("^{range}") } else { range };
        let Some(version) = choose(&form.version, &form.versions, &range, packages::version::satisfies_npm) else {
            let text = format!(
                "failed to select a version for the requirement `{name} = \"{range}\"`\ncandidate versions found which didn't match: {}\nlocation searched: crates index\nrequired by package `{} v{} ({})`",
                form.version, own.name, own.version, own.folder
            );
            return fail(process, &text);
        };
        if ready {
            all.push((name.to_string(), version, form));
            continue;
        }
        if !seen.insert(name.to_string()) || seen.len() > MOST_CRATES {
            continue;
        }
        stack.push((name.to_string(), range, true));
        stack.extend(form.needs.iter().rev().map(|need| (need.clone(), "*".to_string(), false)));
    }
    if text.is_empty() {
        if locked {
            return fail(
                process,
                &format!(
                    "cannot create the lock file {lock} because --locked was passed to prevent this\nIf you want to try to generate the lock file without accessing the network, remove the --locked flag and use --offline instead."
                ),
            );
        }
        if !all.is_empty() {
            say(process, "Updating", "crates index")?;
            let count = all.len();
            let plural = if count == 1 { "package" } else { "packages" };
            say(
                process,
                "Locking",
                &format!("{count} {plural} to latest compatible version{}", if count == 1 { "" } else { "s" }),
            )?;
        }
        let mut rows: Vec<(String, String)> =
            all.iter().map(|(name, version, _)| (name.clone(), version.clone())).collect();
        rows.push((own.name.clone(), own.version.clone()));
        rows.sort();
        let rows: String = rows
            .iter()
            .map(|(name, version)| format!("\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n"))
            .collect();
        let text = format!(
            "# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 4\n{rows}"
        );
        if let Err(errno) = put(process.system.files(), &lock, text.into(), 0o644) {
            return fail(process, &format!("failed to write `{lock}`\n\nCaused by:\n  {errno}"));
        }
    }
    Ok(all)
}

/// Fetches what is not in the registry's cache yet.
pub(super) fn download(process: &mut Process<'_>, crates: &[Needed]) -> Result<(), Bail> {
    let home = process
        .environment
        .get("CARGO_HOME")
        .cloned()
        .or_else(|| process.environment.get("HOME").map(|home| format!("{home}/.cargo")));
    let home = home.unwrap_or_else(|| "/usr/local/cargo".into());
    let mut first = true;
    for (name, version, form) in crates {
        process.system.step()?;
        let file = format!("{home}/registry/cache/index-crates/{name}-{version}.crate");
        if process.system.files().stat(&file, true).is_ok() {
            continue;
        }
        if first {
            say(process, "Downloading", "crates ...")?;
            first = false;
        }
        packages::download(process, form.size / 4)?;
        say(process, "Downloaded", &format!("{name} v{version}"))?;
        let content = |what: &str, size: u64| Rope::filler(Filler { seed: seed(name, what), dense: 30_000 }, size);
        let files = process.system.files();
        let source = format!("{home}/registry/src/index-crates/{name}-{version}/src/lib.rs");
        let written = put(files, &file, content("crate", form.size / 4), 0o644)
            .and_then(|()| put(files, &source, content("source", form.size), 0o644));
        if let Err(errno) = written {
            return fail(
                process,
                &format!(
                    "failed to download `{name} v{version}`\n\nCaused by:\n  failed to create directory `{home}/registry`\n\nCaused by:\n  {errno} (os error {})",
                    errno.number()
                ),
            );
        }
    }
    Ok(())
}

pub(super) fn written(
    process: &mut Process<'_>,
    path: &str,
    result: Result<(), crate::vfs::Errno>,
) -> Result<(), Bail> {
    match result {
        Ok(()) => Ok(()),
        Err(errno) => {
            fail(process, &format!("failed to write `{path}`\n\nCaused by:\n  {errno} (os error {})", errno.number()))
        }
    }
}

pub(super) fn no_linker<T>(process: &mut Process<'_>, name: &str) -> Result<T, Bail> {
    let text = format!(
        "error: linker `cc` not found\n  |\n  = note: No such file or directory (os error 2)\n\nerror: could not compile `{name}` (build script) due to 1 previous error\n"
    );
    process.output.write(Stream::Err, text.as_bytes())?;
    Err(Bail::Status(FAILED))
}

/// What is wrong at first sight with a program's sources, of which the first begins it.
pub(super) fn check(process: &mut Process<'_>, own: &Crate, program: &Embedded, cc: bool) -> Result<(), Bail> {
    let name = &own.name;
    let Some(first) = program.sources.first() else { return Ok(()) };
    let is_library = first.path.ends_with("lib.rs");
    let mut problems = Vec::new();
    // Only files that are declared as modules are read.
    let (mut reached, mut at) = (vec![first], 0);
    while let Some(file) = reached.get(at).copied() {
        at += 1;
        process.system.step()?;
        if !balanced(&file.text) {
            let lines = file.text.lines().count().max(1);
            problems.push((format!("this file contains an unclosed delimiter\n --> {}:{lines}:1", file.path), ""));
        }
        for module in modules(&file.text) {
            let paths = module.paths(&file.path, at == 1);
            let found = program.sources.iter().find(|source| paths.contains(&source.path));
            match found {
                Some(found) if !reached.iter().any(|known| known.path == found.path) => reached.push(found),
                Some(_) => {}
                None if module.attributed => {}
                None => problems.push((module.lacking(&file.path, &paths), "E0583")),
            }
        }
    }
    if problems.is_empty() && !is_library && !first.text.is_empty() && !first.text.contains("fn main(") {
        let lines = first.text.lines().count().max(1);
        let text = format!(
            "`main` function not found in crate `{name}`\n --> {0}:{lines}:1\n  |\n  = note: consider adding a `main` function to `{0}`",
            first.path
        );
        problems.push((text, "E0601"));
    }
    let kind = if is_library { "(lib)".to_string() } else { format!("(bin \"{name}\")") };
    let count = problems.len();
    let ends = if count == 1 { "1 previous error".to_string() } else { format!("{count} previous errors") };
    let mut text = String::new();
    for (problem, code) in &problems {
        let code = if code.is_empty() { String::new() } else { format!("[{code}]") };
        text += &format!("error{code}: {problem}\n\n");
    }
    if let Some((_, code)) = problems.iter().find(|(_, code)| !code.is_empty()) {
        text += &format!("For more information about this error, try `rustc --explain {code}`.\n");
    }
    if problems.is_empty() && !cc && !is_library {
        text += "error: linker `cc` not found\n  |\n  = note: No such file or directory (os error 2)\n\n";
    }
    if text.is_empty() {
        return Ok(());
    }
    let ends = if count == 0 { "1 previous error".to_string() } else { ends };
    text += &format!("error: could not compile `{name}` {kind} due to {ends}\n");
    process.output.write(Stream::Err, text.as_bytes())?;
    Err(Bail::Status(FAILED))
}

/// `mod name;`
struct Declared<'t> {
    line: usize,
    text: &'t str,
    name: &'t str,
    /// Whether an attribute stands before it, which may name another file, or leave it out.
    attributed: bool,
}

impl Declared<'_> {
    /// Where its file may be, if it is declared in this one (The Rust Reference, "Module source filenames").
    fn paths(&self, file: &str, is_root: bool) -> [String; 2] {
        let (folder, own) = file.rsplit_once('/').unwrap_or(("", file));
        let own = own.trim_end_matches(".rs");
        let folder = match (is_root || own == "mod", folder) {
            (true, "") => String::new(),
            (true, folder) => format!("{folder}/"),
            (false, "") => format!("{own}/"),
            (false, folder) => format!("{folder}/{own}/"),
        };
        [format!("{folder}{}.rs", self.name), format!("{folder}{}/mod.rs", self.name)]
    }

    fn lacking(&self, file: &str, [own, folder]: &[String; 2]) -> String {
        let Declared { line, text, name, .. } = self;
        let margin = " ".repeat(line.to_string().len());
        let marks = "^".repeat(text.chars().count());
        format!(
            "file not found for module `{name}`\n{margin}--> {file}:{line}:1\n{margin} |\n{line} | {text}\n{margin} | {marks}\n{margin} |\n{margin} = help: to create the module `{name}`, create file \"{own}\" or \"{folder}\"\n{margin} = note: if there is a `mod {name}` elsewhere in the crate already, import it with `use crate::...` instead"
        )
    }
}

/// The modules that a file declares at its outermost level and that are files of their own.
fn modules(text: &str) -> Vec<Declared<'_>> {
    let mut all = Vec::new();
    let mut before = "";
    for (number, (line, is_code)) in text.lines().zip(outside_texts(text)).enumerate() {
        let above = std::mem::replace(&mut before, line);
        let bare = match line.strip_prefix("pub") {
            Some(rest) if rest.starts_with('(') => rest.split_once(')').map_or("", |(_, rest)| rest),
            Some(rest) => rest,
            None => line,
        };
        let name = bare.trim_start().strip_prefix("mod ").and_then(|rest| rest.split_once(';')).map(|(name, _)| name);
        let Some(name) =
            name.map(str::trim).filter(|name| is_code && !name.contains(|c: char| !(c.is_alphanumeric() || c == '_')))
        else {
            continue;
        };
        let end = line.find(';').map_or(line.len(), |end| end + 1);
        let attributed = above.trim_start().starts_with("#[");
        all.push(Declared { line: number + 1, text: &line[..end], name, attributed });
    }
    all
}

pub(super) fn link(
    process: &mut Process<'_>,
    target: Option<&str>,
    path: &str,
    program: &Embedded,
    size: u64,
) -> Result<(), Bail> {
    let musl_here = system::musl(process.system.files());
    let musl = target.map_or(musl_here, |target| target.contains("musl"));
    let machine = if target.is_some_and(|target| target.starts_with("aarch64")) { 0xb7 } else { system::X86_64 };
    // Rust links musl statically.
    let needs = (!musl).then(|| vec!["libgcc_s.so.1".to_string(), "libc.so.6".to_string()]);
    let linked = Linked { needs, program, size, machine };
    let result = linked.write(process.system.files(), path);
    written(process, path, result)
}

/// Rust's files below a folder, by their paths in the package.
fn gather(
    process: &mut Process<'_>,
    root: &str,
    folder: &str,
    depth: usize,
    into: &mut Vec<SourceFile>,
) -> Result<(), Bail> {
    if depth > MOST_FOLDERS {
        return Ok(());
    }
    let entries = process.system.files().read_dir(&format!("{root}/{folder}")).unwrap_or_default();
    for entry in entries {
        process.system.step()?;
        let path = format!("{folder}/{}", entry.name);
        let kind = process.system.files().stat(&format!("{root}/{path}"), true).map(|stat| stat.kind);
        if kind == Ok(FileType::Directory) {
            gather(process, root, &path, depth + 1, into)?;
        } else if path.ends_with(".rs") && into.len() < MOST_FILES {
            let text = system::source(process, &format!("{root}/{path}"))?.unwrap_or_default();
            into.push(SourceFile { path, text });
        }
    }
    Ok(())
}

/// A program that begins with a file of a package's: its sources, the file first.
pub(super) fn program(process: &mut Process<'_>, own: &Crate, first: &str) -> Result<Embedded, Bail> {
    let mut sources = Vec::new();
    gather(process, &own.folder, "src", 0, &mut sources)?;
    if let Some(folder) = first.split('/').next().filter(|folder| *folder != "src") {
        gather(process, &own.folder, folder, 0, &mut sources)?;
    }
    sources.sort_by_key(|file| (file.path != first, file.path.clone()));
    let manifest = format!("[package]\nname = \"{}\"\nversion = \"{}\"\n", own.name, own.version);
    sources.push(SourceFile { path: RUST_MANIFEST.into(), text: manifest });
    Ok(Embedded { language: Language::Rust, sources })
}

/// The program of a lone file, with the modules that it declares.
pub(super) fn lone(process: &mut Process<'_>, file: &str, text: &str) -> Result<Embedded, Bail> {
    let mut sources = vec![SourceFile { path: file.into(), text: text.into() }];
    let mut at = 0;
    while let Some(SourceFile { path, text }) = sources.get(at).cloned() {
        at += 1;
        for module in modules(&text) {
            process.system.step()?;
            for path in module.paths(&path, at == 1) {
                if sources.len() < MOST_FILES
                    && !sources.iter().any(|known| known.path == path)
                    && let Some(text) = system::source(process, &path)?
                {
                    sources.push(SourceFile { path, text });
                }
            }
        }
    }
    Ok(Embedded { language: Language::Rust, sources })
}

/// The last line of what compiles.
pub(super) fn finished(process: &mut Process<'_>, before: crate::clock::Timestamp, kind: &str) -> Result<(), Bail> {
    let nanos = process.system.clock().now().since(before).max(0);
    let time = format!("{}.{:02}s", nanos / 1_000_000_000, nanos / 10_000_000 % 100);
    say(process, "Finished", &format!("{kind} target(s) in {time}"))
}
