//! `redis-cli`.

use super::super::{complain_line, runs};
use super::answer::Answer;
use super::command;
use super::server::version;
use super::store::Store;
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Input, Process, Prompt, Stream};

pub(in super::super) static CLI: Applet =
    Applet { names: &["redis-cli"], about: "asks a redis-server", usage: "[OPTIONS] [cmd [arg [arg ...]]]", run };

fn run(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let mut host = "127.0.0.1".to_string();
    let mut port = "6379".to_string();
    let mut raw = None;
    let mut repeat = 1u32;
    while let Some(option) = words.first().filter(|word| word.starts_with('-') && word.len() > 1).cloned() {
        words.remove(0);
        let mut value = || if words.is_empty() { String::new() } else { words.remove(0) };
        match option.as_str() {
            "--version" | "-v" => {
                let version = version(process);
                process.print(&format!("redis-cli {version}\n"))?;
                return Ok(0);
            }
            "-h" => host = value(),
            "-p" => port = value(),
            "-r" => repeat = value().parse().unwrap_or(1),
            "-a" | "--user" | "--pass" | "-n" | "-i" | "-u" | "-s" => drop(value()),
            "--raw" => raw = Some(true),
            "--no-raw" => raw = Some(false),
            "--no-auth-warning" | "-3" | "-2" | "-e" => {}
            other => {
                complain_line(process, &format!("layercake: redis-cli {other} is not simulated"))?;
                return Ok(1);
            }
        }
    }
    let local =
        matches!(host.as_str(), "127.0.0.1" | "localhost" | "0.0.0.0" | "::1") || host == process.system.hostname();
    if !local || port != "6379" || !runs(process, "redis-server") {
        let words = if local {
            format!("Could not connect to Redis at {host}:{port}: Connection refused")
        } else {
            format!("Could not connect to Redis at {host}:{port}: Name or service not known")
        };
        complain_line(process, &words)?;
        return Ok(1);
    }
    let raw = raw.unwrap_or_else(|| process.output.terminal(Stream::Out).is_none());
    if !words.is_empty() {
        for _ in 0..repeat.min(1000) {
            ask(process, &words, raw)?;
        }
        return Ok(0);
    }
    loop {
        let line = match process.stdin {
            Input::Terminal => process.system.read_line(&Prompt::shell(format!("{host}:{port}> ")))?,
            _ => {
                let mut line = None;
                let mut lines = crate::shell::programs::Lines::of_stdin(process);
                if let Some((text, _)) = lines.next_text(process)? {
                    line = Some(text);
                }
                line
            }
        };
        let Some(line) = line else { return Ok(0) };
        let words = split(&line);
        match words.first().map(|word| word.to_ascii_lowercase()).as_deref() {
            None => {}
            Some("quit" | "exit") => return Ok(0),
            Some(_) => ask(process, &words, raw)?,
        }
    }
}

/// Sends a command, and shows the answer.
fn ask(process: &mut Process<'_>, words: &[String], raw: bool) -> Result<(), Bail> {
    let before = Store::load(process);
    let mut store = before.clone();
    let now = process.system.clock().now();
    let Some(mut answer) = command::run(&mut store, now, words) else {
        let name = words.first().map(|word| word.to_uppercase()).unwrap_or_default();
        return complain_line(process, &format!("layercake: redis: {name} is not simulated"));
    };
    if store != before
        && let Err(errno) = store.save(process)
    {
        answer = Answer::Error(format!("MISCONF Redis is configured to save RDB snapshots: {errno}"));
    }
    let shown = if raw { answer.raw() + "\n" } else { answer.for_terminal(0) };
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
