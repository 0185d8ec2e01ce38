//! The `docker` command: command table, one file a command, Go-template formats, progress.
//!
//! It knows the engine only through [`crate::engine::api::Engine`], as the real one knows it through the Engine API.
//! Flags, messages, layouts and exit codes are those of docker/cli 29.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod arguments;
mod build;
mod buildx;
mod command;
mod container;
mod context;
mod failure;
mod flag;
mod help;
mod image;
mod inspector;
mod json_syntax;
mod listing;
mod manifest;
mod note;
pub mod outline;
mod platform;
mod progress;
mod registry;
mod settings;
mod shape;
mod surroundings;
mod system;
mod table;
mod template;
#[cfg(test)]
mod tests;
mod vocabulary;

use crate::clock::Timestamp;
use crate::engine::api::Engine;
use crate::shell::{Environment, Input, Output, Prompt, Stop, Stream};
use crate::vfs::Files;

use arguments::{BadLine, Matches};
use failure::{Failure, Outcome};

pub use vocabulary::{CommandWords, FlagWords, command_names, commands, flag_names};

/// One run of the docker command: its arguments and surroundings.
pub struct Docker<'a> {
    /// The arguments, `docker` first.
    pub arguments: &'a [String],
    pub environment: &'a Environment,
    /// The working directory, absolute.
    pub directory: &'a str,
    pub stdin: &'a mut Input,
    pub output: &'a mut dyn Output,
    /// The learner's own files: `~/.docker/config.json`, `save -o`, `cp`, `load -i`.
    pub files: &'a mut dyn Files,
    pub engine: &'a mut dyn Engine,
    /// Asks the person at the terminal for a line; `None`: end of file.
    pub terminal: &'a mut dyn FnMut(&Prompt) -> Result<Option<String>, Stop>,
    /// The moment at which the command was typed.
    pub now: Timestamp,
}

/// A run under way: [`Docker`], and what comes up on the way.
pub(crate) struct Client<'a> {
    arguments: &'a [String],
    environment: &'a Environment,
    directory: &'a str,
    stdin: &'a mut Input,
    output: &'a mut dyn Output,
    files: &'a mut dyn Files,
    engine: &'a mut dyn Engine,
    terminal: &'a mut dyn FnMut(&Prompt) -> Result<Option<String>, Stop>,
    now: Timestamp,
    /// The directory of `--config`.
    settings: Option<String>,
    /// Whether the warning about stored passwords was given.
    warned: bool,
}

/// Runs it; gives the exit code.
pub fn run(docker: Docker<'_>) -> Result<i32, Stop> {
    let mut docker = Client {
        arguments: docker.arguments,
        environment: docker.environment,
        directory: docker.directory,
        stdin: docker.stdin,
        output: docker.output,
        files: docker.files,
        engine: docker.engine,
        terminal: docker.terminal,
        now: docker.now,
        settings: None,
        warned: false,
    };
    match dispatch(&mut docker) {
        Ok(()) => Ok(0),
        Err(Failure::Stop(stop)) => Err(stop),
        Err(failure) => {
            let words = failure.words();
            if !words.is_empty() {
                docker.output.write(Stream::Err, format!("{words}\n").as_bytes())?;
            }
            Ok(failure.code())
        }
    }
}

fn dispatch(docker: &mut Client<'_>) -> Outcome<()> {
    let line = docker.arguments.get(1..).unwrap_or(&[]);
    let columns = match docker.asks() {
        true => docker.columns(Stream::Out).unwrap_or(help::DEFAULT_COLUMNS),
        false => help::DEFAULT_COLUMNS,
    };
    let global = match Matches::read(table::GLOBAL_FLAGS.to_vec(), line, false) {
        Ok(matches) => matches,
        Err(BadLine::Help) => return docker.out(&help::root(columns)),
        Err(error) => return Err(bad_line(&error, "docker [OPTIONS] COMMAND [ARG...]", "docker")),
    };
    if global.on("version") {
        return docker.out_line(&table::version_line());
    }
    table::check_global(docker, &global)?;
    let words = global.arguments.clone();
    let Some(first) = words.first() else { return docker.err(&help::root(columns)) };
    if first == "help" {
        return show_help(docker, words.get(1..).unwrap_or(&[]), columns);
    }
    let Some((row, rest)) = table::find(&words) else {
        return Err(Failure::new(format!(
            "docker: unknown command: docker {first}\n\nRun 'docker --help' for more information"
        )));
    };
    if let Some(instead) = row.command.unsimulated {
        if rest.iter().any(|word| word == "--help") {
            return docker.out(&help::page(row, columns));
        }
        return Err(Failure::unsimulated(&row.full(), instead));
    }
    let mut matches = match Matches::read(row.flags(), rest, row.command.interspersed) {
        Ok(matches) => matches,
        Err(BadLine::Help) => return docker.out(&help::page(row, columns)),
        Err(error) => return Err(bad_line(&error, &row.usage(), &row.full())),
    };
    matches.path = row.path;
    // Warnings about flags go to standard output, as cobra has it.
    for warning in &matches.warnings {
        docker.out_line(warning)?;
    }
    if table::is_group(row) {
        return match matches.arguments.first() {
            None => docker.err(&help::page(row, columns)),
            Some(unknown) => {
                let full = row.full();
                Err(Failure::new(format!(
                    "docker: unknown command: {full} {unknown}\n\nUsage:  {full}\n\nRun '{full} --help' for more information"
                )))
            }
        };
    }
    row.check_count(matches.arguments.len())?;
    for flag in matches.given() {
        if let Some(instead) = flag.unsimulated {
            return Err(Failure::unsimulated(&format!("{} --{}", row.full(), flag.long), instead));
        }
    }
    (row.command.run)(docker, &matches)
}

fn show_help(docker: &mut Client<'_>, words: &[String], columns: usize) -> Outcome<()> {
    if words.is_empty() {
        return docker.out(&help::root(columns));
    }
    match table::find(words) {
        Some((row, [])) => docker.out(&help::page(row, columns)),
        _ => Err(Failure::new(format!("unknown help topic: {}", words.join(" ")))),
    }
}

fn bad_line(error: &BadLine, usage: &str, full: &str) -> Failure {
    Failure::Status {
        code: 125,
        message: format!("{error}\n\nUsage:  {usage}\n\nRun '{full} --help' for more information"),
    }
}
