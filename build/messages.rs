//! Makes functions of the messages: see `src/tell/mod.rs` for the form of the files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::{fs, io};

/// The language that has all messages.
const ENGLISH: &str = "en";

/// A piece of a message.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    /// What the caller gives under this name.
    Given(String),
    /// A word for one, a word for any other number, and the name of the number.
    Counted(String, String, String),
}

type Messages = BTreeMap<String, Vec<Piece>>;

/// Writes the functions of all messages in `folder`.
pub fn functions(folder: &str) -> io::Result<()> {
    println!("cargo::rerun-if-changed={folder}");
    println!("cargo::rerun-if-changed=build/messages.rs");
    let mut languages = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(language) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".txt")) else { continue };
        languages.insert(language.to_string(), read(&path.to_string_lossy(), &fs::read_to_string(&path)?));
    }
    let english = languages.remove(ENGLISH).expect("messages/en.txt is there");
    for (language, messages) in &languages {
        for (key, pieces) in messages {
            let Some(model) = english.get(key) else { panic!("messages/{language}.txt: `{key}` is no message") };
            let (has, wanted) = (names(pieces), names(model));
            assert!(
                has.iter().collect::<BTreeSet<_>>() == wanted.iter().collect::<BTreeSet<_>>(),
                "messages/{language}.txt: `{key}` has the arguments {has:?}, and in English {wanted:?}"
            );
        }
    }
    let codes: Vec<&str> = languages.keys().map(String::as_str).collect();
    let mut code = format!(
        "/// Languages with messages of their own; the first has all.\nconst LANGUAGES: &[&str] = &[{ENGLISH:?}"
    );
    codes.iter().for_each(|language| code += &format!(", {language:?}"));
    code += "];\n";
    for (key, pieces) in &english {
        function(&mut code, key, pieces, &languages);
    }
    super::write_out("messages.rs", &code)
}

fn function(code: &mut String, key: &str, english: &[Piece], languages: &BTreeMap<String, Messages>) {
    let arguments: Vec<String> = names(english).iter().map(|name| format!("{name}: impl Display")).collect();
    let write = |code: &mut String, line: String| writeln!(code, "{line}").expect("a string takes text");
    write(code, format!("#[doc = {:?}]", shown(english).replace('[', "\\[")));
    write(code, format!("pub fn {key}({}) -> String {{\n    match spoken() {{", arguments.join(", ")));
    for (at, messages) in languages.values().enumerate() {
        if let Some(pieces) = messages.get(key) {
            write(code, format!("        {} => {},", at + 1, expression(pieces)));
        }
    }
    write(code, format!("        _ => {},\n    }}\n}}", expression(english)));
}

/// The message as it is written.
fn shown(pieces: &[Piece]) -> String {
    let shown = |piece: &Piece| match piece {
        Piece::Text(text) => text.replace('\n', " "),
        Piece::Given(name) => format!("`{name}`"),
        Piece::Counted(_, many, _) => many.clone(),
    };
    pieces.iter().map(shown).collect()
}

/// The Rust that makes the text.
fn expression(pieces: &[Piece]) -> String {
    if let [Piece::Text(text)] = pieces {
        return format!("String::from({text:?})");
    }
    let mut form = String::new();
    let mut counted = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => form += &text.replace('{', "{{").replace('}', "}}"),
            Piece::Given(name) => form += &format!("{{{name}}}"),
            Piece::Counted(one, many, name) => {
                form += &format!("{{counted_{at}}}");
                counted += &match one == many {
                    true => format!(", counted_{at} = {one:?}"),
                    false => format!(", counted_{at} = if is_one(&{name}) {{ {one:?} }} else {{ {many:?} }}"),
                };
            }
        }
    }
    format!("format!({form:?}{counted})")
}

/// The names of the arguments, in the order of the text.
fn names(pieces: &[Piece]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces {
        if let Piece::Given(name) | Piece::Counted(_, _, name) = piece
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
}

/// Reads a file: `key = text`, lines that begin with a blank go on (after a blank, or `\n`), `#` begins a remark, `\n`
/// is a new line.
fn read(file: &str, text: &str) -> Messages {
    let mut messages = BTreeMap::new();
    let mut last: Option<(String, String)> = None;
    let mut keep = |entry: Option<(String, String)>| {
        if let Some((key, text)) = entry {
            let twice = messages.insert(key.clone(), pieces(&text.replace("\\n", "\n")));
            assert!(twice.is_none(), "{file}: `{key}` is there twice");
        }
    };
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        if line.starts_with(' ') {
            let (_, text) = last.as_mut().unwrap_or_else(|| panic!("{file}:{}: goes on after nothing", at + 1));
            *text += if text.ends_with("\\n") { "" } else { " " };
            *text += line.trim();
            continue;
        }
        let entry = line.split_once(" = ").unwrap_or_else(|| panic!("{file}:{}: `key = text` is missing", at + 1));
        keep(last.replace((entry.0.into(), entry.1.into())));
    }
    keep(last);
    messages
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        plain += before;
        let inside = from.find('}').map_or("", |end| &from[1..end]);
        let (name, words) = inside.split_once(':').map_or((inside, None), |(name, words)| (name, Some(words)));
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let piece = match words.map(|words| words.split_once('|')) {
            _ if !is_name => None,
            None => Some(Piece::Given(name.into())),
            Some(words) => words.map(|(one, many)| Piece::Counted(one.into(), many.into(), name.into())),
        };
        match piece {
            Some(piece) => {
                pieces.extend((!plain.is_empty()).then(|| Piece::Text(std::mem::take(&mut plain))));
                pieces.push(piece);
                rest = &from[inside.len() + 2..];
            }
            None => {
                plain.push('{');
                rest = &from[1..];
            }
        }
    }
    plain += rest;
    pieces.extend((!plain.is_empty()).then_some(Piece::Text(plain)));
    pieces
}
