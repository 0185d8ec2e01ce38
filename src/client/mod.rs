//! The `docker` command: command table, one file a command, Go-template formats, progress.
//!
//! It knows the engine only through [`crate::engine::api::Engine`], as the real one knows it through the Engine API, and
//! registries through [`Registries`].
//! Flags, messages, layouts and exit codes are those of docker/cli 29.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod argument;
mod arguments;
mod bake;
mod build;
mod buildx;
mod command;
mod container;
mod context;
mod failure;
mod flag;
mod global;
mod help;
mod image;
mod inspector;
mod invocation;
mod json_syntax;
mod listing;
mod manifest;
mod moment;
mod network;
mod note;
pub mod outline;
mod platform;
mod progress;
mod registries;
mod registry;
mod settings;
mod shape;
mod system;
mod table;
mod target;
mod template;
#[cfg(test)]
mod tests;
mod versions;
mod volume;

use crate::shell::{Stop, Stream};

use arguments::{BadLine, Matches};
use command::{Count, Row};
use failure::{Failure, Outcome};
use flag::sorted;

pub use container::Connection;
pub use invocation::Client;
pub use invocation::Docker;
pub use registries::{BlobCopy, NoAnswer, Registries, RegistryManifest};

/// Runs it; gives the exit code.
pub fn run(docker: Docker<'_>) -> Result<i32, Stop> {
    finish(Client::new(docker), dispatch)
}

/// Goes on with a command that was attached to a process when it wanted a line.
pub fn go_on(docker: Docker<'_>, connection: &Connection) -> Result<i32, Stop> {
    finish(Client::new(docker), |docker| container::go_on(docker, connection))
}

/// The exit code, once what went wrong is said.
fn finish(mut docker: Client<'_>, act: impl FnOnce(&mut Client<'_>) -> Outcome<()>) -> Result<i32, Stop> {
    match act(&mut docker) {
        Ok(()) => Ok(0),
        Err(Failure::Stop(stop)) => Err(stop),
        Err(failure) => {
            let words = failure.to_string();
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
    let before = Matches::read(sorted(&[global::FLAGS]), line, false)
        .map_err(|error| bad_line(&error, "docker [OPTIONS] COMMAND [ARG...]", "docker"))?;
    for warning in &before.warnings {
        docker.err_line(warning)?;
    }
    let mut words = before.arguments.clone();
    let of_plugin = buildx::take_persistent(&mut words);
    if before.help {
        let page = table::find(&words).map_or_else(|| help::root(columns), |(row, _)| help::page(row, columns));
        return docker.out(&page);
    }
    if before.on(&global::VERSION) {
        return docker.out_line(&table::version_line());
    }
    target::choose(docker, &before)?;
    docker.debug |= of_plugin.debug;
    let Some(first) = words.first() else { return docker.err(&help::root(columns)) };
    if first == "help" {
        return show_help(docker, words.get(1..).unwrap_or(&[]), columns);
    }
    let Some((row, rest)) = table::find(&words) else {
        // A command that is not there leaves its flags to docker itself.
        let flags = Matches::read(sorted(&[global::FLAGS]), words.get(1..).unwrap_or(&[]), true)
            .map_err(|error| bad_line(&error, "docker [OPTIONS] COMMAND [ARG...]", "docker"))?;
        if flags.help {
            return docker.out(&help::root(columns));
        }
        return Err(Failure::new(format!(
            "docker: unknown command: docker {first}\n\nRun 'docker --help' for more information"
        )));
    };
    // The plugin's own flags count for all its commands.
    let longer;
    let rest = match of_plugin.builder {
        None => rest,
        Some(flag) => {
            longer = [&[flag], rest].concat();
            &longer
        }
    };
    let group = table::is_group(row);
    let unknown = row.command.flags.is_empty() && row.command.count == Count::Any;
    if let (Some(instead), true, false) = (row.command.unsimulated, unknown, group) {
        if rest.iter().any(|word| word == "--help") {
            return docker.out(&help::page(row, columns));
        }
        return Err(Failure::unsimulated(&row.full(), instead));
    }
    let mut matches = Matches::read(row.flags(), rest, row.command.interspersed)
        .map_err(|error| bad_line(&error, &row.usage(), &row.full()))?;
    matches.path = row.path;
    // Warnings about flags go to standard output, as cobra has it.
    for warning in &matches.warnings {
        docker.out_line(warning)?;
    }
    if matches.help {
        return docker.out(&help::page(table::below(row, &matches.arguments), columns));
    }
    if group {
        return group_alone(docker, row, &matches, columns);
    }
    row.check_count(matches.arguments.len())?;
    if let Some(instead) = row.command.unsimulated {
        return Err(Failure::unsimulated(&row.full(), instead));
    }
    for flag in matches.given() {
        if let Some(instead) = flag.unsimulated {
            return Err(Failure::unsimulated(&format!("{} --{}", row.full(), flag.long), instead));
        }
    }
    target::check(docker, row)?;
    (row.command.run)(docker, &matches)
}

/// A group's name without a command of it, or with a word that is none.
fn group_alone(docker: &mut Client<'_>, row: &Row, matches: &Matches, columns: usize) -> Outcome<()> {
    let page = help::page(row, columns);
    match matches.arguments.first() {
        None if row.is_buildx() => docker.out(&page),
        None if row.path == "manifest" => docker.err(&format!("\n{page}")),
        None => docker.err(&page),
        Some(unknown) if row.is_buildx() => {
            docker.out(&page)?;
            Err(Failure::new(format!("ERROR: unknown command: {}", crate::text::quote(unknown))))
        }
        Some(unknown) => {
            let (full, usage) = (row.full(), row.usage());
            Err(Failure::new(format!(
                "docker: unknown command: {full} {unknown}\n\nUsage:  {usage}\n\nRun '{full} --help' for more information"
            )))
        }
    }
}

fn show_help(docker: &mut Client<'_>, words: &[String], columns: usize) -> Outcome<()> {
    let asked = Matches::read(Vec::new(), words, true)
        .map_err(|error| bad_line(&error, "docker help [command]", "docker help"))?;
    for warning in &asked.warnings {
        docker.out_line(warning)?;
    }
    if asked.help {
        return docker.out(&help::help_page());
    }
    let unknown = match table::find(&asked.arguments) {
        None if asked.arguments.is_empty() => return docker.out(&help::root(columns)),
        None => asked.arguments.as_slice(),
        Some((row, [])) => return docker.out(&help::page(row, columns)),
        Some((_, rest)) => rest,
    };
    Err(Failure::new(format!("unknown help topic: {}", unknown.join(" "))))
}

fn bad_line(error: &BadLine, usage: &str, full: &str) -> Failure {
    Failure::Status {
        code: 125,
        message: format!("{error}\n\nUsage:  {usage}\n\nRun '{full} --help' for more information"),
    }
}
