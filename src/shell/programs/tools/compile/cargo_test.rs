//! `cargo test` and `cargo check`.

use super::super::packages::{put, read_text, seed};
use super::cargo_package::{
    CRATE, Crate, FAILED, check, compile_crates, download, fail, finished, link, program, read, resolve, say, written,
};
use super::system;
use crate::shell::Process;
use crate::shell::embedded::{Embedded, SourceFile};
use crate::shell::programs::Ended;
use crate::shell::programs::machine::xargs::spawn;
use crate::shell::programs::script::RUST_TESTS;

/// `cargo check`, `cargo clippy`: nothing is linked.
pub(super) fn checked(process: &mut Process<'_>, words: &[String]) -> Ended {
    let own = read(process)?;
    let before = process.system.clock().now();
    let crates = resolve(process, &own, words.iter().any(|word| word == "--locked"))?;
    download(process, &crates)?;
    let release = words.iter().any(|word| word == "--release" || word == "-r");
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
    let main = ["src/main.rs", "src/lib.rs"];
    let mut text = String::new();
    let mut file = main[1];
    for path in main.iter().rev() {
        if let Some(found) = system::source(process, &format!("{}/{path}", own.folder))? {
            (text, file) = (found, path);
        }
    }
    say(process, "Checking", &format!("{} v{} ({})", own.name, own.version, own.folder))?;
    process.system.sleep(CRATE / 2)?;
    if file == main[0] {
        check(process, &own, file, &text, true)?;
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

fn targets(process: &mut Process<'_>, own: &Crate, words: &[&str]) -> Vec<Target> {
    let named = |flag: &str| words.iter().position(|word| *word == flag).and_then(|at| words.get(at + 1).copied());
    let only = |flags: &[&str]| flags.iter().any(|flag| words.contains(flag));
    let chosen = only(&["--lib", "--bin", "--bins", "--test", "--tests"]);
    let name = own.name.replace('-', "_");
    let mut all = Vec::new();
    for (file, flag, again) in [
        ("src/lib.rs", ["--lib", "--lib"], "--lib".to_string()),
        ("src/main.rs", ["--bin", "--bins"], format!("--bin {}", own.name)),
    ] {
        let there = process.system.files().stat(&format!("{}/{file}", own.folder), true).is_ok();
        if there && (!chosen || only(&flag)) {
            all.push((file.to_string(), name.clone(), again));
        }
    }
    let entries = process.system.files().read_dir(&format!("{}/tests", own.folder)).unwrap_or_default();
    for entry in entries {
        let Some(stem) = entry.name.strip_suffix(".rs") else { continue };
        if !chosen || words.contains(&"--tests") || named("--test") == Some(stem) {
            all.push((format!("tests/{}", entry.name), stem.to_string(), format!("--test {stem}")));
        }
    }
    all
}

/// `cargo test`
pub(super) fn test(process: &mut Process<'_>, words: &[String]) -> Ended {
    let behind = words.iter().position(|word| word == "--").unwrap_or(words.len());
    let (own_words, rest) = words.split_at(behind);
    let own_words: Vec<&str> = own_words.iter().skip(1).map(String::as_str).collect();
    let own = read(process)?;
    let before = process.system.clock().now();
    let crates = resolve(process, &own, own_words.contains(&"--locked"))?;
    download(process, &crates)?;
    let base = format!("{}/target/debug", own.folder);
    let cc = compile_crates(process, &crates, &base, "debug")?;
    let targets = targets(process, &own, &own_words);
    if targets.is_empty() {
        return fail(process, "no test target found");
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
            let text = made.sources.first().map(|source| source.text.clone()).unwrap_or_default();
            if file == "src/main.rs" {
                check(process, &own, file, &text, cc)?;
            }
            link(process, None, path, made, 4_300_000 + crates.len() as u64 * 90_000)?;
        }
        let result = put(process.system.files(), &known, "".into(), 0o644);
        written(process, &known, result)?;
    }
    finished(process, before, "`test` profile [unoptimized + debuginfo]")?;
    if own_words.contains(&"--no-run") {
        return Ok(0);
    }
    run(process, &own, &own_words, rest, &programs)
}

fn run(
    process: &mut Process<'_>,
    own: &Crate,
    own_words: &[&str],
    rest: &[String],
    programs: &[(String, String, String, Embedded)],
) -> Ended {
    let valued = ["--test", "--bin", "--target", "-p", "--package", "--profile", "--features"];
    let filter = own_words.iter().enumerate().find(|(at, word)| {
        !word.starts_with('-') && !at.checked_sub(1).is_some_and(|before| valued.contains(&own_words[before]))
    });
    for (file, path, again, _) in programs {
        let kind = if file.starts_with("src/") { "unittests " } else { "" };
        let shown = path.strip_prefix(&format!("{}/", own.folder)).unwrap_or(path);
        say(process, "Running", &format!("{kind}{file} ({shown})"))?;
        let mut command = vec![path.clone()];
        command.extend(filter.map(|(_, word)| word.to_string()));
        command.extend(rest.iter().skip(1).cloned());
        let mut stdin = std::mem::take(&mut process.stdin);
        let status = spawn(process, command, &mut stdin);
        process.stdin = stdin;
        if status? != 0 {
            return fail(process, &format!("test failed, to rerun pass `{again}`"));
        }
    }
    let is_library = programs.iter().any(|(file, ..)| file == "src/lib.rs");
    if is_library && filter.is_none() && !own_words.iter().any(|word| word.starts_with("--")) {
        let name = own.name.replace('-', "_");
        say(process, "Doc-tests", &name)?;
        if read_text(process.system.files(), &format!("{}/src/lib.rs", own.folder)).contains("/// ```") {
            process.output.write(
                crate::shell::Stream::Err,
                b"layercake: src/lib.rs: tests in documentation are not simulated\n",
            )?;
            return Ok(FAILED);
        }
        process.print("\nrunning 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n")?;
    }
    Ok(0)
}
