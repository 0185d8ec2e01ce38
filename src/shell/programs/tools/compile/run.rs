//! Runs what a compiled program carries. Go and Java are [`run_compiled`]'s; C and Rust are run here as far as they are a
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

/// A piece of what is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Variable(String),
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Print { pieces: Vec<Piece>, gap: &'static str, end: &'static str, stream: Stream },
    Exit(i32),
    Unknown { line: usize, text: String },
}

/// Runs a program.
pub fn embedded(process: &mut Process<'_>, program: &Embedded) -> Ended {
    if matches!(program.language, Language::Go | Language::Java) {
        return run_compiled(process, program);
    }
    let Some((file, body, first)) = program.sources.iter().find_map(|file| main_of(program.language, file)) else {
        process.output.write(Stream::Err, b"layercake: the program has no main that is simulated\n")?;
        return Ok(1);
    };
    for step in steps(program.language, &body, first) {
        process.system.step()?;
        match step {
            Step::Exit(status) => return Ok(status),
            Step::Unknown { line, text } => {
                let text = format!("layercake: {}, line {line}: {text} is not simulated\n", file.path);
                process.output.write(Stream::Err, text.as_bytes())?;
                return Ok(1);
            }
            Step::Print { pieces, gap, end, stream } => {
                let texts: Vec<String> = pieces
                    .into_iter()
                    .map(|piece| match piece {
                        Piece::Text(text) => text,
                        Piece::Variable(name) => process.environment.get(&name).cloned().unwrap_or_default(),
                    })
                    .collect();
                process.output.write(stream, format!("{}{end}", texts.join(gap)).as_bytes())?;
            }
        }
    }
    Ok(0)
}

/// The body of `main`, and the number of its first line.
fn main_of(language: Language, file: &SourceFile) -> Option<(&SourceFile, String, usize)> {
    let heads: &[&str] = match language {
        Language::Rust => &["fn main("],
        Language::C => &["int main(", "void main(", "main("],
        _ => return None,
    };
    let at = heads.iter().find_map(|head| file.text.find(head))?;
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

fn steps(language: Language, body: &str, first: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    for (offset, line) in body.split('\n').enumerate() {
        let text = line.trim().trim_end_matches(';').trim();
        if text.is_empty() || text.starts_with("//") || text.starts_with("/*") {
            continue;
        }
        let step = statement(language, text);
        steps.push(step.unwrap_or_else(|| Step::Unknown { line: first + offset, text: text.into() }));
    }
    steps
}

fn statement(language: Language, text: &str) -> Option<Step> {
    let call = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    let print = |arguments: &str, gap: &'static str, end: &'static str, stream: Stream| {
        Some(Step::Print { pieces: pieces(arguments)?, gap, end, stream })
    };
    match language {
        Language::C => {
            if let Some(arguments) = call("puts") {
                return print(arguments, "", "\n", Stream::Out);
            }
            if let Some(arguments) = call("printf") {
                return filled(pieces(arguments)?, "%");
            }
            let status = text.strip_prefix("return").map(str::trim).or_else(|| call("exit"))?;
            match status {
                "EXIT_SUCCESS" | "" => Some(Step::Exit(0)),
                "EXIT_FAILURE" => Some(Step::Exit(1)),
                number => number.parse().ok().map(Step::Exit),
            }
        }
        Language::Rust => {
            let (arguments, stream) = match call("println!") {
                Some(arguments) => (arguments, Stream::Out),
                None => (call("eprintln!")?, Stream::Err),
            };
            match filled(pieces(arguments)?, "{")? {
                Step::Print { pieces, .. } => Some(Step::Print { pieces, gap: "", end: "\n", stream }),
                other => Some(other),
            }
        }
        _ => None,
    }
}

/// Arguments that are texts or variables of the environment.
fn pieces(arguments: &str) -> Option<Vec<Piece>> {
    let mut rest = arguments.trim();
    let mut all = Vec::new();
    while !rest.is_empty() {
        let variable = ["getenv(\""].iter().find_map(|head| rest.strip_prefix(head));
        if let Some(after) = variable {
            let (name, after) = after.split_once("\")")?;
            all.push(Piece::Variable(name.into()));
            rest = after;
        } else {
            let (text, after) = literal(rest)?;
            all.push(Piece::Text(text));
            rest = after;
        }
        rest = rest.trim_start();
        match rest.strip_prefix([',', '+']) {
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

/// A format whose places are filled with the other arguments, in order.
fn filled(pieces: Vec<Piece>, mark: &str) -> Option<Step> {
    let mut pieces = pieces.into_iter();
    let Some(Piece::Text(format)) = pieces.next() else { return None };
    let places: &[&str] = if mark == "%" { &["%s", "%v", "%q"] } else { &["{}", "{:?}"] };
    let mut all = Vec::new();
    let mut rest = format.as_str();
    while let Some((at, place)) = places.iter().filter_map(|place| Some((rest.find(place)?, place))).min() {
        all.push(Piece::Text(rest.get(..at)?.replace("%%", "%")));
        all.push(pieces.next()?);
        rest = rest.get(at + place.len()..)?;
    }
    if rest.replace("%%", "").contains('%') && mark == "%" || rest.contains('{') && mark == "{" {
        return None;
    }
    all.push(Piece::Text(rest.replace("%%", "%")));
    Some(Step::Print { pieces: all, gap: "", end: "", stream: Stream::Out })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(language: Language, body: &str) -> Vec<Step> {
        steps(language, body, 1)
    }

    fn texts(steps: &[Step]) -> String {
        let pieces = steps.iter().flat_map(|step| match step {
            Step::Print { pieces, end, .. } => {
                let texts = pieces.iter().map(|piece| match piece {
                    Piece::Text(text) => text.clone(),
                    Piece::Variable(name) => format!("${name}"),
                });
                texts.chain([end.to_string()]).collect::<Vec<_>>()
            }
            other => vec![format!("{other:?}")],
        });
        pieces.collect()
    }

    #[test]
    fn greetings_of_two_languages_are_read() {
        assert_eq!(texts(&of(Language::C, "printf(\"a %s\\n\", getenv(\"X\"));\nreturn 3;")), "a $X\nExit(3)");
        assert_eq!(texts(&of(Language::Rust, "println!(\"hello {}\", \"you\");")), "hello you\n");
        assert!(matches!(of(Language::C, "\nint x = 1;")[..], [Step::Unknown { line: 2, .. }]));
    }
}
