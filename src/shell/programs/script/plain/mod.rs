//! PHP and Perl, as far as the smallest programs of tutorials go: statements one after the other that print text,
//! values of the environment, arguments and files, and keep values in variables. The first statement that is anything
//! else is named with its line.

mod cursor;
mod expression;
mod serving;
mod statements;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;

use super::super::{Bail, Ended};
use crate::shell::{Process, Stay, Stream};
use cursor::{Cursor, Stopped};
use statements::{Statement, split};
use value::Value;

pub(in crate::shell::programs) use serving::{Site, serve};

/// The longest program that is read, bytes.
const LONGEST: u64 = 1 << 20;

/// A language of which little is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
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
    /// What is asked of it, if it is a page of a site.
    page: Option<serving::Page>,
}

/// Runs what the command line names: a text (`-e`, `-r`), a file, or standard input.
pub(super) fn run(process: &mut Process<'_>, tongue: Tongue, version: &str) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let (eval, shown) = match tongue {
        Tongue::Php => ("-r", "Command line code"),
        Tongue::Perl => ("-e", "-e"),
    };
    let (mut text, mut address, mut root) = (None, None, None);
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
            "-S" | "-t" if tongue == Tongue::Php => {
                let value = if words.is_empty() { String::new() } else { words.remove(0) };
                *(if word == "-S" { &mut address } else { &mut root }) = Some(value);
            }
            "--" => break,
            other => {
                let name = process.name();
                let words = format!("layercake: {name}: the option {other} is not simulated\n");
                process.output.write(Stream::Err, words.as_bytes())?;
                return Ok(1);
            }
        }
    }
    if let Some(address) = address {
        return own_server(process, version, &address, root, &words);
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
    let variables = BTreeMap::new();
    let mut running = Running { process, tongue, version, shown, arguments: words, variables, page: None };
    running.play(&text)
}

/// `php -S ADDRESS:PORT [-t DIRECTORY]`
fn own_server(
    process: &mut Process<'_>,
    version: &str,
    address: &str,
    root: Option<String>,
    router: &[String],
) -> Ended {
    let port = address.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    let (Some(port), []) = (port, router) else {
        let words = match router.first() {
            Some(file) => format!("layercake: php: the router {file} is not simulated\n"),
            None => format!("Invalid address: {address}\n"),
        };
        process.output.write(Stream::Err, words.as_bytes())?;
        return Ok(1);
    };
    let root = process.absolute(root.as_deref().unwrap_or("."));
    if process.system.files().read_dir(&root).is_err() {
        process.output.write(Stream::Err, format!("Directory {root} does not exist.\n").as_bytes())?;
        return Ok(1);
    }
    let at = process.system.clock().now().in_utc("%a %b %e %H:%M:%S %Y");
    let words = format!("[{at}] PHP {version} Development Server (http://{address}) started\n");
    process.output.write(Stream::Err, words.as_bytes())?;
    // It does not handle SIGTERM: as process 1 it is deaf to it.
    let stay = Stay { on_stop_signal: (process.pid != 1).then_some(143), ..Stay::default() };
    let address = address.rsplit_once(':').map_or("", |(address, _)| address).to_string();
    serve(process, &Site { root, port, address, version: version.into(), apache: None, stay })
}

fn missing(process: &mut Process<'_>, tongue: Tongue, file: &str) -> Ended {
    let (stream, words, status) = match tongue {
        Tongue::Php => (Stream::Out, format!("Could not open input file: {file}\n"), 1),
        Tongue::Perl => (Stream::Err, format!("Can't open perl script \"{file}\": No such file or directory\n"), 2),
    };
    process.output.write(stream, words.as_bytes())?;
    Ok(status)
}

impl Running<'_, '_> {
    /// Does one statement after the other; the exit code.
    fn play(&mut self, text: &str) -> Ended {
        for statement in split(self.tongue, text) {
            match self.step(&statement) {
                Ok(None) => {}
                Ok(Some(code)) => return Ok(code),
                Err(Stopped::By(bail)) => return Err(bail),
                Err(Stopped::Unknown) => return self.unknown(&statement),
            }
        }
        Ok(0)
    }

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
            (Tongue::Perl, "use") => self.library(&statement.code),
            (Tongue::Php, "declare") | (Tongue::Php, "namespace") => Ok(None),
            (Tongue::Php, "echo" | "print") | (Tongue::Perl, "print" | "say") => {
                cursor.take_word();
                let values = self.list(&mut cursor)?;
                self.say(&values, word == "say")?;
                Ok(None)
            }
            (Tongue::Php, "phpinfo") => {
                let words = self.information();
                self.print(&words)?;
                Ok(None)
            }
            (Tongue::Php, "header") => {
                cursor.take_word();
                let values = self.list(&mut cursor)?;
                let given = values.first().map(|value| value.shown()).unwrap_or_default();
                let (name, text) = given.split_once(':').ok_or(Stopped::Unknown)?;
                if let Some(page) = &mut self.page {
                    page.headers.push((name.trim().into(), text.trim().into()));
                }
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
        const PLAIN: [&str; 4] = ["strict", "warnings", "utf8", "feature"];
        let name = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty()).nth(1);
        let is_version = name.is_some_and(|name| name.trim_start_matches('v').chars().all(|c| c.is_ascii_digit()));
        match name.is_some_and(|name| PLAIN.contains(&name)) || is_version {
            true => Ok(None),
            false => Err(Stopped::Unknown),
        }
    }

    /// `name = value`, or a literal that nobody uses.
    fn assign(&mut self, code: &str) -> Result<Option<i32>, Stopped> {
        const QUIET: [&str; 1] = ["$|"];
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
        let bare = name.strip_prefix('$');
        let bare = bare.filter(|bare| is_name(bare)).ok_or(Stopped::Unknown)?;
        let mut cursor = Cursor::new(value);
        let value = self.expression(&mut cursor)?;
        cursor.end()?;
        self.variables.insert(bare.to_string(), value);
        Ok(None)
    }

    /// Prints values, with the end of a line (`say`) or as they are.
    fn say(&mut self, values: &[Value], line: bool) -> Result<(), Stopped> {
        let mut text: String = values.iter().map(Value::shown).collect();
        if line {
            text.push('\n');
        }
        self.print(&text)
    }

    /// The first lines of what `phpinfo()` shows: as text, or as a page.
    fn information(&self) -> String {
        let host = self.process.system.hostname();
        let kernel = self.process.system.kernel_release();
        let api = match &self.page {
            Some(page) if page.server.get("SERVER_SOFTWARE").is_some_and(|name| name.starts_with("Apache")) => {
                "Apache 2.0 Handler"
            }
            Some(_) => "Built-in HTTP server",
            None => "Command Line Interface",
        };
        let system = format!("Linux {host} {kernel} x86_64");
        let rows = [("System", system.as_str()), ("Server API", api), ("PHP Version", &self.version)];
        if self.page.is_none() {
            let rows: String = rows.iter().map(|(name, text)| format!("{name} => {text}\n")).collect();
            return format!("phpinfo()\nPHP Version => {}\n\n{rows}", self.version);
        }
        let row = |(name, text): &(&str, &str)| {
            format!("<tr><td class=\"e\">{name} </td><td class=\"v\">{text} </td></tr>\n")
        };
        let rows: String = rows.iter().map(row).collect();
        let title = format!("PHP {} - phpinfo()", self.version);
        let head = format!("<!DOCTYPE html>\n<html><head>\n<title>{title}</title>\n</head>\n");
        format!(
            "{head}<body>\n<h1 class=\"p\">PHP Version {}</h1>\n<table>\n{rows}</table>\n</body></html>",
            self.version
        )
    }

    fn print(&mut self, text: &str) -> Result<(), Stopped> {
        if let Some(page) = &mut self.page {
            page.printed.push_str(text);
            return Ok(());
        }
        self.process.print(text).map_err(|stop| Stopped::By(Bail::from(stop)))
    }
}

/// Whether a text is a name of a variable.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
