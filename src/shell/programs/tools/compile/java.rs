//! `javac` and `jar`: classes and archives that carry their sources; and `dotnet`, of which only one line is true.

use super::jdk::Jdk;
use super::system;
use super::words::balanced;
use crate::shell::embedded::{Embedded, Language, SourceFile};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(in super::super) static JAVAC: Applet =
    Applet { names: &["javac"], about: "the Java compiler", usage: "[-d DIR] [-cp PATH] FILE...", run: javac };
pub(in super::super) static JAR: Applet =
    Applet { names: &["jar"], about: "packs Java classes", usage: "cf|cfe|tf FILE [CLASS] FILE...", run: jar };
pub(in super::super) static DOTNET: Applet = Applet {
    names: &["dotnet"],
    about: ".NET; not simulated",
    usage: "[ARG]...",
    run: |process| {
        let text = "dotnet: the sandbox builds and runs no .NET programs; take a Go, Python, Node or Java example\n";
        process.output.write(Stream::Err, text.as_bytes())?;
        Ok(1)
    },
};

/// What a class file, and an archive, begins with.
pub const CLASS: &[u8] = b"\xca\xfe\xba\xbe";
pub const ARCHIVE: &[u8] = b"PK\x03\x04";
/// Bytes of an archive that its manifest is in.
const HEAD: usize = 1024;
/// Nanoseconds that compiling takes.
const COMPILING: i64 = 700_000_000;

/// The JDK's version.
pub fn version(process: &Process<'_>) -> String {
    Jdk::of(process).version
}

fn javac(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.iter().any(|word| word == "-version" || word == "--version") {
        let version = version(process);
        process.print(&format!("javac {version}\n"))?;
        return Ok(0);
    }
    let mut folder = None;
    let mut inputs = Vec::new();
    let mut rest = words.into_iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-d" => folder = rest.next(),
            "-cp" | "-classpath" | "--class-path" | "--release" | "-source" | "-target" | "-encoding"
            | "-sourcepath" => {
                rest.next();
            }
            other if other.starts_with('-') => {}
            _ => inputs.push(word),
        }
    }
    if inputs.is_empty() {
        process.print("Usage: javac <options> <source files>\nuse --help for a list of possible options\n")?;
        return Ok(2);
    }
    let mut sources = Vec::new();
    for input in &inputs {
        let Some(text) = system::source(process, input)? else {
            let text = format!(
                "error: file not found: {input}\nUsage: javac <options> <source files>\nuse --help for a list of possible options\n"
            );
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(2);
        };
        sources.push(SourceFile { path: input.clone(), text });
    }
    process.system.sleep(COMPILING)?;
    let problems: Vec<String> = sources.iter().flat_map(problems).collect();
    if !problems.is_empty() {
        let count = problems.len();
        let plural = if count == 1 { "error" } else { "errors" };
        process.output.write(Stream::Err, format!("{}{count} {plural}\n", problems.concat()).as_bytes())?;
        return Ok(1);
    }
    for source in &sources {
        let package = package(&source.text).replace('.', "/");
        for class in classes(&source.text) {
            let beside = source.path.rsplit_once('/').map_or(".", |(folder, _)| folder);
            let base = match &folder {
                Some(folder) if package.is_empty() => folder.clone(),
                Some(folder) => format!("{folder}/{package}"),
                None => beside.to_string(),
            };
            let path = process.absolute(&format!("{base}/{class}.class"));
            // The class's own source first, those beside it behind.
            let mut all = vec![source.clone()];
            all.extend(sources.iter().filter(|other| other.path != source.path).cloned());
            let bytes = Embedded { language: Language::Java, sources: all }.behind(CLASS);
            if let Err(errno) = super::super::packages::put(process.system.files(), &path, bytes.into(), 0o644) {
                let text = format!("{}:1: error: error while writing {class}: {path}: {errno}\n1 error\n", source.path);
                process.output.write(Stream::Err, text.as_bytes())?;
                return Ok(1);
            }
        }
    }
    Ok(0)
}

/// The package of a source.
pub fn package(text: &str) -> String {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("package "));
    line.map(|rest| rest.trim_end_matches(';').trim().to_string()).unwrap_or_default()
}

/// The classes that a source declares.
pub fn classes(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.starts_with('*')) {
        let words: Vec<&str> = line
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .filter(|word| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            if let [kind, name] = pair
                && matches!(*kind, "class" | "interface" | "record" | "enum")
                && line.contains('{')
                && name.starts_with(char::is_uppercase)
            {
                all.push(name.to_string());
                break;
            }
        }
    }
    all
}

/// What is wrong with a source at first sight, as javac shows it.
pub fn problems(source: &SourceFile) -> Vec<String> {
    let SourceFile { path, text } = source;
    let show = |number: usize, column: usize, what: &str| {
        let line = text.lines().nth(number - 1).unwrap_or_default();
        format!("{path}:{number}: error: {what}\n{line}\n{}^\n", " ".repeat(column))
    };
    let public = text.lines().enumerate().find_map(|(number, line)| {
        let rest = line.split_once("public class ")?.1;
        let name: String = rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
        Some((number + 1, line.find("class")?, name))
    });
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".java");
    if let Some((number, column, name)) = public.filter(|(_, _, name)| name != stem) {
        return vec![show(
            number,
            column,
            &format!("class {name} is public, should be declared in a file named {name}.java"),
        )];
    }
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim_end();
        let call = ["System.out.print", "return "].iter().any(|start| trimmed.trim_start().starts_with(start));
        if call && trimmed.ends_with([')', '"']) && trimmed.matches('(').count() == trimmed.matches(')').count() {
            return vec![show(number + 1, trimmed.len(), "';' expected")];
        }
    }
    if !balanced(text) {
        let last = text.lines().count().max(1);
        let column = text.lines().last().map_or(0, str::len);
        return vec![show(last, column, "reached end of file while parsing")];
    }
    Vec::new()
}

/// What `jar` says when it is called wrongly.
const JAR_USAGE: &str =
    "Usage: jar [OPTION...] [ [--release VERSION] [-C dir] files] ...\nTry `jar --help' for more information.\n";

/// `jar cf`, `jar cfe`, `jar tf`
fn jar(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let letters = words.first().cloned().unwrap_or_default();
    if letters == "--version" {
        let version = version(process);
        process.print(&format!("jar {version}\n"))?;
        return Ok(0);
    }
    let letters = letters.trim_start_matches('-').to_string();
    let mode: Vec<char> = letters.chars().filter(|letter| "ctxuid".contains(*letter)).collect();
    match mode.as_slice() {
        ['c' | 't'] => {}
        [other] => {
            let text = format!("jar: layercake does not simulate the option {other}\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(1);
        }
        _ => {
            process.output.write(Stream::Err, JAR_USAGE.as_bytes())?;
            return Ok(1);
        }
    }
    let mut rest = words.into_iter().skip(1);
    let (mut file, mut entry, mut manifest) = (None, None, None);
    for letter in letters.chars() {
        match letter {
            'f' => file = rest.next(),
            'e' => entry = rest.next(),
            'm' => manifest = rest.next(),
            _ => {}
        }
    }
    let Some(file) = file else {
        process.output.write(Stream::Err, JAR_USAGE.as_bytes())?;
        return Ok(1);
    };
    let path = process.absolute(&file);
    if letters.contains('t') {
        let content =
            process.system.files().read(&path).ok().and_then(|content| content.bytes_up_to(system::SOURCE_LIMIT).ok());
        let Some(embedded) = content.and_then(|bytes| Embedded::of(&bytes)) else {
            let text = format!("java.io.FileNotFoundException: {file} (No such file or directory)\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(1);
        };
        process.print("META-INF/\nMETA-INF/MANIFEST.MF\n")?;
        for source in &embedded.sources {
            let package = package(&source.text).replace('.', "/");
            let gap = if package.is_empty() { "" } else { "/" };
            for class in classes(&source.text) {
                process.print(&format!("{package}{gap}{class}.class\n"))?;
            }
        }
        return Ok(0);
    }
    if let Some(text) = manifest.map(|name| system::source(process, &name)).transpose()?.flatten() {
        entry = entry.or_else(|| {
            text.lines().find_map(|line| line.strip_prefix("Main-Class:").map(|name| name.trim().to_string()))
        });
    }
    let mut sources: Vec<SourceFile> = Vec::new();
    let mut folder = process.directory.clone();
    let mut words = rest;
    while let Some(word) = words.next() {
        if word == "-C" {
            folder = process.absolute(&words.next().unwrap_or_default());
            continue;
        }
        let place = crate::shell::absolute::absolute(&folder, &word);
        gather(process, &place, &mut sources, 0);
    }
    write_archive(process, &path, entry.as_deref(), sources)
}

/// The sources of the classes below a path.
pub fn gather(process: &mut Process<'_>, path: &str, sources: &mut Vec<SourceFile>, depth: usize) {
    const DEEPEST: usize = 30;
    let files = process.system.files();
    if let Ok(entries) = files.read_dir(path)
        && depth < DEEPEST
    {
        for entry in entries {
            gather(process, &format!("{}/{}", path.trim_end_matches('/'), entry.name), sources, depth + 1);
        }
        return;
    }
    let content = files.read(path).ok().and_then(|content| content.bytes_up_to(system::SOURCE_LIMIT).ok());
    if let Some(embedded) = content.and_then(|bytes| Embedded::of(&bytes)) {
        for source in embedded.sources {
            if !sources.iter().any(|known| known.path == source.path) {
                sources.push(source);
            }
        }
    }
}

/// Whether an archive says which class starts.
pub fn has_main(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    String::from_utf8_lossy(head).contains("\nMain-Class: ")
}

/// Writes an archive whose main class stands first.
pub fn write_archive(
    process: &mut Process<'_>,
    path: &str,
    entry: Option<&str>,
    mut sources: Vec<SourceFile>,
) -> Ended {
    let main = |source: &SourceFile| match entry {
        Some(entry) => classes(&source.text).iter().any(|class| entry.rsplit('.').next() == Some(class)),
        None => false,
    };
    sources.sort_by_key(|source| !main(source));
    let manifest = match entry {
        Some(entry) => format!("Manifest-Version: 1.0\nMain-Class: {entry}\n"),
        None => "Manifest-Version: 1.0\n".to_string(),
    };
    let mut magic = ARCHIVE.to_vec();
    magic.extend_from_slice(manifest.as_bytes());
    let bytes = Embedded { language: Language::Java, sources }.behind(&magic);
    match super::super::packages::put(process.system.files(), path, bytes.into(), 0o644) {
        Ok(()) => Ok(0),
        Err(errno) => {
            process.output.write(Stream::Err, format!("java.io.IOException: {path}: {errno}\n").as_bytes())?;
            Ok(1)
        }
    }
}
