//! `docker context`: the one engine that there is (docker/cli `cli/command/context`).

use serde_json::{Value, json};

use super::Client;
use super::argument::Argument;
use super::arguments::Matches;
use super::command::{COMMAND, Command, Count, leaf};
use super::failure::{Failure, Outcome};
use super::flag::{Flags, Switch, Text};
use super::inspector::{self, inspect_own};
use super::invocation::DEFAULT_CONTEXT;
use super::listing::{self, Heads, TABLE_KEY};
use super::shape::CONTEXT;
use super::target::{DEFAULT_SOCKET, HOST_VARIABLE};
use super::template::{Datum, Field, Object};
use crate::text::ellipsis;

/// Places that an error may take in a list.
const ERROR: usize = 45;

const HEADS: Heads =
    &[("Name", "NAME"), ("Description", "DESCRIPTION"), ("DockerEndpoint", "DOCKER ENDPOINT"), ("Error", "ERROR")];

const FORMAT: Text =
    Text::new("format", "How to print it: 'table', 'json' or a Go template").takes(Argument::Format(HEADS));
const QUIET: Switch = Switch::new("quiet", "Only names").short('q');

const FORCE: Switch = Switch::new("force", "Remove even the current one").short('f');

const FLAGS: Flags = &[&FORMAT, &QUIET];

const ENDPOINT: Flags = &[
    &Text::new("description", "What the context is for"),
    &Text::new("docker", "Where the engine is").named("stringToString").default("[]"),
];
const FROM: Flags = &[&Text::new("from", "The context to begin with")];
const INSTEAD: &str = "there is one engine here, the context \"default\"";

pub static LS: Command = Command {
    about: "List contexts",
    synopsis: "[OPTIONS]",
    aliases: "docker context ls, docker context list",
    flags: &[FLAGS],
    run: list,
    ..COMMAND
};

pub static SHOW: Command = Command {
    about: "Print the current context's name",
    run: |docker, _| docker.out_line(&docker.context.clone()),
    ..COMMAND
};

pub static USE: Command = Command {
    about: "Choose the context",
    synopsis: "CONTEXT",
    count: Count::Any,
    arguments: &[Argument::Context],
    run: choose,
    ..COMMAND
};

pub static INSPECT: Command = Command {
    about: "Show everything about one or more contexts",
    synopsis: "[OPTIONS] [CONTEXT] [CONTEXT...]",
    count: Count::Any,
    arguments: &[Argument::Context],
    flags: &[&[&inspector::FORMAT]],
    run: look,
    ..COMMAND
};

pub static RM: Command = Command {
    about: "Remove one or more contexts",
    synopsis: "CONTEXT [CONTEXT...]",
    aliases: "docker context rm, docker context remove",
    count: Count::AtLeast(1),
    arguments: &[Argument::Context],
    flags: &[&[&FORCE]],
    run: remove,
    ..COMMAND
};

pub static CREATE: Command = leaf("Make a context", "[OPTIONS] CONTEXT", Count::Exactly(1), &[ENDPOINT, FROM], INSTEAD);
pub static UPDATE: Command = leaf("Change a context", "[OPTIONS] CONTEXT", Count::Exactly(1), &[ENDPOINT], INSTEAD);
pub static EXPORT: Command =
    leaf("Write a context to a tar archive", "[OPTIONS] CONTEXT [FILE|-]", Count::Between(1, 2), &[], INSTEAD);
pub static IMPORT: Command =
    leaf("Read a context from a tar or zip file", "CONTEXT FILE|-", Count::Exactly(2), &[], INSTEAD);

fn list(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let format = match given.text(&FORMAT) {
        _ if given.on(&QUIET) => "{{.Name}}",
        "" | TABLE_KEY => "table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}",
        own => own,
    };
    let host = docker.host.clone().unwrap_or_else(|| DEFAULT_SOCKET.into());
    let current = docker.context.clone();
    let mut rows =
        vec![row(DEFAULT_CONTEXT, current == DEFAULT_CONTEXT, "Current DOCKER_HOST based configuration", &host, "")];
    if current != DEFAULT_CONTEXT {
        let error = docker.missing_context(&current).to_string();
        rows.insert(usize::from(current.as_str() > DEFAULT_CONTEXT), row(&current, true, "", "", &error));
    }
    let text = listing::render(format, HEADS, rows)?;
    docker.out(&text)?;
    if !docker.variable(HOST_VARIABLE).is_empty() {
        docker.err_line(&format!("Warning: {HOST_VARIABLE} environment variable overrides the active context. To use a context, either set the global --context flag, or unset {HOST_VARIABLE} environment variable."))?;
    }
    Ok(())
}

fn row(name: &str, current: bool, description: &str, endpoint: &str, error: &str) -> Object {
    let mut row = Object::context(
        "*formatter.clientContextContext",
        vec![
            ("Description", description.into()),
            ("DockerEndpoint", endpoint.into()),
            ("Error", ellipsis(error, ERROR)),
            ("Name", name.into()),
        ],
    );
    row.fields.push(("Current".into(), Field::Value(Datum::Bool(current))));
    row
}

fn choose(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    if given.arguments.len() != 1 {
        return Err(Failure::new(format!("accepts 1 arg(s), received {}", given.arguments.len())));
    }
    match given.argument(0) {
        DEFAULT_CONTEXT => {
            docker.out_line(DEFAULT_CONTEXT)?;
            docker.err_line("Current context is now \"default\"")
        }
        name => {
            let mut letters = name.chars();
            let first = letters.next().is_some_and(|c| c.is_ascii_alphanumeric());
            let rest = letters.as_str();
            if !first || rest.is_empty() || !rest.chars().all(|c| c.is_ascii_alphanumeric() || "_.+-".contains(c)) {
                return Err(Failure::new(format!(
                    "context name {} is invalid, names are validated against regexp \"^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$\"",
                    crate::text::quote(name)
                )));
            }
            Err(docker.missing_context(name))
        }
    }
}

fn look(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let names = match given.arguments.as_slice() {
        [] => vec![docker.context.clone()],
        names => names.to_vec(),
    };
    inspect_own(docker, &names, given.text(&FORMAT), &mut |docker, name| match name {
        DEFAULT_CONTEXT => Ok((&CONTEXT, document(docker.host.as_deref().unwrap_or(DEFAULT_SOCKET)))),
        name => Err(docker.missing_context(name)),
    })
}

fn document(host: &str) -> Value {
    json!({
        "Name": DEFAULT_CONTEXT,
        "Metadata": {},
        "Endpoints": { "docker": { "Host": host, "SkipTLSVerify": false } },
        "TLSMaterial": {},
        "Storage": { "MetadataPath": "<IN MEMORY>", "TLSPath": "<IN MEMORY>" },
    })
}

fn remove(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut failures = Vec::new();
    for name in &given.arguments {
        let quoted = crate::text::quote(name);
        match (name.as_str(), given.on(&FORCE)) {
            (DEFAULT_CONTEXT, _) => failures.push(Failure::new("context \"default\" cannot be removed")),
            (_, false) => failures.push(Failure::new(format!("context {quoted} does not exist"))),
            (_, true) => docker.out_line(name)?,
        }
    }
    Failure::join(failures)
}
