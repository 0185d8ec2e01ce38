//! Ruby, PHP and Perl, as far as the smallest programs of tutorials go: statements one after the other that print text,
//! values of the environment, arguments and files, and keep values in variables. The first statement that is anything
//! else is named with its line.

mod cursor;
mod expression;
mod statements;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;

use super::super::{Bail, Ended};
use crate::shell::{Process, Stream};
use cursor::{Cursor, Stopped};
use serde::Deserialize;
use statements::{Statement, split};
use value::Value;

/// The longest program that is read, bytes.
const LONGEST: u64 = 1 << 20;

/// A language of which little is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::shell::programs) enum Tongue {
    Ruby,
    Php,
    Perl,
}

/// A program under way.
struct Running<'p, 'q> {
    process: &'p mut Process<'q>,
    tongue: Tongue,
    version: String,
    /// What it is called in messages.
    shown: String,
    arguments: Vec<String>,
    variables: BTreeMap<String, Value>,
}

/// Runs what the command line names: a text (`-e`, `-r`), a file, or standard input.
pub(in crate::shell::programs) fn run(process: &mut Process<'_>, tongue: Tongue, version: &str) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let (eval, shown) = match tongue {
        Tongue::Ruby => ("-e", "-e"),
        Tongue::Php => ("-r", "Command line code"),
        Tongue::Perl => ("-e", "-e"),
    };
    let mut text = None;
    while let Some(word) = words.first().filter(|word| word.starts_with('-') && word.len() > 1).cloned() {
        words.remove(0);
        match word.as_str() {
            _ if word == eval || tongue == Tongue::Perl && word == "-E" => {
                let given = if words.is_empty() { String::new() } else { words.remove(0) };
                text = Some(match text {
                    Some(before) => format!("{before}\n{given}"),
                    None => given,
                });
            }
            "-w" | "-W" | "-q" => {}
            "--" => break,
            other => {
                let name = process.name();
                let words = format!("layercake: {name}: the option {other} is not simulated\n");
                process.output.write(Stream::Err, words.as_bytes())?;
                return Ok(1);
            }
        }
    }
    let (text, shown) = match text {
        // `php -r` has no opening tag.
        Some(text) if tongue == Tongue::Php => (format!("<?php {text}"), shown.to_string()),
        Some(text) => (text, shown.to_string()),
        None if words.is_empty() || words.first().is_some_and(|word| word == "-") => {
            words.drain(..1.min(words.len()));
            let bytes = process.rest_of_stdin()?.to_bytes();
            (String::from_utf8_lossy(&bytes).into_owned(), "-".to_string())
        }
        None => {
            let file = words.remove(0);
            let path = process.absolute(&file);
            let content = process.system.files().read(&path).ok().and_then(|it| it.bytes_up_to(LONGEST).ok());
            let Some(bytes) = content else { return missing(process, tongue, &file) };
            (String::from_utf8_lossy(&bytes).into_owned(), file)
        }
    };
    let version = version.to_string();
    let mut running = Running { process, tongue, version, shown, arguments: words, variables: BTreeMap::new() };
    for statement in split(tongue, &text) {
        match running.step(&statement) {
            Ok(None) => {}
            Ok(Some(code)) => return Ok(code),
            Err(Stopped::By(bail)) => return Err(bail),
            Err(Stopped::Unknown) => return running.unknown(&statement),
        }
    }
    Ok(0)
}

fn missing(process: &mut Process<'_>, tongue: Tongue, file: &str) -> Ended {
    let (stream, words, status) = match tongue {
        Tongue::Ruby => (Stream::Err, format!("ruby: No such file or directory -- {file} (LoadError)\n"), 1),
        Tongue::Php => (Stream::Out, format!("Could not open input file: {file}\n"), 1),
        Tongue::Perl => (Stream::Err, format!("Can't open perl script \"{file}\": No such file or directory\n"), 2),
    };
    process.output.write(stream, words.as_bytes())?;
    Ok(status)
}

impl Running<'_, '_> {
    /// Names the statement that is not simulated.
    fn unknown(&mut self, statement: &Statement) -> Ended {
        let (shown, line) = (self.shown.clone(), statement.line);
        let first = statement.code.lines().next().unwrap_or_default();
        let text = format!("layercake: {shown}, line {line}: `{first}` is not simulated\n");
        self.process.output.write(Stream::Err, text.as_bytes())?;
        Ok(1)
    }

    /// Does a statement; the exit code, if it ends the program.
    fn step(&mut self, statement: &Statement) -> Result<Option<i32>, Stopped> {
        if statement.is_text {
            self.print(&statement.code)?;
            return Ok(None);
        }
        let mut cursor = Cursor::new(&statement.code);
        let word = cursor.peek_word();
        match (self.tongue, word.as_str()) {
            (Tongue::Ruby, "require") | (Tongue::Perl, "use") => self.library(&statement.code),
            (Tongue::Php, "declare") | (Tongue::Php, "namespace") => Ok(None),
            (Tongue::Ruby, "puts" | "print") | (Tongue::Php, "echo" | "print") | (Tongue::Perl, "print" | "say") => {
                cursor.take_word();
                let values = self.list(&mut cursor)?;
                let lines = matches!(word.as_str(), "puts" | "say");
                self.say(&values, lines, word == "puts")?;
                Ok(None)
            }
            (_, "exit") => {
                cursor.take_word();
                let values = self.list(&mut cursor)?;
                match values.first() {
                    None => Ok(Some(0)),
                    Some(Value::Number(code)) => Ok(Some((*code & 0xff) as i32)),
                    Some(_) => Err(Stopped::Unknown),
                }
            }
            _ => self.assign(&statement.code),
        }
    }

    /// Libraries that change nothing of what is simulated.
    fn library(&self, code: &str) -> Result<Option<i32>, Stopped> {
        const PLAIN: [&str; 10] =
            ["socket", "json", "time", "date", "set", "etc", "strict", "warnings", "utf8", "feature"];
        let name = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty()).nth(1);
        let is_version = name.is_some_and(|name| name.trim_start_matches('v').chars().all(|c| c.is_ascii_digit()));
        match name.is_some_and(|name| PLAIN.contains(&name)) || is_version {
            true => Ok(None),
            false => Err(Stopped::Unknown),
        }
    }

    /// `name = value`, or a literal that nobody uses.
    fn assign(&mut self, code: &str) -> Result<Option<i32>, Stopped> {
        const QUIET: [&str; 4] = ["$stdout.sync", "STDOUT.sync", "$|", "$stderr.sync"];
        let Some((name, value)) = code.split_once('=') else {
            let is_literal = code.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '"' | '\''));
            let mut cursor = Cursor::new(code);
            self.expression(&mut cursor)?;
            cursor.end()?;
            return if is_literal { Ok(None) } else { Err(Stopped::Unknown) };
        };
        if value.starts_with(['=', '~', '>']) {
            return Err(Stopped::Unknown);
        }
        let name = name.trim();
        if QUIET.contains(&name) {
            return Ok(None);
        }
        let name = match self.tongue {
            Tongue::Perl => name.strip_prefix("my ").or_else(|| name.strip_prefix("our ")).unwrap_or(name).trim(),
            _ => name,
        };
        let bare = match self.tongue {
            Tongue::Ruby => Some(name),
            Tongue::Php | Tongue::Perl => name.strip_prefix('$'),
        };
        let bare = bare.filter(|bare| is_name(bare)).ok_or(Stopped::Unknown)?;
        let mut cursor = Cursor::new(value);
        let value = self.expression(&mut cursor)?;
        cursor.end()?;
        self.variables.insert(bare.to_string(), value);
        Ok(None)
    }

    /// Prints values: each on a line (`puts`), all on one (`say`), or as they are.
    fn say(&mut self, values: &[Value], lines: bool, each: bool) -> Result<(), Stopped> {
        let mut text = String::new();
        for value in values {
            let parts = match value {
                Value::List(parts) if each => parts.clone(),
                value => vec![value.clone()],
            };
            for part in parts {
                let shown = part.shown(self.tongue);
                text += &shown;
                if each && !shown.ends_with('\n') {
                    text.push('\n');
                }
            }
        }
        if lines && !each || each && values.is_empty() {
            text.push('\n');
        }
        self.print(&text)
    }

    fn print(&mut self, text: &str) -> Result<(), Stopped> {
        self.process.print(text).map_err(|stop| Stopped::By(Bail::from(stop)))
    }
}

/// Whether a text is a name of a variable.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
