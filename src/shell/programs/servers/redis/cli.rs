//! `redis-cli`.

use super::super::{complain_line, elsewhere, is_here, servers};
use super::answer::Answer;
use super::command;
use super::server::version;
use super::store::Store;
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Input, Process, Prompt, Stream};

pub(in super::super) static CLI: Applet =
    Applet { names: &["redis-cli"], about: "asks a redis-server", usage: "[OPTIONS] [cmd [arg [arg ...]]]", run };

/// What the command line asks for.
struct Asked {
    host: String,
    port: String,
    socket: Option<String>,
    password: Option<String>,
    raw: Option<bool>,
    repeat: u32,
    /// The password stands in the command line, where others may read it.
    warns: bool,
    /// `-x`: the last argument comes from standard input.
    last_from_input: bool,
}

/// Reads the options and takes them from the words; what is not simulated is the error.
fn options(words: &mut Vec<String>) -> Result<Asked, String> {
    let mut asked = Asked {
        host: "127.0.0.1".into(),
        port: PORT.into(),
        socket: None,
        password: None,
        warns: true,
        raw: None,
        repeat: 1,
        last_from_input: false,
    };
    let mut words_left = std::mem::take(words).into_iter().peekable();
    while let Some(option) = words_left.next_if(|word| word.starts_with('-') && word.len() > 1) {
        let mut value = || words_left.next().unwrap_or_default();
        match option.as_str() {
            "-h" => asked.host = value(),
            "-p" => asked.port = value(),
            "-s" => asked.socket = Some(value()),
            "--user" => drop(value()),
            "-a" | "--pass" => asked.password = Some(value()),
            "-u" => {
                let uri = value();
                let Some(rest) = uri.strip_prefix("redis://") else { return Err(format!("-u {uri}")) };
                let (password, place) = rest.rsplit_once('@').unwrap_or(("", rest));
                let (host, port) = place.split_once(':').unwrap_or((place, PORT));
                let password = password.rsplit(':').next().unwrap_or(password);
                asked.password = Some(password.to_string()).filter(|password| !password.is_empty());
                (asked.host, asked.port) = (host.into(), port.trim_end_matches("/0").into());
            }
            "-n" => match value().as_str() {
                "0" => {}
                number => return Err(format!("-n {number}")),
            },
            "-r" => asked.repeat = value().parse().unwrap_or(1),
            "-x" => asked.last_from_input = true,
            "--raw" => asked.raw = Some(true),
            "--no-raw" => asked.raw = Some(false),
            "--no-auth-warning" => asked.warns = false,
            // Both versions of the protocol show the same.
            "-2" | "-3" => {}
            other => return Err(other.to_string()),
        }
    }
    words.extend(words_left);
    Ok(asked)
}

/// The port that a server listens at.
const PORT: &str = "6379";

fn run(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.first().is_some_and(|word| word == "--version" || word == "-v") {
        let version = version(process);
        process.print(&format!("redis-cli {version}\n"))?;
        return Ok(0);
    }
    let Asked { host, port, socket, password, warns, raw, repeat, last_from_input } = match options(&mut words) {
        Ok(asked) => asked,
        Err(option) => {
            complain_line(process, &format!("layercake: redis-cli {option} is not simulated"))?;
            return Ok(1);
        }
    };
    if let Some(words) = refused(process, &host, &port, socket.as_deref()) {
        complain_line(process, &words)?;
        return Ok(1);
    }
    if password.is_some() && warns {
        let words = "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.";
        complain_line(process, words)?;
    }
    let mut known = Known::default();
    let password = password.or_else(|| process.environment.get("REDISCLI_AUTH").cloned());
    if let Some(password) = password
        && let Some(Answer::Error(words)) = answer(process, &["AUTH".into(), password], &mut known)?
    {
        complain_line(process, &format!("AUTH failed: {words}"))?;
    }
    if last_from_input {
        let content = process.rest_of_stdin()?;
        words.push(String::from_utf8_lossy(&process.take_in(&content)?).into_owned());
    }
    let raw = raw.unwrap_or_else(|| process.output.terminal(Stream::Out).is_none());
    if !words.is_empty() {
        for _ in 0..repeat.min(REPEATED) {
            ask(process, &words, raw, &mut known)?;
        }
        return Ok(0);
    }
    loop {
        let line = match process.stdin {
            Input::Terminal => process.system.read_line(&Prompt::shell(format!("{host}:{port}> ")))?,
            _ => {
                let mut lines = crate::shell::programs::Lines::of_stdin(process);
                lines.next_text(process)?.map(|(text, _)| text)
            }
        };
        let Some(line) = line else { return Ok(0) };
        let words = split(&line);
        match words.first().map(|word| word.to_ascii_lowercase()).as_deref() {
            None => {}
            Some("quit" | "exit") => return Ok(0),
            Some(_) => ask(process, &words, raw, &mut known)?,
        }
    }
}

/// How often `-r` repeats at most.
const REPEATED: u32 = 1000;

/// Why there is no connection; `None`: there is one.
fn refused(process: &Process<'_>, host: &str, port: &str, socket: Option<&str>) -> Option<String> {
    if let Some(socket) = socket {
        return Some(format!("Could not connect to Redis at {socket}: No such file or directory"));
    }
    if !is_here(process, host) {
        return Some(elsewhere("redis-cli", host));
    }
    let listens = servers(process, "redis-server").any(|command| command.ends_with(&format!(":{port}")));
    (!listens).then(|| format!("Could not connect to Redis at {host}:{port}: Connection refused"))
}

/// Whether the server knows who asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Known {
    #[default]
    No,
    Yes,
}

/// What a server with a password says to a stranger's command (`processCommand` and `authCommand` in Redis' server.c and
/// acl.c); `None`: it is answered like everybody's.
fn refused_to_strangers(store: &Store, words: &[String], known: &mut Known) -> Option<Answer> {
    let password = store.password.as_ref()?;
    let name = words.first().map(|word| word.to_ascii_lowercase())?;
    match (name.as_str(), words.get(1..).unwrap_or_default()) {
        ("auth", [given]) if given == password => *known = Known::Yes,
        ("auth", [user, given]) if user == "default" && given == password => *known = Known::Yes,
        ("auth", [_] | [_, _]) => {
            let words = "WRONGPASS invalid username-password pair or user is disabled.";
            return Some(Answer::Error(words.into()));
        }
        _ if *known == Known::Yes => return None,
        _ => return Some(Answer::Error("NOAUTH Authentication required.".into())),
    }
    Some(Answer::Status("OK"))
}

/// Sends a command; what is not simulated has been said.
fn answer(process: &mut Process<'_>, words: &[String], known: &mut Known) -> Result<Option<Answer>, Bail> {
    let before = match Store::load(process) {
        Ok(before) => before,
        Err(lost) => {
            complain_line(process, &format!("layercake: redis: {lost}"))?;
            return Ok(None);
        }
    };
    if let Some(answer) = refused_to_strangers(&before, words, known) {
        return Ok(Some(answer));
    }
    let mut store = before.clone();
    let now = process.system.clock().now();
    let Some(mut answer) = command::run(&mut store, now, words) else {
        let name = words.first().map(|word| word.to_uppercase()).unwrap_or_default();
        complain_line(process, &format!("layercake: redis: {name} is not simulated"))?;
        return Ok(None);
    };
    if store != before
        && let Err(lost) = store.save(process)
    {
        answer = Answer::Error(format!("MISCONF Redis is configured to save RDB snapshots: {lost}"));
    }
    Ok(Some(answer))
}

/// Sends a command, and shows the answer.
fn ask(process: &mut Process<'_>, words: &[String], raw: bool, known: &mut Known) -> Result<(), Bail> {
    let Some(answer) = answer(process, words, known)? else { return Ok(()) };
    // INFO is for people as it is (`output_raw_strings` in Redis' redis-cli.c).
    let shown = match &answer {
        Answer::Text(text) if words.first().is_some_and(|word| word.eq_ignore_ascii_case("info")) => text.clone(),
        answer if raw => answer.raw() + "\n",
        answer => answer.for_terminal(0),
    };
    process.print(&shown)?;
    Ok(())
}

/// Words of a line, with quotes.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some('"'), '\\') => word.get_or_insert_default().extend(letters.next()),
            (Some(mark), letter) if letter == mark => quote = None,
            (Some(_), letter) => word.get_or_insert_default().push(letter),
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, letter) if letter.is_whitespace() => words.extend(word.take()),
            (None, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}
