//! `go`: modules, the build cache, and programs that are linked statically unless C code comes in.

mod linking;
mod module;
mod modules;
mod place;
mod source;
mod testing;
#[cfg(test)]
mod tests;
mod upkeep;

use super::super::packages::{self, put};
use super::system::{self, Linked};
use crate::shell::embedded::{Embedded, Language};
use crate::shell::programs::machine::xargs::spawn;
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Process, Stream};
use linking::Linking;
use place::{PROXY, bin, cache, cgo, fail, variable, version};
use source::{Package, Problem};

pub(in super::super) static GO: Applet = Applet {
    names: &["go"],
    about: "the Go toolchain",
    usage: "build | run | install | get | mod | test | vet | fmt | env | list | version",
    run,
};
pub(in super::super) static GOFMT: Applet =
    Applet { names: &["gofmt"], about: "formats Go", usage: "[-l] [-w] [PATH]...", run: upkeep::gofmt };

/// Nanoseconds that compiling the standard library, and a program, takes.
const STANDARD: i64 = 8_500_000_000;
const PROGRAM: i64 = 900_000_000;
/// Bytes that the standard library leaves in the build cache.
const STANDARD_CACHE: u64 = 62_000_000;

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let rest = words.get(1..).unwrap_or_default();
    match words.first().map(String::as_str) {
        Some("version") => {
            let version = version(process);
            process.print(&format!("go version go{version} linux/amd64\n"))?;
            Ok(0)
        }
        Some("env") => env(process, rest),
        Some("mod") => modules::run(process, rest),
        Some("get") => modules::get(process, rest),
        Some("build" | "install") => build(process, &words),
        Some("run") => go_run(process, rest),
        Some("test") => testing::run(process, rest),
        Some("vet") => upkeep::vet(process, rest),
        Some("fmt") => upkeep::fmt(process, rest),
        Some("clean") => upkeep::clean(process, rest),
        Some("generate") => upkeep::generate(process, rest),
        Some("telemetry") if rest.len() == 1 => Ok(0),
        Some("list") => list(process, rest),
        Some("tool" | "doc" | "fix" | "bug" | "work" | "telemetry") => {
            let text = format!("go {}: the sandbox does not simulate this command of go\n", words[0]);
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
        }
        None | Some("help") => {
            let text = "Go is a tool for managing Go source code.\n\nUsage:\n\n\tgo <command> [arguments]\n\n\
                        The commands are:\n\n\tbuild, clean, env, fmt, get, install, list, mod, run, test, version, vet\n\n";
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(2)
        }
        Some(other) => {
            let text = format!("go {other}: unknown command\nRun 'go help' for usage.\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(2)
        }
    }
}

/// `go env [NAME]...`, `go env -w NAME=VALUE`
fn env(process: &mut Process<'_>, words: &[String]) -> Ended {
    let cgo = if cgo(process) { "1" } else { "0" };
    let home = variable(process, "HOME", "/root");
    let version = version(process);
    let rows = [
        ("CGO_ENABLED", cgo.to_string()),
        ("GOARCH", variable(process, "GOARCH", "amd64")),
        ("GOBIN", variable(process, "GOBIN", "")),
        ("GOCACHE", cache(process)),
        ("GOMODCACHE", place::modules(process)),
        ("GOOS", variable(process, "GOOS", "linux")),
        ("GOPATH", variable(process, "GOPATH", &format!("{home}/go"))),
        ("GOPROXY", variable(process, "GOPROXY", &format!("{PROXY},direct"))),
        ("GOROOT", "/usr/local/go".to_string()),
        ("GOTOOLCHAIN", variable(process, "GOTOOLCHAIN", "auto")),
        ("GOVERSION", format!("go{version}")),
    ];
    if words.first().is_some_and(|word| word == "-w" || word == "-u") {
        return Ok(0);
    }
    let asked: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    if asked.is_empty() {
        for (name, value) in rows {
            process.print(&format!("{name}='{value}'\n"))?;
        }
        return Ok(0);
    }
    for name in asked {
        let value = rows.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
        process.print(&format!("{value}\n"))?;
    }
    Ok(0)
}

/// What `go build` is told.
#[derive(Default)]
struct Line {
    output: Option<String>,
    packages: Vec<String>,
    linking: Linking,
    /// What the linker says of its options.
    wrong: Option<String>,
}

fn read(words: &[String]) -> Line {
    let mut line = Line::default();
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        let name = word.trim_start_matches('-').split('=').next().unwrap_or_default();
        let takes = ["o", "ldflags", "tags", "mod", "gcflags", "asmflags", "p", "C", "buildmode", "modfile", "exec"];
        if !word.starts_with('-') {
            line.packages.push(word.clone());
        } else if takes.contains(&name) {
            let value = match word.split_once('=') {
                Some((_, value)) => value.to_string(),
                None => words.next().cloned().unwrap_or_default(),
            };
            match name {
                "o" => line.output = Some(value),
                "ldflags" => line.wrong = line.linking.add(&value).err(),
                _ => {}
            }
        }
    }
    line
}

/// `go build`, `go install`
fn build(process: &mut Process<'_>, words: &[String]) -> Ended {
    let line = read(words);
    let install = words.first().is_some_and(|word| word == "install");
    if let Some(remote) = line.packages.iter().find(|package| package.contains('@')).filter(|_| install) {
        return modules::install(process, remote);
    }
    if let Some(words) = &line.wrong {
        return fail(process, &format!("go: {words}"));
    }
    let packages = if line.packages.is_empty() { vec![".".to_string()] } else { line.packages.clone() };
    let mut units = Vec::new();
    if packages.iter().all(|package| package.ends_with(".go")) {
        units.push(source::files(process, &packages)?);
    } else {
        for package in &packages {
            units.extend(source::find(process, package)?);
        }
    }
    let built: Vec<Package> = units.into_iter().map(|unit| compile(process, unit)).collect::<Result<_, _>>()?;
    let mains: Vec<&Package> = built.iter().filter(|package| package.name == "main").collect();
    if let Some(output) = line.output.as_ref().filter(|_| built.len() > 1 && mains.is_empty()) {
        return fail(process, &format!("go: no main packages to build for -o {output}"));
    }
    let several = mains.len() > 1;
    for package in mains {
        if several && line.output.is_none() && !install {
            continue;
        }
        let name = package.program_name();
        let path = match (&line.output, install) {
            (Some(output), _) => {
                let path = process.absolute(output);
                let folder = output.ends_with('/')
                    || process
                        .system
                        .files()
                        .stat(&path, true)
                        .is_ok_and(|stat| stat.kind == crate::vfs::FileType::Directory);
                if folder { format!("{}/{name}", path.trim_end_matches('/')) } else { path }
            }
            (None, true) => format!("{}/{name}", bin(process)),
            (None, false) => process.absolute(&name),
        };
        link(process, package, &path, &line)?;
    }
    Ok(0)
}

/// Checks a package as far as it is looked at, and leaves what compiling leaves.
fn compile(process: &mut Process<'_>, package: Package) -> Result<Package, Bail> {
    modules::resolve(process, &package)?;
    let problems = source::problems(&package);
    let cache = cache(process);
    let fresh = process.system.files().stat(&format!("{cache}/trim.txt"), true).is_err();
    process.system.sleep(if fresh { STANDARD + PROGRAM } else { PROGRAM })?;
    let files = process.system.files();
    if fresh {
        system::leave_cache(files, &cache, "std", STANDARD_CACHE);
        // A cache that cannot be written is no reason to stop.
        let _ = put(files, &format!("{cache}/trim.txt"), "1787307072\n".into(), 0o644);
        let _ = put(
            files,
            &format!("{cache}/README"),
            "This directory holds cached build artifacts from the Go build system.\n".into(),
            0o644,
        );
    }
    let bytes: u64 = package.sources.iter().map(|source| source.text.len() as u64 * 40).sum();
    system::leave_cache(files, &cache, &format!("{} {bytes}", package.import), bytes + 400_000);
    if problems.is_empty() {
        return Ok(package);
    }
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    let tested = package.sources.iter().take(package.own).any(|source| source.path.ends_with("_test.go"));
    let of = if tested { format!(" [{}.test]", package.import) } else { String::new() };
    fail(process, &format!("# {}{of}\n{}", package.import, lines.join("\n")))
}

fn link(process: &mut Process<'_>, package: &Package, path: &str, line: &Line) -> Result<(), Bail> {
    if !package.sources.iter().any(|source| source.text.contains("func main(")) {
        return fail(
            process,
            &format!("# {}\nruntime.main_main\u{b7}f: function main is undeclared in the main package", package.import),
        );
    }
    let (os, architecture) = (variable(process, "GOOS", "linux"), variable(process, "GOARCH", "amd64"));
    let Some(machine) = system::machine(&architecture) else {
        return fail(process, &format!("go: unsupported GOOS/GOARCH pair {os}/{architecture}"));
    };
    let imports = package.imports();
    let module = module::read_or_none(process).unwrap_or_default();
    let foreign = imports.iter().filter(|import| module.inside(import).is_none());
    let with_c = foreign.into_iter().any(|import| {
        ["net", "net/http", "os/user", "C", "runtime/cgo"].contains(&import.as_str())
            || import.contains('.') && !import.starts_with("golang.org/x")
    });
    let dynamic = with_c && !line.linking.forced_static && cgo(process);
    if dynamic && !system::has_program(process, "gcc") {
        return fail(
            process,
            "# runtime/cgo\ncgo: C compiler \"gcc\" not found: exec: \"gcc\": executable file not found in $PATH",
        );
    }
    if dynamic && !system::has_libc_headers(process.system.files()) {
        return fail(
            process,
            "# runtime/cgo\n_cgo_export.c:3:10: fatal error: stdlib.h: No such file or directory\n    3 | #include <stdlib.h>\n      |          ^~~~~~~~~~\ncompilation terminated.",
        );
    }
    let network = imports.iter().any(|name| name.starts_with("net"));
    let modules: u64 = package.requires.len() as u64;
    let plain = if network { 7_600_000 } else { 2_240_000 };
    let mut size = plain + modules.min(40) * 450_000;
    if line.linking.stripped {
        size = size * 68 / 100;
    }
    let program = Embedded { language: Language::Go, sources: line.linking.applied(&package.sources) };
    let musl = system::musl(process.system.files());
    let needs = dynamic.then(|| vec![system::libc(musl).to_string()]);
    let linked = Linked { needs, program: &program, size, machine };
    let written = match os.as_str() {
        "linux" => linked.write(process.system.files(), path),
        other => {
            let magic: &[u8] = if other == "windows" { b"MZ\x90\0" } else { b"\xcf\xfa\xed\xfe" };
            let path =
                if other == "windows" && line.output.is_none() { format!("{path}.exe") } else { path.to_string() };
            put(process.system.files(), &path, program.behind(magic).into(), 0o755)
        }
    };
    match written {
        Ok(()) => Ok(()),
        Err(errno) => fail(
            process,
            &format!(
                "go build {}: copying /tmp/go-build/b001/exe/a.out: open {path}: {}",
                package.import,
                errno.to_string().to_lowercase()
            ),
        ),
    }
}

/// `go run`: builds into a directory of its own, and starts the program.
fn go_run(process: &mut Process<'_>, words: &[String]) -> Ended {
    let sources: Vec<String> = words.iter().take_while(|word| word.ends_with(".go")).cloned().collect();
    let (named, count) = if sources.is_empty() {
        let package = words.iter().find(|word| !word.starts_with('-')).cloned();
        let Some(package) = package else { return fail(process, "go: no go files listed") };
        (vec![package], words.iter().take_while(|word| word.starts_with('-')).count() + 1)
    } else {
        let count = sources.len();
        (sources, count)
    };
    let path = format!("/tmp/go-build{}/b001/exe/main", packages::seed(&named.join(" "), "run") % 1_000_000_000);
    let mut line = vec!["build".to_string(), "-o".into(), path.clone()];
    line.extend(named);
    build(process, &line)?;
    let command: Vec<String> = [path].into_iter().chain(words.iter().skip(count).cloned()).collect();
    let mut stdin = std::mem::take(&mut process.stdin);
    let status = spawn(process, command, &mut stdin);
    process.stdin = stdin;
    let status = status?;
    if status != 0 {
        process.output.write(Stream::Err, format!("exit status {status}\n").as_bytes())?;
        return Ok(1);
    }
    Ok(0)
}

fn list(process: &mut Process<'_>, words: &[String]) -> Ended {
    if words.iter().any(|word| word == "-m") {
        let module = module::read(process)?;
        process.print(&format!("{}\n", module.name))?;
        if words.iter().any(|word| word == "all") {
            for (path, version) in &module.requires {
                process.print(&format!("{path} {version}\n"))?;
            }
        }
        return Ok(0);
    }
    for package in source::find(process, words.last().map_or(".", String::as_str))? {
        process.print(&format!("{}\n", package.import))?;
    }
    Ok(0)
}
