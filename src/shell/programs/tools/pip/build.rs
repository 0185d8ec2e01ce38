//! Wheels that pip makes itself: of projects in directories, and of packages of which only the source is on offer, for
//! which a compiler and a library's headers must be there.

use super::cache::Cache;
use super::place::Place;
use super::requirement::Source;
use super::resolve::Chosen;
use super::wheel;
use crate::shell::launch::find;
use crate::shell::programs::Bail;
use crate::shell::{Process, Stop, Stream};

/// Nanoseconds that a step of a build takes.
const STEP: i64 = 900_000_000;
/// Nanoseconds that compiling takes.
const COMPILING: i64 = 9_000_000_000;

/// Whether a wheel must be made of it first.
pub fn is_built(chosen: &Chosen) -> bool {
    !chosen.stays
        && (chosen.form.source && chosen.source == Source::Index || matches!(chosen.source, Source::Project { .. }))
}

/// What pip says while it finds out a project's name and needs; the source's own tools may be missing.
pub fn prepare(process: &mut Process<'_>, chosen: &Chosen) -> Result<(), Bail> {
    let editable = matches!(chosen.source, Source::Project { editable: true, .. });
    let kind = if editable { "editable" } else { "wheel" };
    step(process, "Installing build dependencies", "done")?;
    if editable {
        step(process, "Checking if build backend supports build_editable", "done")?;
    }
    let asks = chosen.form.asks.as_str();
    if !asks.is_empty() && !has(process, asks) {
        step(process, &format!("Getting requirements to build {kind}"), "error")?;
        let output = missing_tool(&chosen.name, asks);
        report(process, &format!("Getting requirements to build {kind}"), &output)?;
        let text = format!("ERROR: Failed to build '{}' when getting requirements to build {kind}\n", chosen.name);
        process.output.write(Stream::Err, text.as_bytes())?;
        return Err(Bail::Status(1));
    }
    step(process, &format!("Getting requirements to build {kind}"), "done")?;
    let what = if editable { "editable metadata" } else { "metadata" };
    step(process, &format!("Preparing {what} (pyproject.toml)"), "done")?;
    Ok(())
}

/// Makes the wheels.
pub fn run(process: &mut Process<'_>, place: &Place, chosen: &[Chosen], cache: &Cache) -> Result<(), Bail> {
    let built: Vec<&Chosen> = chosen.iter().filter(|one| is_built(one)).collect();
    if built.is_empty() {
        return Ok(());
    }
    let names = |all: &[&Chosen]| all.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    process.print(&format!("Building wheels for collected packages: {}\n", names(&built).join(", ")))?;
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for one in built {
        let editable = matches!(one.source, Source::Project { editable: true, .. });
        let kind = if editable { "editable" } else { "wheel" };
        let title = format!("Building {kind} for {} (pyproject.toml)", one.name);
        process.print(&format!("  {title}: started\n"))?;
        process.system.sleep(if one.form.source { COMPILING } else { STEP })?;
        if let Some(output) = obstacle(process, place, one) {
            process.print(&format!("  {title}: finished with status 'error'\n"))?;
            report(process, &title, &output)?;
            let text = format!("  ERROR: Failed building wheel for {}\n", one.name);
            process.output.write(Stream::Err, text.as_bytes())?;
            failed.push(one);
            continue;
        }
        process.print(&format!("  {title}: finished with status 'done'\n"))?;
        let form = super::PackageForm { source: false, binary: one.form.source, ..one.form.clone() };
        let file = wheel::file_name(&one.name, &one.version, &form, place);
        let hash = format!("{:016x}", super::super::packages::seed(&file, "wheel")).repeat(4);
        process.print(&format!(
            "  Created wheel for {}: filename={file} size={} sha256={hash}\n  Stored in directory: {}\n",
            one.name,
            one.form.size / 3,
            cache.wheels(&file)
        ))?;
        done.push(one);
    }
    if !done.is_empty() {
        process.print(&format!("Successfully built {}\n", names(&done).join(" ")))?;
    }
    if failed.is_empty() {
        return Ok(());
    }
    process.print(&format!("Failed to build {}\n", names(&failed).join(" ")))?;
    let list = names(&failed).join(", ");
    let text = match place.pip_since("24.1") {
        true => format!(
            "error: failed-wheel-build-for-install\n\n× Failed to build installable wheels for some pyproject.toml based projects\n╰─> {list}\n"
        ),
        false => format!(
            "ERROR: Could not build wheels for {list}, which is required to install pyproject.toml-based projects\n"
        ),
    };
    process.output.write(Stream::Err, text.as_bytes())?;
    Err(Bail::Status(1))
}

fn step(process: &mut Process<'_>, title: &str, status: &str) -> Result<(), Stop> {
    process.print(&format!("  {title}: started\n"))?;
    process.system.sleep(STEP)?;
    process.print(&format!("  {title}: finished with status '{status}'\n"))
}

/// What a subprocess said before it failed, framed as pip frames it.
fn report(process: &mut Process<'_>, title: &str, output: &str) -> Result<(), Stop> {
    let lines: String = output.lines().map(|line| format!("      {line}\n")).collect();
    let count = output.lines().count();
    let text = format!(
        "  error: subprocess-exited-with-error\n  \n  × {title} did not run successfully.\n  │ exit code: 1\n  ╰─> [{count} lines of output]\n{lines}      [end of output]\n  \n  note: This error originates from a subprocess, and is likely not a problem with pip.\n"
    );
    process.output.write(Stream::Err, text.as_bytes())
}

fn has(process: &mut Process<'_>, program: &str) -> bool {
    let path = process.environment.get("PATH").cloned();
    let directory = process.directory.clone();
    find(process.system.files(), program, &directory, path.as_deref()).is_ok()
}

/// What a build says that misses the program which it asks for a library's place.
fn missing_tool(name: &str, asks: &str) -> String {
    match asks {
        "pg_config" => format!(
            "running egg_info\nwriting {name}.egg-info/PKG-INFO\n\nError: pg_config executable not found.\n\n\
             pg_config is required to build {name} from source.  Please add the directory\n\
             containing pg_config to the $PATH or specify the full executable path with the\noption:\n\n    \
             python setup.py build_ext --pg-config /path/to/pg_config build ...\n\n\
             or with the pg_config option in 'setup.cfg'.\n\n\
             If you prefer to avoid building {name} from source, please install the PyPI\n\
             '{name}-binary' package instead.\n"
        ),
        _ => format!(
            "/bin/sh: 1: {asks}: not found\nTrying {asks} --exists {name}\n\
             Exception: Can not find valid {asks} name.\n"
        ),
    }
}

/// What stands in the way of compiling: no compiler, no headers of the C library or of Python, no library.
fn obstacle(process: &mut Process<'_>, place: &Place, one: &Chosen) -> Option<String> {
    if !one.form.source {
        return None;
    }
    let name = &one.name;
    let tag = place.minor.replace('.', "");
    let begun = format!(
        "running bdist_wheel\nrunning build\nrunning build_py\ncreating build/lib.linux-x86_64-cpython-{tag}/{name}\n\
         running build_ext\nbuilding '{name}._{name}' extension\n\
         creating build/temp.linux-x86_64-cpython-{tag}/{name}\n"
    );
    if !has(process, "gcc") && !has(process, "cc") {
        return Some(format!(
            "{begun}gcc -fno-strict-overflow -Wsign-compare -DNDEBUG -g -O3 -Wall -fPIC -c {name}/module.c\n\
             error: command 'gcc' failed: No such file or directory\n"
        ));
    }
    let files = process.system.files();
    let includes = ["/usr/include", "/usr/local/include", "/usr/include/x86_64-linux-gnu"];
    let header = |file: &str| includes.iter().any(|folder| files.stat(&format!("{folder}/{file}"), true).is_ok());
    if !header("stdio.h") {
        return Some(format!(
            "{begun}gcc -fno-strict-overflow -Wsign-compare -DNDEBUG -g -O3 -Wall -fPIC -c {name}/module.c\n\
             {name}/module.c:1:10: fatal error: stdio.h: No such file or directory\ncompilation terminated.\n\
             error: command '/usr/bin/gcc' failed with exit code 1\n"
        ));
    }
    let system = place.interpreter == "/usr/bin/python3";
    if system && !header(&format!("python{}/Python.h", place.minor)) {
        return Some(format!(
            "{begun}gcc -fno-strict-overflow -Wsign-compare -DNDEBUG -g -O3 -Wall -fPIC -c {name}/module.c\n\
             {name}/module.c:2:10: fatal error: Python.h: No such file or directory\ncompilation terminated.\n\
             error: command '/usr/bin/gcc' failed with exit code 1\n"
        ));
    }
    None
}
