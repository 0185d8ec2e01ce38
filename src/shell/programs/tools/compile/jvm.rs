//! `java`: finds the class or archive that is named, and runs the sources that it carries.

use super::jdk::Jdk;
use super::{java, system};
use crate::shell::embedded::{Embedded, Language, SourceFile};
use crate::shell::programs::script::run_compiled;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(in super::super) static JAVA: Applet = Applet {
    names: &["java"],
    about: "runs Java programs",
    usage: "[-cp PATH] [-Dname=value] CLASS | -jar FILE | FILE.java [ARG]...",
    run,
};

/// Options that take a word.
const WITH_VALUE: &[&str] = &["--add-opens", "--add-modules", "--module-path", "-p", "--enable-native-access"];

/// What is to be run.
enum Target {
    Class(String),
    Archive(String),
    Source(String),
}

fn run(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
    let mut path = process.environment.get("CLASSPATH").cloned().unwrap_or_else(|| ".".into());
    let mut target = None;
    while let Some(word) = words.next() {
        match word.as_str() {
            "-version" | "--version" => return version(process, word == "-version"),
            "-cp" | "-classpath" | "--class-path" => path = words.next().unwrap_or_default(),
            "-jar" => target = words.next().map(Target::Archive),
            word if WITH_VALUE.contains(&word) => drop(words.next()),
            option if option.starts_with('-') => {}
            file if file.ends_with(".java") => target = Some(Target::Source(file.into())),
            class => target = Some(Target::Class(class.replace('/', "."))),
        }
        if target.is_some() {
            break;
        }
    }
    let sources = match &target {
        Some(Target::Archive(file)) => archive(process, file)?,
        Some(Target::Source(file)) => source(process, file)?,
        Some(Target::Class(name)) => class(process, name, &path)?,
        None => {
            let text = "Usage: java [options] <mainclass> [args...]\n           (to execute a class)\n   or  java [options] -jar <jarfile> [args...]\n           (to execute a jar file)\n";
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(1);
        }
    };
    let Some(sources) = sources else { return Ok(1) };
    process.arguments = ["java".to_string()].into_iter().chain(words).collect();
    run_compiled(process, &Embedded { language: Language::Java, sources })
}

fn version(process: &mut Process<'_>, to_errors: bool) -> Ended {
    let text = Jdk::of(process).lines(!to_errors);
    process.output.write(if to_errors { Stream::Err } else { Stream::Out }, text.as_bytes())?;
    Ok(0)
}

/// What an archive carries.
fn archive(process: &mut Process<'_>, file: &str) -> Result<Option<Vec<SourceFile>>, crate::shell::Stop> {
    let path = process.absolute(file);
    let bytes = process.system.files().read(&path).ok();
    let bytes = bytes.and_then(|content| content.bytes_up_to(system::SOURCE_LIMIT * 4).ok());
    let Some(bytes) = bytes else {
        process.output.write(Stream::Err, format!("Error: Unable to access jarfile {file}\n").as_bytes())?;
        return Ok(None);
    };
    let text = match Embedded::of(&bytes) {
        Some(program) if java::has_main(&bytes) => return Ok(Some(program.sources)),
        Some(_) => format!("no main manifest attribute, in {file}\n"),
        None => format!("Error: Invalid or corrupt jarfile {file}\n"),
    };
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(None)
}

/// A source that is compiled in passing.
fn source(process: &mut Process<'_>, file: &str) -> Result<Option<Vec<SourceFile>>, crate::shell::Stop> {
    match system::source(process, file)? {
        Some(text) => Ok(Some(vec![SourceFile { path: file.into(), text }])),
        None => {
            process.output.write(Stream::Err, format!("error: file not found: {file}\n").as_bytes())?;
            Ok(None)
        }
    }
}

/// A class by name in the directories and archives of a class path, with all that is beside it.
fn class(process: &mut Process<'_>, name: &str, path: &str) -> Result<Option<Vec<SourceFile>>, crate::shell::Stop> {
    let file = format!("{}.class", name.replace('.', "/"));
    let mut found: Option<SourceFile> = None;
    let mut all: Vec<SourceFile> = Vec::new();
    for entry in path.split(':') {
        let entry = process.absolute(if entry.is_empty() { "." } else { entry.trim_end_matches("/*") });
        java::gather(process, &entry, &mut all, 0);
        let content = process.system.files().read(&format!("{}/{file}", entry.trim_end_matches('/'))).ok();
        let bytes = content.and_then(|content| content.bytes_up_to(system::SOURCE_LIMIT).ok());
        let of_class = bytes.and_then(|bytes| Embedded::of(&bytes)).and_then(|own| own.sources.into_iter().next());
        let short = name.rsplit('.').next().unwrap_or(name);
        found = found.or(of_class).or_else(|| {
            let declares = |source: &&SourceFile| {
                java::package(&source.text).is_empty() != name.contains('.')
                    && java::classes(&source.text).iter().any(|class| class == short)
            };
            all.iter().find(declares).cloned().filter(|_| entry.ends_with(".jar"))
        });
    }
    match found {
        Some(first) => {
            all.retain(|source| source.path != first.path);
            all.insert(0, first);
            Ok(Some(all))
        }
        None => {
            let text = format!(
                "Error: Could not find or load main class {name}\nCaused by: java.lang.ClassNotFoundException: {name}\n"
            );
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(None)
        }
    }
}
