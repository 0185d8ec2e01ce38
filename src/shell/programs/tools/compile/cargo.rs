//! `cargo`: crates, the target directory, and programs that are linked by `cc`.

use super::super::packages::{put, read_text, seed};
use super::cargo_chef;
use super::cargo_line::Line;
use super::cargo_package::{
    CRATE, FAILED, OFFER, QUIET, check, compile_crates, download, fail, finished, link, program as sources, read,
    resolve, run_quietly, say, written,
};
use super::cargo_test::{checked, test};
use super::system;
use crate::shell::elf;
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Process, Stream};

pub(in super::super) static CARGO: Applet = Applet {
    names: &["cargo"],
    about: "Rust's package manager",
    usage: "new | init | build | run | check | test | add | install | fetch | clean | --version",
    run,
};

/// The toolchain's version.
pub(super) fn version(process: &Process<'_>) -> String {
    process.environment.get("RUST_VERSION").cloned().unwrap_or_else(|| "1.98.0".into())
}

fn run(process: &mut Process<'_>) -> Ended {
    let words: Vec<String> = process.arguments.iter().skip(1).filter(|word| !word.starts_with('+')).cloned().collect();
    let rest = words.get(1..).unwrap_or_default();
    let plain: Vec<String> = rest.iter().filter(|word| !word.starts_with('-')).cloned().collect();
    match words.first().map(String::as_str) {
        Some("--version" | "-V" | "version") => {
            let version = version(process);
            process.print(&format!("cargo {version} (a6c604d1b 2026-08-01)\n"))?;
            Ok(0)
        }
        Some(verb @ ("new" | "init")) => create(process, verb, plain.first().map(String::as_str), rest),
        Some("build" | "b") => compiling(process, "build", rest, |process, line| build(process, line).map(|_| 0)),
        Some("check" | "c") => compiling(process, "check", rest, checked),
        Some("clippy") => compiling(process, "clippy", rest, checked),
        Some("test" | "t") => compiling(process, "test", rest, test),
        Some("run" | "r") => compiling(process, "run", rest, |process, line| {
            let program = build(process, line)?;
            let shown: Vec<&str> =
                [shown(process, &program)].into_iter().chain(line.rest.iter().map(String::as_str)).collect();
            say(process, "Running", &format!("`{}`", shown.join(" ")))?;
            let command = [program.clone()].into_iter().chain(line.rest.iter().cloned()).collect();
            run_quietly(process, command)
        }),
        Some("fetch" | "vendor" | "generate-lockfile" | "update") => {
            let own = read(process)?;
            let crates = resolve(process, &own, false)?;
            download(process, &crates)?;
            Ok(0)
        }
        Some("add") => add(process, &plain),
        Some("install") => compiling(process, "install", rest, install),
        Some("clean") => {
            let own = read(process)?;
            let path = format!("{}/target", own.folder);
            super::super::npm::remove_all(process.system.files(), &path)
                .map_or_else(|errno| fail(process, &format!("failed to remove {path}: {errno}")), |()| Ok(0))
        }
        Some("chef") => cargo_chef::chef(process, rest, |process, words| {
            compiling(process, "build", words, |process, line| {
                // What is compiled of nothing is not kept.
                let program = build(process, line)?;
                _ = process.system.files().remove_file(&program);
                Ok(0)
            })
        }),
        Some("fmt" | "doc" | "tree" | "metadata" | "login" | "publish" | "watch" | "search") => {
            let text = format!("cargo {}: the sandbox does not simulate this command of cargo\n", words[0]);
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(FAILED)
        }
        None | Some("help" | "--help" | "-h") => {
            process.print("Rust's package manager\n\nUsage: cargo [+toolchain] [OPTIONS] [COMMAND]\n\nCommands:\n    build, check, clean, new, init, add, run, test, install\n")?;
            Ok(0)
        }
        Some(other) => fail(
            process,
            &format!("no such command: `{other}`\n\nhelp: view all installed commands with `cargo --list`"),
        ),
    }
}

/// Does a command that compiles, with what it is told.
fn compiling(
    process: &mut Process<'_>,
    verb: &str,
    words: &[String],
    act: impl FnOnce(&mut Process<'_>, &Line) -> Ended,
) -> Ended {
    let line = Line::read(process, verb, words)?;
    let before = process.environment.clone();
    if line.has("--quiet") {
        process.environment.insert(QUIET.into(), "true".into());
    }
    let ended = act(process, &line);
    process.environment = before;
    ended
}

/// `cargo new NAME`, `cargo init`
fn create(process: &mut Process<'_>, verb: &str, name: Option<&str>, words: &[String]) -> Ended {
    let folder = match (verb, name) {
        ("new", None) => {
            return fail(
                process,
                "the following required arguments were not provided:\n  <PATH>\n\nUsage: cargo new <PATH>\n\nFor more information, try '--help'.",
            );
        }
        (_, Some(name)) => process.absolute(name),
        (_, None) => process.directory.clone(),
    };
    if verb == "new" && process.system.files().stat(&folder, true).is_ok() {
        return fail(
            process,
            &format!("destination `{folder}` already exists\n\nhelp: use `cargo init` to initialize the directory"),
        );
    }
    let given = words.iter().position(|word| word == "--name").and_then(|at| words.get(at + 1)).cloned();
    let name = given.unwrap_or_else(|| folder.rsplit('/').next().unwrap_or("app").to_string());
    let library = words.iter().any(|word| word == "--lib");
    let manifest = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n");
    let (file, source) = match library {
        true => ("src/lib.rs", "pub fn add(left: u64, right: u64) -> u64 {\n    left + right\n}\n"),
        false => ("src/main.rs", "fn main() {\n    println!(\"Hello, world!\");\n}\n"),
    };
    let files = process.system.files();
    let mut written = put(files, &format!("{folder}/Cargo.toml"), manifest.into(), 0o644);
    if files.stat(&format!("{folder}/{file}"), true).is_err() {
        written = written.and_then(|()| put(files, &format!("{folder}/{file}"), source.into(), 0o644));
    }
    written = written.and_then(|()| put(files, &format!("{folder}/.gitignore"), "/target\n".into(), 0o644));
    if let Err(errno) = written {
        return fail(process, &format!("Failed to create package `{name}` at `{folder}`\n\nCaused by:\n  {errno}"));
    }
    let kind = if library { "library" } else { "binary (application)" };
    say(process, "Creating", &format!("{kind} `{name}` package"))?;
    process.output.write(Stream::Err, b"note: see more `Cargo.toml` keys and their definitions at https://doc.rust-lang.org/cargo/reference/manifest.html\n")?;
    Ok(0)
}

/// `cargo build`: gives the program's path.
fn build(process: &mut Process<'_>, line: &Line) -> Result<String, Bail> {
    let (release, target) = (line.release(), line.value("--target"));
    let own = read(process)?;
    own.has_binary(process, line.value("--bin"))?;
    let main = format!("{}/src/main.rs", own.folder);
    let library = format!("{}/src/lib.rs", own.folder);
    let text = system::source(process, &main)?;
    if text.is_none() && process.system.files().stat(&library, true).is_err() {
        return fail(
            process,
            &format!(
                "failed to parse manifest at `{}/Cargo.toml`\n\nCaused by:\n  no targets specified in the manifest\n  either src/lib.rs, src/main.rs, a [lib] section, or [[bin]] section must be present",
                own.folder
            ),
        );
    }
    let before = process.system.clock().now();
    let crates = resolve(process, &own, line.locked())?;
    download(process, &crates)?;
    let profile = if release { "release" } else { "debug" };
    let base = match target {
        Some(target) => format!("{}/target/{target}/{profile}", own.folder),
        None => format!("{}/target/{profile}", own.folder),
    };
    let cc = compile_crates(process, &crates, &base, profile)?;
    let program = format!("{base}/{}", own.name);
    let text = text.unwrap_or_default();
    let carried = sources(process, &own, "src/main.rs")?;
    let whole: String = carried.sources.iter().map(|file| file.text.as_str()).collect();
    let stamp = format!("{base}/.fingerprint/{}-{:016x}", own.name, seed(&whole, &own.version));
    if process.system.files().stat(&stamp, true).is_err() {
        say(process, "Compiling", &format!("{} v{} ({})", own.name, own.version, own.folder))?;
        process.system.sleep(CRATE)?;
        check(process, &own, &carried, cc)?;
        if !text.is_empty() {
            let plain = if release { 430_000 } else { 4_100_000 };
            link(process, target, &program, &carried, plain + crates.len() as u64 * 90_000)?;
        }
        let result = put(process.system.files(), &stamp, "".into(), 0o644);
        written(process, &stamp, result)?;
    }
    let kind = if release { "`release` profile [optimized]" } else { "`dev` profile [unoptimized + debuginfo]" };
    finished(process, before, kind)?;
    Ok(program)
}

fn shown<'p>(process: &Process<'_>, path: &'p str) -> &'p str {
    let base = format!("{}/", process.directory.trim_end_matches('/'));
    path.strip_prefix(&base).unwrap_or(path)
}

/// `cargo add NAME`
fn add(process: &mut Process<'_>, names: &[String]) -> Ended {
    let own = read(process)?;
    let path = format!("{}/Cargo.toml", own.folder);
    let mut text = read_text(process.system.files(), &path);
    say(process, "Updating", "crates index")?;
    for name in names {
        let (name, _) = name.split_once('@').unwrap_or((name, ""));
        let Some((name, form)) = OFFER.find(name) else {
            return fail(process, &format!("the crate `{name}` could not be found in registry index."));
        };
        say(process, "Adding", &format!("{name} v{} to dependencies", form.version))?;
        let row = format!("{name} = \"{}\"\n", form.version);
        text = match text.split_once("[dependencies]\n") {
            Some((before, after)) => format!("{before}[dependencies]\n{row}{after}"),
            None => format!("{text}\n[dependencies]\n{row}"),
        };
    }
    let result = put(process.system.files(), &path, text.into(), 0o644);
    written(process, &path, result)?;
    Ok(0)
}

/// `cargo install NAME`, `cargo install --path .`
fn install(process: &mut Process<'_>, line: &Line) -> Ended {
    let home = process.environment.get("CARGO_HOME").cloned().unwrap_or_else(|| "/usr/local/cargo".into());
    let root = line.value("--root").map(|root| process.absolute(root));
    let bin = format!("{}/bin", root.unwrap_or(home));
    if line.value("--git").is_some() {
        return fail(process, "layercake does not simulate repositories of git: there is no network");
    }
    if let Some(folder) = line.value("--path") {
        process.directory = process.absolute(folder).trim_end_matches("/.").to_string();
        let own = read(process)?;
        say(process, "Installing", &format!("{} v{} ({})", own.name, own.version, own.folder))?;
        let words = if line.has("--debug") { Vec::new() } else { vec!["--release".to_string()] };
        let release = Line::read(process, "build", &words)?;
        let program = build(process, &release)?;
        let content = process.system.files().read(&program).unwrap_or_default();
        let path = format!("{bin}/{}", own.name);
        let result = put(process.system.files(), &path, content, 0o755);
        written(process, &path, result)?;
        say(process, "Installing", &path)?;
        say(
            process,
            "Installed",
            &format!("package `{} v{} ({})` (executable `{0}`)", own.name, own.version, own.folder),
        )?;
        return Ok(0);
    }
    if line.plain.is_empty() {
        return fail(
            process,
            "must specify a crate to install from crates.io, or use --path or --git to specify alternate source",
        );
    }
    for name in &line.plain {
        say(process, "Updating", "crates index")?;
        let (name, _) = name.split_once('@').unwrap_or((name, ""));
        let Some((name, form)) = OFFER.find(name) else {
            return fail(process, &format!("could not find `{name}` in registry with version `*`"));
        };
        say(process, "Installing", &format!("{name} v{}", form.version))?;
        process.system.sleep(CRATE * 20)?;
        let path = format!("{bin}/{name}");
        let result = put(process.system.files(), &path, elf::stand_in(name).into(), 0o755);
        written(process, &path, result)?;
        say(process, "Installed", &format!("package `{name} v{}` (executable `{name}`)", form.version))?;
    }
    Ok(0)
}
