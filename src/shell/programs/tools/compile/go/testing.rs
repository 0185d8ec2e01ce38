//! `go test`: a program is made of a package and its tests, as the real one makes it (`_testmain.go`), and is run.

use super::super::super::npm::remove_all;
use super::super::super::packages::{self, put};
use super::super::system::{self, Linked};
use super::super::words::outside_texts;
use super::place::fail;
use super::source::{self, Package};
use super::{compile, place};
use crate::shell::embedded::{Embedded, Language, SourceFile};
use crate::shell::launch::{Launch, LaunchError, launch};
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Input, OutputBuffer, Process, Stream};

/// Bytes of a test program.
const SIZE: u64 = 3_400_000;
/// Nanoseconds that starting one takes.
const START: i64 = 2_000_000;
/// What a test program prints when nothing is left of its tests.
const NOTHING_TO_RUN: &str = "testing: warning: no tests to run\n";
/// Flags that take a value in the next word, if they have none behind `=`.
const VALUED: &[&str] =
    &["run", "skip", "count", "timeout", "parallel", "cpu", "tags", "mod", "ldflags", "gcflags", "p", "C"];
/// Flags that change nothing that can be seen here.
const QUIET: &[&str] =
    &["race", "timeout", "parallel", "cpu", "tags", "mod", "ldflags", "gcflags", "p", "trimpath", "vet", "buildvcs"];

/// What `go test` is told.
#[derive(Default)]
struct Line {
    patterns: Vec<String>,
    verbose: bool,
    /// Whether results are taken from the cache: no `-count`.
    fresh: bool,
    race: bool,
    /// What the test program is told.
    arguments: Vec<String>,
}

fn read(process: &mut Process<'_>, words: &[String]) -> Result<Line, Bail> {
    let mut line = Line::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let Some(flag) = word.strip_prefix("--").or_else(|| word.strip_prefix('-')) else {
            line.patterns.push(word.clone());
            continue;
        };
        let (name, value) = match flag.split_once('=') {
            Some((name, value)) => (name, Some(value.to_string())),
            None => (flag, None),
        };
        let name = name.strip_prefix("test.").unwrap_or(name);
        let value = match value {
            None if VALUED.contains(&name) => match words.next() {
                Some(value) => Some(value.clone()),
                None => return fail(process, &format!("go: flag needs an argument: -{name}")),
            },
            given => given,
        };
        let is_set = value.as_deref() != Some("false");
        match name {
            "v" => line.verbose = is_set,
            "race" => line.race = is_set,
            "count" => line.fresh = true,
            "args" => {
                line.arguments.extend(words.by_ref().cloned());
                break;
            }
            "run" | "skip" | "short" | "failfast" => {}
            _ if QUIET.contains(&name) => continue,
            "cover" | "coverprofile" | "covermode" | "coverpkg" | "bench" | "benchtime" | "benchmem" | "fuzz"
            | "json" | "c" | "o" | "shuffle" | "exec" | "list" | "cpuprofile" | "memprofile" => {
                return fail(process, &format!("go test: layercake does not simulate the flag -{name}"));
            }
            _ => {
                return fail(
                    process,
                    &format!(
                        "flag provided but not defined: -{name}\nusage: go test [build/test flags] [packages] [build/test flags & test binary flags]\nRun 'go help test' and 'go help testflag' for details."
                    ),
                );
            }
        }
        let value = value.map_or(String::new(), |value| format!("={value}"));
        line.arguments.push(format!("-test.{name}{value}"));
    }
    Ok(line)
}

/// `go test [FLAG]... [PACKAGE]...`
pub fn run(process: &mut Process<'_>, words: &[String]) -> Ended {
    let line = read(process, words)?;
    if line.race && !place::cgo(process) {
        return fail(process, "go: -race requires cgo; enable cgo by setting CGO_ENABLED=1");
    }
    let here = [".".to_string()];
    let mut all = Vec::new();
    for pattern in if line.patterns.is_empty() { here.iter() } else { line.patterns.iter() } {
        all.extend(source::find(process, pattern)?);
    }
    let mut failed = false;
    for package in all {
        failed |= !test(process, &package, &line)?;
    }
    if failed && !line.patterns.is_empty() {
        process.print("FAIL\n")?;
    }
    Ok(i32::from(failed))
}

/// Tests one package, and prints its line; whether all is well.
fn test(process: &mut Process<'_>, package: &Package, line: &Line) -> Result<bool, Bail> {
    let import = &package.import;
    let program = match build(process, package) {
        Ok(Some(program)) => program,
        Ok(None) => {
            process.print(&format!("?   \t{import}\t[no test files]\n"))?;
            return Ok(true);
        }
        Err(Bail::Status(_)) => {
            process.print(&format!("FAIL\t{import} [build failed]\n"))?;
            return Ok(false);
        }
        Err(bail) => return Err(bail),
    };
    let in_list = !line.patterns.is_empty();
    let key = packages::seed(&String::from_utf8_lossy(&program.to_payload()), &line.arguments.join("\n"));
    let kept = format!("{}/{:02x}/{key:016x}{key:016x}-t", place::cache(process), key & 0xff);
    if in_list && !line.fresh && process.system.files().stat(&kept, true).is_ok() {
        let text = packages::read_text(process.system.files(), &kept);
        let shown = if line.verbose { text.as_str() } else { "" };
        process.print(&format!("{shown}ok  \t{import}\t(cached){}\n", note(&text)))?;
        return Ok(true);
    }
    let began = process.system.clock().now();
    process.system.sleep(START)?;
    let (status, printed) = play(process, &program, line, in_list && !line.verbose)?;
    let nanos = process.system.clock().now().since(began);
    let took = format!("{}.{:03}s", nanos / 1_000_000_000, nanos / 1_000_000 % 1_000);
    if status != 0 {
        if !in_list {
            process.print(&format!("exit status {status}\n"))?;
        }
        process.print(&format!("FAIL\t{import}\t{took}\n"))?;
        return Ok(false);
    }
    process.print(&format!("ok  \t{import}\t{took}{}\n", note(&printed)))?;
    // A cache that cannot be written is no reason to stop.
    let _ = put(process.system.files(), &kept, printed.into(), 0o644);
    Ok(true)
}

/// What stands behind the time when there was nothing to run.
fn note(printed: &str) -> &'static str {
    if printed.contains(NOTHING_TO_RUN) { " [no tests to run]" } else { "" }
}

/// The program that runs a package's tests; `None`: it has none.
fn build(process: &mut Process<'_>, package: &Package) -> Result<Option<Embedded>, Bail> {
    if package.tests.is_empty() {
        compile(process, package.clone())?;
        return Ok(None);
    }
    let (inside, outside) = package.tested(process)?;
    let inside = compile(process, inside)?;
    let outside = if outside.own > 0 { compile(process, outside)? } else { outside };
    let folder = inside.sources[0].path.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
    let mut start = Start::default();
    start.add(process, "_test", &folder, &inside.sources[..inside.own])?;
    let mut sources = inside.sources;
    // Tests that look from outside are a package of their own, which stands beside the other.
    let beside = format!("{folder}_test");
    start.add(process, "_xtest", &beside, &outside.sources[..outside.own])?;
    for (place, source) in outside.sources.into_iter().enumerate() {
        let name = source.path.rsplit('/').next().unwrap_or_default();
        if place < outside.own {
            sources.push(SourceFile { path: format!("{beside}/{name}"), text: source.text });
        } else if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources.insert(0, SourceFile { path: "_testmain/_testmain.go".into(), text: start.text() });
    Ok(Some(Embedded { language: Language::Go, sources }))
}

/// The package that starts the tests of others.
#[derive(Default)]
struct Start {
    imports: String,
    tests: String,
    main: Option<String>,
}

impl Start {
    /// Finds the tests in a package's files.
    fn add(&mut self, process: &mut Process<'_>, name: &str, folder: &str, files: &[SourceFile]) -> Result<(), Bail> {
        let tests = files.iter().filter(|file| file.path.ends_with("_test.go"));
        let mut any = false;
        let lines = tests.flat_map(|file| file.text.lines().zip(outside_texts(&file.text)));
        for line in lines.filter(|(_, is_code)| *is_code).map(|(line, _)| line) {
            let Some(function) = line.strip_prefix("func ").and_then(|rest| rest.split('(').next()) else { continue };
            let is_of = |kind: &str| {
                function.strip_prefix(kind).is_some_and(|rest| !rest.starts_with(|next: char| next.is_lowercase()))
            };
            if function == "TestMain" {
                self.main = Some(format!("{name}.TestMain"));
                any = true;
            } else if is_of("Test") {
                self.tests += &format!("\ttesting.Add_(\"{function}\", {name}.{function})\n");
                any = true;
            } else if is_of("Example") || is_of("Fuzz") {
                return fail(
                    process,
                    &format!("go test: layercake does not simulate {function}: only functions Test… run"),
                );
            }
        }
        if any {
            self.imports += &format!("import {name} \"{folder}\"\n");
        }
        Ok(())
    }

    fn text(&self) -> String {
        let Start { imports, tests, main } = self;
        let run = match main {
            Some(main) => format!("\tm := testing.Main_()\n\t{main}(m)\n\tm.End_()\n"),
            None => "\ttesting.Main_().End_()\n".to_string(),
        };
        format!("package main\n\nimport \"testing\"\n{imports}\nfunc main() {{\n{tests}{run}}}\n")
    }
}

/// Runs a test program: how it ended, and what it printed. What is `held` back is shown if it failed.
fn play(process: &mut Process<'_>, program: &Embedded, line: &Line, held: bool) -> Result<(i32, String), Bail> {
    let seed = packages::seed(&line.arguments.join(" "), "test") % 1_000_000_000;
    let folder = format!("/tmp/go-build{seed}");
    let path = format!("{folder}/b001/test.test");
    let linked = Linked { needs: None, program, size: SIZE, machine: system::X86_64 };
    if let Err(errno) = linked.write(process.system.files(), &path) {
        return fail(process, &format!("go: {path}: {}", errno.to_string().to_lowercase()));
    }
    let arguments = std::iter::once(path.clone()).chain(line.arguments.iter().cloned()).collect();
    let mut kept = OutputBuffer::default();
    let ended = launch(Launch {
        arguments,
        environment: process.environment.clone(),
        directory: test_directory(process, program),
        stdin: &mut Input::Empty,
        output: &mut kept,
        system: process.system,
        pid: process.pid.wrapping_add(1),
    });
    // What is left in /tmp is no part of the result.
    let _ = remove_all(process.system.files(), &folder);
    let passed = matches!(ended, Ok(0));
    let printed: Vec<u8> = kept.chunks.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
    if !(passed && held) {
        // Both streams of a test program go to go's standard output.
        process.output.write(Stream::Out, &printed)?;
    }
    match ended {
        Ok(status) => Ok((status, String::from_utf8_lossy(&printed).into_owned())),
        Err(LaunchError::Stop(stop)) => Err(stop.into()),
        Err(error) => fail(process, &format!("fork/exec {path}: {error}")),
    }
}

/// A package's own directory: its tests run in it.
fn test_directory(process: &Process<'_>, program: &Embedded) -> String {
    let own = program.sources.get(1).and_then(|source| source.path.rsplit_once('/')).map(|(folder, _)| folder);
    own.map_or_else(|| process.directory.clone(), |folder| process.absolute(folder))
}
