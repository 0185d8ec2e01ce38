//! `docker context`: the one engine that there is.

use super::Client;
use super::arguments::Matches;
use super::command::{COMMAND, Command, Count, unsimulated};
use super::failure::{Failure, Outcome};
use super::flag::{Flag, Kind, flag, switch};
use super::listing::{self, Heads, QUIET, TABLE_KEY};
use super::template::Object;

const HEADS: Heads = &[
    ("Name", "NAME"),
    ("Description", "DESCRIPTION"),
    ("DockerEndpoint", "DOCKER ENDPOINT"),
    ("Error", "ERROR"),
    ("Current", "CURRENT"),
];

const FLAGS: &[Flag] = &[
    flag("format", Kind::Text, "How to print it: 'table', 'json' or a Go template"),
    switch("quiet", "Only names").short('q'),
];

pub(crate) static LS: Command = Command {
    about: "List contexts",
    synopsis: "[OPTIONS]",
    aliases: "docker context ls, docker context list",
    flags: &[FLAGS],
    run: list,
    ..COMMAND
};

pub(crate) static SHOW: Command =
    Command { about: "Print the current context's name", run: |docker, _| docker.out_line("default"), ..COMMAND };

pub(crate) static USE: Command =
    Command { about: "Choose the context", synopsis: "CONTEXT", count: Count::Exactly(1), run: choose, ..COMMAND };

pub(crate) static OTHER: Command = unsimulated("Work on contexts", "there is one engine here, the context \"default\"");

fn list(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let format = match given.text("format") {
        "" | TABLE_KEY if given.on("quiet") => "{{.Name}}",
        "" | TABLE_KEY => "table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}",
        QUIET => {
            return Err(Failure::new(
                "template parsing error: template: :1:2: executing \"\" at <.ID>: can't evaluate field ID in type *formatter.clientContextContext",
            ));
        }
        own => own,
    };
    let row = Object::context(
        "*formatter.clientContextContext",
        vec![
            ("Current", "true".into()),
            ("Description", "Current DOCKER_HOST based configuration".into()),
            ("DockerEndpoint", "unix:///var/run/docker.sock".into()),
            ("Error", String::new()),
            ("Name", "default".into()),
        ],
    );
    let heads: Heads = if format.contains("if .Current") { HEADS.get(..4).unwrap_or(HEADS) } else { HEADS };
    let text = listing::render(format, heads, vec![row])?;
    // The head of a column is not marked.
    docker.out(&text.replacen("NAME *", "NAME  ", 1))
}

fn choose(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    match given.argument(0) {
        "default" => {
            docker.out_line("default")?;
            docker.err_line("Current context is now \"default\"")
        }
        name => {
            let quoted = super::template::json_text(&name.into());
            Err(Failure::new(format!("context {quoted}: context not found")))
        }
    }
}
