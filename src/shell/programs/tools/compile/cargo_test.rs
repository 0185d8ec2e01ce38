//! `cargo test` and `cargo check`.

use super::super::packages::{put, read_text, seed};
use super::cargo_line::Line;
use super::cargo_package::{
    CRATE, Crate, FAILED, check, compile_crates, download, fail, finished, link, program, read, resolve, run_quietly,
    say, written,
};
use crate::shell::embedded::{Embedded, SourceFile};
use crate::shell::programs::Ended;
use crate::shell::programs::script::RUST_TESTS;
use crate::shell::{Process, Stream};

/// `cargo check`, `cargo clippy`: nothing is linked.
pub(super) fn checked(process: &mut Process<'_>, line: &Line) -> Ended {
    let own = read(process)?;
    own.has_binary(process, line.value("--bin"))?;
    let before = process.system.clock().now();
    let crates = resolve(process, &own, line.locked())?;
    download(process, &crates)?;
    let release = line.release();
    let profile = if release { "release" } else { "debug" };
    for (name, version, _) in &crates {
        let file = format!("{}/target/{profile}/deps/lib{}-{:016x}.rmeta", own.folder, name, seed(name, version));
        if process.system.files().stat(&file, true).is_ok() {
            continue;
        }
        say(process, "Checking", &format!("{name} v{version}"))?;
        process.system.sleep(CRATE / 4)?;
        let result = put(process.system.files(), &file, "".into(), 0o644);
        written(process, &file, result)?;
    }
    say(process, "Checking", &format!("{} v{} ({})", own.name, own.version, own.folder))?;
    process.system.sleep(CRATE / 2)?;
    for file in ["src/lib.rs", "src/main.rs"] {
        let carried = program(process, &own, file)?;
        if carried.sources.first().is_some_and(|first| first.path == file) {
            check(process, &own, &carried, true)?;
        }
    }
    finished(
        process,
        before,
        if release { "`release` profile [optimized]" } else { "`dev` profile [unoptimized + debuginfo]" },
    )?;
    Ok(0)
}

/// What is tested: its file, how it is called, how to run it again.
type Target = (String, String, String);

fn targets(process: &mut Process<'_>, own: &Crate, line: &Line) -> Vec<Target> {
    let only = |flags: &[&str]| flags.iter().any(|flag| line.has(flag) || line.value(flag).is_some());
    let chosen = only(&["--lib", "--bin", "--bins", "--test", "--tests", "--all-targets"]);
    let every = line.has("--tests") || line.has("--all-targets");
    let name = own.name.replace('-', "_");
    let mut all = Vec::new();
    for (file, flag, again) in [
        ("src/lib.rs", ["--lib", "--lib"], "--lib".to_string()),
        ("src/main.rs", ["--bin", "--bins"], format!("--bin {}", own.name)),
    ] {
        let there = process.system.files().stat(&format!("{}/{file}", own.folder), true).is_ok();
        if there && (!chosen || every || only(&flag)) {
            all.push((file.to_string(), name.clone(), again));
        }
    }
    let entries = process.system.files().read_dir(&format!("{}/tests", own.folder)).unwrap_or_default();
    for entry in entries {
        let Some(stem) = entry.name.strip_suffix(".rs") else { continue };
        if !chosen || every || line.value("--test") == Some(stem) {
            all.push((format!("tests/{}", entry.name), stem.to_string(), format!("--test {stem}")));
        }
    }
    all
}

/// `cargo test`
pub(super) fn test(process: &mut Process<'_>, line: &Line) -> Ended {
    if line.has("--doc") {
        return fail(process, "layercake does not simulate tests in documentation");
    }
    let own = read(process)?;
    own.has_binary(process, line.value("--bin"))?;
    let before = process.system.clock().now();
    let crates = resolve(process, &own, line.locked())?;
    download(process, &crates)?;
    let profile = if line.release() { "release" } else { "debug" };
    let base = format!("{}/target/{profile}", own.folder);
    let cc = compile_crates(process, &crates, &base, profile)?;
    let targets = targets(process, &own, line);
    if targets.is_empty() {
        let text = match line.value("--test") {
            Some(name) => format!("no test target named `{name}` in default-run packages"),
            None => "no targets specified in the manifest".to_string(),
        };
        return fail(process, &text);
    }
    let mut programs = Vec::new();
    let mut stamp = String::new();
    for (file, name, again) in targets {
        let mut made = program(process, &own, &file)?;
        stamp += &made.sources.iter().map(|source| source.text.as_str()).collect::<String>();
        made.sources.push(SourceFile { path: RUST_TESTS.into(), text: String::new() });
        let path = format!("{base}/deps/{name}-{:016x}", seed(&file, &own.name));
        programs.push((file, path, again, made));
    }
    let known = format!("{base}/.fingerprint/test-{}-{:016x}", own.name, seed(&stamp, &own.version));
    if process.system.files().stat(&known, true).is_err() {
        say(process, "Compiling", &format!("{} v{} ({})", own.name, own.version, own.folder))?;
        process.system.sleep(CRATE)?;
        for (file, path, _, made) in &programs {
            if file.starts_with("src/") {
                check(process, &own, made, cc)?;
            }
            link(process, None, path, made, 4_300_000 + crates.len() as u64 * 90_000)?;
        }
        let result = put(process.system.files(), &known, "".into(), 0o644);
        written(process, &known, result)?;
    }
    let kind =
        if line.release() { "`release` profile [optimized]" } else { "`test` profile [unoptimized + debuginfo]" };
    finished(process, before, kind)?;
    if line.has("--no-run") {
        for (file, path, ..) in &programs {
            say(process, "Executable", &format!("{} ({})", unit(file), path_in(&own, path)))?;
        }
        return Ok(0);
    }
    run(process, &own, line, &programs)
}

/// How a target's file is told of.
fn unit(file: &str) -> String {
    let kind = if file.starts_with("src/") { "unittests " } else { "" };
    format!("{kind}{file}")
}

/// A path in the package.
fn path_in<'p>(own: &Crate, path: &'p str) -> &'p str {
    path.strip_prefix(&own.folder).map_or(path, |rest| rest.trim_start_matches('/'))
}

fn run(process: &mut Process<'_>, own: &Crate, line: &Line, programs: &[(String, String, String, Embedded)]) -> Ended {
    let filter = line.plain.first();
    let mut failed = Vec::new();
    for (file, path, again, _) in programs {
        say(process, "Running", &format!("{} ({})", unit(file), path_in(own, path)))?;
        let mut command = vec![path.clone()];
        command.extend(filter.cloned());
        command.extend(line.rest.iter().cloned());
        if run_quietly(process, command)? == 0 {
            continue;
        }
        if !line.has("--no-fail-fast") {
            return fail(process, &format!("test failed, to rerun pass `{again}`"));
        }
        let text = format!("error: test failed, to rerun pass `{again}`\n");
        process.output.write(Stream::Err, text.as_bytes())?;
        failed.push(again);
    }
    if !failed.is_empty() {
        let all: String = failed.iter().map(|again| format!("\n    `{again}`")).collect();
        let several = if failed.len() == 1 { "1 target".to_string() } else { format!("{} targets", failed.len()) };
        return fail(process, &format!("{several} failed:{all}"));
    }
    let is_library = programs.iter().any(|(file, ..)| file == "src/lib.rs");
    let chosen = ["--lib", "--bins", "--tests", "--all-targets"].iter().any(|flag| line.has(flag))
        || ["--bin", "--test"].iter().any(|flag| line.value(flag).is_some());
    if is_library && filter.is_none() && !chosen {
        let name = own.name.replace('-', "_");
        say(process, "Doc-tests", &name)?;
        if read_text(process.system.files(), &format!("{}/src/lib.rs", own.folder)).contains("/// ```") {
            process.output.write(Stream::Err, b"layercake: src/lib.rs: tests in documentation are not simulated\n")?;
            return Ok(FAILED);
        }
        process.print("\nrunning 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n")?;
    }
    Ok(0)
}
