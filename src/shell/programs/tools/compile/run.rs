//! Runs what a compiled program carries. C, Go and Java are [`run_compiled`]'s; Rust is run here as far as it is a
//! greeting: statements of `main` that print texts and variables of the environment, and end with a status. For anything
//! else it says which line is not simulated.

use crate::shell::embedded::{Embedded, Language, SourceFile};
use crate::shell::launch::find;
use crate::shell::programs::script::run_compiled;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

/// A statically linked program file: nothing is looked for.
pub(in super::super) static COMPILED: Applet = Applet {
    names: &["compiled"],
    about: "a program that one of the sandbox's compilers made",
    usage: "[ARG]...",
    run: |process| {
        let path = process.environment.get("PATH").cloned();
        let (name, directory) = (process.arguments.first().cloned().unwrap_or_default(), process.directory.clone());
        let files = process.system.files();
        let file = find(files, &name, &directory, path.as_deref()).unwrap_or(name);
        let content =
            files.read(&file).ok().and_then(|content| content.bytes_up_to(super::system::SOURCE_LIMIT * 4).ok());
        match content.and_then(|bytes| Embedded::of(&bytes)) {
            Some(program) => embedded(process, &program),
            None => Ok(0),
        }
    },
};

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Print { text: String, stream: Stream },
    Unknown { line: usize, text: String },
}

/// Runs a program.
pub fn embedded(process: &mut Process<'_>, program: &Embedded) -> Ended {
    if matches!(program.language, Language::C | Language::Go | Language::Java) {
        return run_compiled(process, program);
    }
    let Some((file, body, first)) = program.sources.iter().find_map(|file| main_of(program.language, file)) else {
        process.output.write(Stream::Err, b"layercake: the program has no main that is simulated\n")?;
        return Ok(1);
    };
    for step in steps(&body, first) {
        process.system.step()?;
        match step {
            Step::Unknown { line, text } => {
                let text = format!("layercake: {}, line {line}: {text} is not simulated\n", file.path);
                process.output.write(Stream::Err, text.as_bytes())?;
                return Ok(1);
            }
            Step::Print { text, stream } => process.output.write(stream, text.as_bytes())?,
        }
    }
    Ok(0)
}

/// The body of `main`, and the number of its first line.
fn main_of(language: Language, file: &SourceFile) -> Option<(&SourceFile, String, usize)> {
    if language != Language::Rust {
        return None;
    }
    let at = file.text.find("fn main(")?;
    let open = at + file.text.get(at..)?.find('{')?;
    let mut depth = 0_usize;
    for (offset, letter) in file.text.get(open..)?.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            let body = file.text.get(open + 1..open + offset)?.to_string();
            let first = file.text.get(..=open)?.matches('\n').count() + 1;
            return Some((file, body, first));
        }
    }
    None
}

fn steps(body: &str, first: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    for (offset, line) in body.split('\n').enumerate() {
        let text = line.trim().trim_end_matches(';').trim();
        if text.is_empty() || text.starts_with("//") || text.starts_with("/*") {
            continue;
        }
        let step = statement(text);
        steps.push(step.unwrap_or_else(|| Step::Unknown { line: first + offset, text: text.into() }));
    }
    steps
}

fn statement(text: &str) -> Option<Step> {
    let call = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    let (arguments, stream, end) = match (call("println!"), call("print!")) {
        (Some(arguments), _) => (arguments, Stream::Out, "\n"),
        (_, Some(arguments)) => (arguments, Stream::Out, ""),
        _ => (call("eprintln!")?, Stream::Err, "\n"),
    };
    Some(Step::Print { text: filled(&texts(arguments)?)? + end, stream })
}

/// Arguments that are texts.
fn texts(arguments: &str) -> Option<Vec<String>> {
    let mut rest = arguments.trim();
    let mut all = Vec::new();
    while !rest.is_empty() {
        let (text, after) = literal(rest)?;
        all.push(text);
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(after) => rest = after.trim_start(),
            None if rest.is_empty() => {}
            None => return None,
        }
    }
    Some(all)
}

/// A text in quotes, and what comes behind it.
fn literal(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut whole = String::new();
    let mut letters = inner.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((whole, inner.get(at + 1..)?)),
            '\\' => whole.push(match letters.next()?.1 {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            }),
            other => whole.push(other),
        }
    }
    None
}

/// A format whose places are filled with the other texts, in order.
fn filled(texts: &[String]) -> Option<String> {
    let mut texts = texts.iter();
    let mut rest = texts.next().map_or("", String::as_str);
    let mut whole = String::new();
    while let Some(at) = rest.find("{}") {
        whole += rest.get(..at)?;
        whole += texts.next()?;
        rest = rest.get(at + 2..)?;
    }
    (!rest.contains('{')).then(|| whole + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greeting_is_read() {
        let hello = Step::Print { text: "hello you\n".into(), stream: Stream::Out };
        assert_eq!(steps("println!(\"hello {}\", \"you\");", 1), [hello]);
        assert!(matches!(steps("\nlet x = 1;", 1)[..], [Step::Unknown { line: 2, .. }]));
    }
}
