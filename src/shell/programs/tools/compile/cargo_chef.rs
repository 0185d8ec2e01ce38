//! `cargo chef`: a recipe of what a package needs, and its cooking before the sources come (cargo-chef's `recipe.rs`,
//! `skeleton`). So a layer holds the dependencies as long as the manifest stays the same.

use serde_json::{Value, json};

use super::super::packages::{put, read_text};
use super::cargo_package::{fail, read, written};
use crate::shell::programs::Ended;
use crate::shell::{Process, Stream};
use crate::vfs::Errno;

/// The recipe's name, if none is given.
const RECIPE: &str = "recipe.json";
/// The version that a recipe has for the package itself, so that a new one changes no layer.
const VERSION: &str = "0.0.1";
const FAILED: i32 = 1;

/// Does what the words behind `chef` say; `build` compiles the package in the working directory, told these words.
pub(super) fn chef(
    process: &mut Process<'_>,
    words: &[String],
    build: impl FnOnce(&mut Process<'_>, &[String]) -> Ended,
) -> Ended {
    let home = process.environment.get("CARGO_HOME").cloned().unwrap_or_else(|| "/usr/local/cargo".into());
    if process.system.files().stat(&format!("{home}/bin/cargo-chef"), true).is_err() {
        return fail(
            process,
            "no such command: `chef`\n\nhelp: view all installed commands with `cargo --list`\nhelp: find a package to install `chef` with \
             `cargo search cargo-chef`",
        );
    }
    let (recipe, rest) = recipe(words.get(1..).unwrap_or_default());
    match words.first().map(String::as_str) {
        Some("prepare") => prepare(process, &recipe),
        Some("cook") => cook(process, &recipe, &rest, build),
        _ => {
            let text = "Usage: cargo chef <COMMAND>\n\nCommands:\n  prepare  Write a recipe of what the package needs\n  cook     Compile what a \
                        recipe needs\n";
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(2)
        }
    }
}

/// `--recipe-path`, and the other words.
fn recipe(words: &[String]) -> (String, Vec<String>) {
    let (mut recipe, mut rest) = (RECIPE.to_string(), Vec::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.strip_prefix("--recipe-path=") {
            Some(path) => recipe = path.into(),
            None if word == "--recipe-path" => recipe = words.next().cloned().unwrap_or(recipe),
            None => rest.push(word.clone()),
        }
    }
    (recipe, rest)
}

fn prepare(process: &mut Process<'_>, recipe: &str) -> Ended {
    let own = read(process)?;
    let files = process.system.files();
    let manifest = read_text(files, &format!("{}/Cargo.toml", own.folder));
    if manifest.lines().any(|line| line.trim() == "[workspace]") {
        let text = "layercake: cargo chef: a workspace is not simulated\n";
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(FAILED);
    }
    let lock = read_text(files, &format!("{}/Cargo.lock", own.folder));
    let mut targets = Vec::new();
    for (path, kind, name) in
        [("src/main.rs", "Bin", own.name.clone()), ("src/lib.rs", "Lib", own.name.replace('-', "_"))]
    {
        if files.stat(&format!("{}/{path}", own.folder), true).is_ok() {
            targets.push(json!({ "path": path, "kind": { kind: { "is_proc_macro": false } }, "name": name }));
        }
    }
    let manifest = json!({
        "relative_path": "Cargo.toml",
        "contents": without_version(&manifest, &own.version),
        "targets": targets,
    });
    let lock = match lock.as_str() {
        "" => Value::Null,
        lock => {
            let named = format!("name = \"{}\"\nversion = \"{}\"", own.name, own.version);
            lock.replace(&named, &format!("name = \"{}\"\nversion = \"{VERSION}\"", own.name)).into()
        }
    };
    let skeleton =
        json!({ "manifests": [manifest], "config_file": null, "lock_file": lock, "rust_toolchain_file": null });
    let path = process.absolute(recipe);
    let result = put(process.system.files(), &path, json!({ "skeleton": skeleton }).to_string().into(), 0o644);
    written(process, &path, result)?;
    Ok(0)
}

/// The manifest with another version of the package.
fn without_version(manifest: &str, version: &str) -> String {
    let own = format!("version = \"{version}\"");
    manifest.replacen(&own, &format!("version = \"{VERSION}\""), 1)
}

fn cook(
    process: &mut Process<'_>,
    recipe: &str,
    words: &[String],
    build: impl FnOnce(&mut Process<'_>, &[String]) -> Ended,
) -> Ended {
    let path = process.absolute(recipe);
    let read: Option<Value> = match process.system.files().read(&path) {
        Ok(content) => serde_json::from_slice(&content.to_bytes()).ok(),
        Err(errno) => {
            let (why, number) = (errno, errno.number());
            let text = format!("Error: failed to open file `{recipe}`\n\nCaused by:\n    {why} (os error {number})\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(FAILED);
        }
    };
    let Some(skeleton) = read.as_ref().and_then(|recipe| recipe.get("skeleton")) else {
        process.output.write(Stream::Err, b"Error: Failed to deserialize the recipe.\n")?;
        return Ok(FAILED);
    };
    let directory = process.directory.clone();
    if let Err((path, errno)) = lay_out(process, &directory, skeleton) {
        written(process, &path, Err(errno))?;
    }
    build(process, words)
}

/// Writes the manifests, and sources with nothing in them.
fn lay_out(process: &mut Process<'_>, directory: &str, skeleton: &Value) -> Result<(), (String, Errno)> {
    let files = process.system.files();
    let mut write = |path: &str, text: &str| {
        let path = format!("{}/{path}", directory.trim_end_matches('/'));
        put(files, &path, text.to_string().into(), 0o644).map_err(|errno| (path, errno))
    };
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
    let list = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let lock = text(skeleton, "lock_file");
    if !lock.is_empty() {
        write("Cargo.lock", &lock)?;
    }
    for manifest in list(skeleton, "manifests") {
        write("Cargo.toml", &text(&manifest, "contents"))?;
        for target in list(&manifest, "targets") {
            let is_program = target.get("kind").is_some_and(|kind| kind.get("Bin").is_some());
            write(&text(&target, "path"), if is_program { "fn main() {}" } else { "" })?;
        }
    }
    Ok(())
}
