//! `gcc`, `cc`, `g++`, `clang`: from C sources to object files and programs that need what they were linked against.

use super::super::packages::read_text;
use super::system::{self, Linked};
use super::words::balanced;
use crate::shell::embedded::{Embedded, Language, SourceFile};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Process, Stream};

pub(in super::super) static GCC: Applet = Applet {
    names: &["gcc", "cc", "g++", "c++", "clang", "clang++", "x86_64-linux-gnu-gcc", "x86_64-linux-gnu-g++"],
    about: "compiles C and C++",
    usage: "[-c] [-o FILE] [-static] [-shared] [-IDIR] [-LDIR] [-lNAME] FILE...",
    run,
};

/// Nanoseconds that compiling a file takes.
const COMPILING: i64 = 180_000_000;
/// Headers within each other.
const MOST_HEADERS: usize = 200;

/// What the command line says.
#[derive(Default)]
struct Line {
    inputs: Vec<String>,
    output: Option<String>,
    compile_only: bool,
    fixed: bool,
    shared: bool,
    includes: Vec<String>,
    folders: Vec<String>,
    libraries: Vec<String>,
    /// An option that gcc has and that does not work here.
    lacks: Option<String>,
    /// One that gcc does not have.
    unknown: Option<String>,
}

/// Options by their beginnings that change nothing of what is made here, or nothing that is looked at.
const QUIET: &[&str] = &[
    "-O",
    "-W",
    "-g",
    "-std",
    "-f",
    "-m",
    "-p",
    "-D",
    "-U",
    "-MD",
    "-MMD",
    "-MP",
    "-s",
    "-ansi",
    "-rdynamic",
    "-no",
    "-B",
    "-v",
    "--param",
    "--sysroot",
];
/// Those that would make something else.
const OTHER: &[&str] = &["-E", "-S", "-M", "-MM", "-###", "-fsyntax-only", "-save-temps", "-Werror"];

/// Those, by their beginnings, that would make a program which finds mistakes, or measures itself.
const CHECKING: &[&str] = &["-fsanitize", "-fprofile", "-ftest-coverage", "-pg"];

fn read(process: &Process<'_>) -> Line {
    let mut line = Line::default();
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
    while let Some(word) = words.next() {
        let value = |rest: &str, words: &mut std::vec::IntoIter<String>| match rest {
            "" => words.next().unwrap_or_default(),
            rest => rest.to_string(),
        };
        match word.as_str() {
            "-c" => line.compile_only = true,
            "-static" | "--static" | "-static-pie" => line.fixed = true,
            "-shared" => line.shared = true,
            "-x" | "-include" | "-MF" | "-MT" | "-MQ" | "-isystem" | "-T" | "-u" | "-target" => {
                words.next();
            }
            other => match (other.get(..2), other.get(2..)) {
                (Some("-o"), Some(rest)) => line.output = Some(value(rest, &mut words)),
                (Some("-I"), Some(rest)) => line.includes.push(process.absolute(&value(rest, &mut words))),
                (Some("-L"), Some(rest)) => line.folders.push(process.absolute(&value(rest, &mut words))),
                (Some("-l"), Some(rest)) => line.libraries.push(value(rest, &mut words)),
                _ if OTHER.contains(&other) || CHECKING.iter().any(|start| other.starts_with(start)) => {
                    line.lacks = Some(word);
                }
                _ if QUIET.iter().any(|known| other.starts_with(known)) => {}
                _ if other.starts_with('-') && other.len() > 1 => line.unknown = Some(word),
                _ => line.inputs.push(word),
            },
        }
    }
    line
}

fn run(process: &mut Process<'_>) -> Ended {
    let name = process.name();
    let plus = name.ends_with("++");
    if process.arguments.iter().skip(1).any(|word| matches!(word.as_str(), "--version" | "-v" | "-dumpversion")) {
        return version(process, &name);
    }
    let line = read(process);
    if let Some(option) = &line.lacks {
        return fail(process, &format!("{name}: layercake does not simulate the option {option}\n"));
    }
    if let Some(option) = &line.unknown {
        return fail(process, &format!("{name}: error: unrecognized command-line option \u{2018}{option}\u{2019}\n"));
    }
    if line.inputs.is_empty() {
        return fail(process, &format!("{name}: fatal error: no input files\ncompilation terminated.\n"));
    }
    let mut sources: Vec<SourceFile> = Vec::new();
    let mut objects = Vec::new();
    let mut shared = Vec::new();
    let mut broken = false;
    for input in &line.inputs {
        if input.ends_with(".a") {
            continue;
        }
        if input.contains(".so") {
            let path = process.absolute(input);
            let Ok(found) = system::library_sources(process.system.files(), &path) else {
                let text = format!(
                    "/usr/bin/ld: cannot find {input}: No such file or directory\ncollect2: error: ld returned 1 exit status\n"
                );
                return fail(process, &text);
            };
            sources.extend(found);
            shared.push(input.rsplit('/').next().unwrap_or(input).to_string());
            continue;
        }
        if input.ends_with(".o") {
            let path = process.absolute(input);
            let content = process
                .system
                .files()
                .read(&path)
                .ok()
                .and_then(|content| content.bytes_up_to(system::SOURCE_LIMIT).ok());
            let Some(embedded) = content.and_then(|bytes| Embedded::of(&bytes)) else {
                let text = format!(
                    "/usr/bin/ld: cannot find {input}: No such file or directory\ncollect2: error: ld returned 1 exit status\n"
                );
                return fail(process, &text);
            };
            sources.extend(embedded.sources);
            continue;
        }
        let Some(text) = system::source(process, input)? else {
            let compiler = if plus { "cc1plus" } else { "cc1" };
            process.output.write(
                Stream::Err,
                format!("{compiler}: fatal error: {input}: No such file or directory\ncompilation terminated.\n")
                    .as_bytes(),
            )?;
            broken = true;
            continue;
        };
        process.system.sleep(COMPILING)?;
        let mut unit = vec![SourceFile { path: input.clone(), text }];
        if !compiles(process, &line, &mut unit)? {
            broken = true;
        }
        if line.compile_only {
            objects.push((input.clone(), unit));
        } else {
            sources.extend(unit);
        }
    }
    if broken {
        return Ok(1);
    }
    if line.compile_only {
        return write_objects(process, &line, objects);
    }
    link(process, &line, sources, shared, plus)
}

fn version(process: &mut Process<'_>, name: &str) -> Ended {
    let release = read_text(process.system.files(), "/etc/os-release");
    let (title, version) = match () {
        () if release.contains("ID=alpine") => ("(Alpine 15.2.0)", "15.2.0"),
        () if release.contains("bookworm") => ("(Debian 12.2.0-14+deb12u1)", "12.2.0"),
        () if release.contains("noble") => ("(Ubuntu 13.3.0-6ubuntu2~24.04)", "13.3.0"),
        () if release.contains("jammy") => ("(Ubuntu 11.4.0-1ubuntu1~22.04.2)", "11.4.0"),
        () => ("(Debian 14.2.0-19)", "14.2.0"),
    };
    let own = process.environment.get("GCC_VERSION").cloned();
    let (title, version) = own.as_deref().map_or((title, version), |own| ("(GCC)", own));
    if process.arguments.iter().any(|word| word == "-dumpversion") {
        process.print(&format!("{}\n", version.split('.').next().unwrap_or(version)))?;
        return Ok(0);
    }
    let year = if version.starts_with("15") { 2025 } else { 2024 };
    let title = if title == "(GCC)" { format!("(GCC) {version}") } else { format!("{title} {version}") };
    process.print(&format!(
        "{name} {title}\nCopyright (C) {year} Free Software Foundation, Inc.\n\
         This is free software; see the source for copying conditions.  There is NO\n\
         warranty; not even for MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.\n\n"
    ))?;
    Ok(0)
}

fn fail(process: &mut Process<'_>, text: &str) -> Ended {
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(1)
}

/// Whether a unit compiles: its headers are there (those of its own come into `unit`), and its brackets match.
fn compiles(process: &mut Process<'_>, line: &Line, unit: &mut Vec<SourceFile>) -> Result<bool, Bail> {
    let mut at = 0;
    while let Some(file) = unit.get(at).cloned() {
        at += 1;
        let folder = file.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        for (number, text) in file.text.lines().enumerate() {
            let Some(rest) = text.trim_start().strip_prefix("#include").map(str::trim_start) else { continue };
            let (close, own) = match rest.chars().next() {
                Some('"') => ('"', true),
                Some('<') => ('>', false),
                _ => continue,
            };
            let Some(name) = rest.get(1..).and_then(|rest| rest.split(close).next()) else { continue };
            let beside = format!("{folder}{name}");
            if own && let Some(found) = system::source(process, &beside)? {
                if unit.len() < MOST_HEADERS && !unit.iter().any(|known| known.path == beside) {
                    unit.push(SourceFile { path: beside, text: found });
                }
                continue;
            }
            let files = process.system.files();
            // Headers of the C and C++ libraries come with the one that stands for all.
            let standard = system::STANDARD.contains(&name) || !name.ends_with(".h");
            let found = system::has_header(files, name, &line.includes) || standard && system::has_libc_headers(files);
            if !found {
                let column = text.find(rest).unwrap_or(0) + 1;
                let marks = "~".repeat(name.len() + 1);
                let number = number + 1;
                let report = format!(
                    "{}:{number}:{column}: fatal error: {name}: No such file or directory\n{number:>5} | {text}\n      | {}^{marks}\ncompilation terminated.\n",
                    file.path,
                    " ".repeat(column - 1)
                );
                process.output.write(Stream::Err, report.as_bytes())?;
                return Ok(false);
            }
        }
    }
    let Some(main) = unit.first() else { return Ok(true) };
    if let Some(number) = unended(&main.text) {
        let text = main.text.lines().nth(number - 1).unwrap_or_default();
        let next = main.text.lines().skip(number).map(str::trim).find(|line| !line.is_empty()).unwrap_or("}");
        let token: String = next.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
        let token =
            if token.is_empty() { "\u{2018}}\u{2019} token".to_string() } else { format!("\u{2018}{token}\u{2019}") };
        let column = text.len() + 1;
        let report = format!(
            "{0}: In function \u{2018}main\u{2019}:\n{0}:{number}:{column}: error: expected \u{2018};\u{2019} before {token}\n{number:>5} | {text}\n      | {1}^\n      | {1};\n",
            main.path,
            " ".repeat(column - 1)
        );
        process.output.write(Stream::Err, report.as_bytes())?;
        return Ok(false);
    }
    if !balanced(&main.text) {
        let last = main.text.lines().count().max(1);
        let text = main.text.lines().last().unwrap_or_default();
        let report = format!(
            "{0}: In function \u{2018}main\u{2019}:\n{0}:{last}:{1}: error: expected declaration or statement at end of input\n{last:>5} | {text}\n      | ^\n",
            main.path,
            text.len().max(1)
        );
        process.output.write(Stream::Err, report.as_bytes())?;
        return Ok(false);
    }
    Ok(true)
}

/// The line of a call or `return` that does not end.
fn unended(text: &str) -> Option<usize> {
    let starts = ["printf(", "puts(", "return ", "putchar(", "sleep(", "exit("];
    let lines: Vec<&str> = text.lines().collect();
    lines.iter().enumerate().find_map(|(index, line)| {
        let trimmed = line.trim();
        let begins = starts.iter().any(|start| trimmed.starts_with(start));
        let closed = trimmed.matches('(').count() == trimmed.matches(')').count();
        let complete =
            trimmed.ends_with([';', '{', '}', ',', '\\']) || trimmed.contains("//") || trimmed.contains("/*");
        (begins && closed && !complete).then_some(index + 1)
    })
}

fn write_objects(process: &mut Process<'_>, line: &Line, objects: Vec<(String, Vec<SourceFile>)>) -> Ended {
    for (input, sources) in objects {
        let stem = input.rsplit('/').next().unwrap_or(&input);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let output = line.output.clone().unwrap_or_else(|| format!("{stem}.o"));
        let path = process.absolute(&output);
        let bytes = Embedded { language: Language::C, sources }.behind(b"\x7fELF\x02\x01\x01");
        if let Err(errno) = super::super::packages::put(process.system.files(), &path, bytes.into(), 0o644) {
            return fail(process, &format!("Assembler messages:\nFatal error: can't create {output}: {errno}\n"));
        }
    }
    Ok(0)
}

/// `needs`: the shared libraries that were named as files.
fn link(
    process: &mut Process<'_>,
    line: &Line,
    mut sources: Vec<SourceFile>,
    mut needs: Vec<String>,
    plus: bool,
) -> Ended {
    let output = line.output.clone().unwrap_or_else(|| "a.out".into());
    let path = process.absolute(&output);
    for name in &line.libraries {
        match system::library(process.system.files(), name, &line.folders) {
            Some((_, file)) if file.is_empty() => {}
            // A library of one's own carries what it was made from.
            Some((folder, file)) => {
                let path = format!("{folder}/{file}");
                sources.extend(system::library_sources(process.system.files(), &path).unwrap_or_default());
                needs.push(file);
            }
            None => {
                let text = format!(
                    "/usr/bin/ld: cannot find -l{name}: No such file or directory\ncollect2: error: ld returned 1 exit status\n"
                );
                return fail(process, &text);
            }
        }
    }
    let files = process.system.files();
    let musl = system::musl(files);
    if !system::has_libc_headers(files) {
        let missing: String = ["Scrt1.o", "crti.o"]
            .map(|file| format!("/usr/bin/ld: cannot find {file}: No such file or directory\n"))
            .concat();
        return fail(process, &format!("{missing}collect2: error: ld returned 1 exit status\n"));
    }
    if line.shared {
        let program = Embedded { language: Language::C, sources };
        return match system::write_library(files, &path, 15_600, &program) {
            Ok(()) => Ok(0),
            Err(errno) => fail(
                process,
                &format!(
                    "/usr/bin/ld: cannot open output file {output}: {errno}\ncollect2: error: ld returned 1 exit status\n"
                ),
            ),
        };
    }
    let has_main = sources.iter().any(|source| {
        source
            .text
            .lines()
            .any(|line| !line.trim_start().starts_with("//") && (line.contains("main(") || line.contains("main (")))
    });
    if !has_main {
        let place = if musl {
            "/usr/lib/Scrt1.o: in function `_start_c':"
        } else {
            "/usr/lib/gcc/x86_64-linux-gnu/14/../../../x86_64-linux-gnu/Scrt1.o: in function `_start':"
        };
        return fail(
            process,
            &format!(
                "/usr/bin/ld: {place}\n(.text+0x17): undefined reference to `main'\ncollect2: error: ld returned 1 exit status\n"
            ),
        );
    }
    if plus {
        needs.push("libstdc++.so.6".into());
    }
    needs.push(system::libc(musl).into());
    let program = Embedded { language: Language::C, sources };
    let size = match (line.fixed, musl) {
        (false, _) => 15_960,
        (true, true) => 132_000,
        (true, false) => 770_000,
    };
    let linked = Linked { needs: (!line.fixed).then_some(needs), program: &program, size, machine: system::X86_64 };
    match linked.write(process.system.files(), &path) {
        Ok(()) => Ok(0),
        Err(errno) => fail(
            process,
            &format!(
                "/usr/bin/ld: cannot open output file {output}: {errno}\ncollect2: error: ld returned 1 exit status\n"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::run;
    use crate::shell::Flavour;
    use crate::shell::testing::{Machine, run_on};
    use crate::vfs::Files;

    #[test]
    fn a_shared_library_carries_what_it_was_made_from() {
        let mut machine = Machine::new(Flavour::Gnu);
        machine.tree.make_dirs("/usr/include", 0o755).unwrap();
        for (path, text) in [
            ("/usr/include/stdio.h", ""),
            ("/tmp/add.c", "int add(int a, int b) { return a + b; }\n"),
            (
                "/tmp/main.c",
                "#include <stdio.h>\nint add(int a, int b);\nint main(void) {\n  printf(\"%d\\n\", add(2, 3));\n  return 0;\n}\n",
            ),
        ] {
            machine.tree.write(path, text.into(), 0o644).unwrap();
        }
        assert_eq!(run(&mut machine, "gcc -shared -fPIC -o libadd.so add.c"), (String::new(), Ok(0)));
        assert_eq!(run(&mut machine, "gcc -o app main.c -L/tmp -ladd"), (String::new(), Ok(0)));
        assert_eq!(run(&mut machine, "gcc -o other main.c ./libadd.so"), (String::new(), Ok(0)));
        let outcome = run_on(&mut machine, "cd /tmp; ./app; ./other", "").expect("it ends");
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("5\n5\n", ""));
        for program in ["/tmp/app", "/tmp/other"] {
            let bytes = machine.tree.read(program).expect("it was linked").to_bytes();
            assert_eq!(crate::shell::elf::needs(&bytes), ["libadd.so", "libc.so.6"]);
        }
        for option in ["-fsanitize=address", "-fprofile-arcs", "-E"] {
            let words = format!("gcc: layercake does not simulate the option {option}\n");
            assert_eq!(run(&mut machine, &format!("gcc {option} main.c")), (words, Ok(1)));
        }
    }
}
