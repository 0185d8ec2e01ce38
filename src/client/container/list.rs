//! `docker ps`, `docker container ls` (docker/cli `cli/command/container/list.go`).

use super::context::{HEADS, row};
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flag, Kind, flag, switch};
use crate::client::image::list::{FILTER, FORMAT, NO_TRUNC, filters};
use crate::client::listing::{self, QUIET, TABLE_KEY};
use crate::client::template::Template;
use crate::engine::api::ContainerList;

const FLAGS: &[Flag] = &[
    switch("all", "Stopped ones too").short('a'),
    FILTER,
    FORMAT,
    flag("last", Kind::Int, "The last ones created, running or not").short('n').default("-1"),
    switch("latest", "The last one created, running or not").short('l'),
    NO_TRUNC,
    switch("quiet", "Only IDs").short('q'),
    switch("size", "With their sizes").short('s'),
];

pub(crate) static PS: Command = Command {
    about: "List containers",
    synopsis: "[OPTIONS]",
    aliases: "docker container ls, docker container list, docker container ps, docker ps",
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let quiet = given.on("quiet");
    let mut format = given.text("format").to_string();
    if format.is_empty() {
        format = docker.load_settings()?.text("psFormat").to_string();
    } else if quiet {
        docker.err("WARNING: Ignoring custom format, because both --format and --quiet are set.\n")?;
    }
    if !format.is_empty() {
        Template::parse(&format).map_err(|words| Failure::new(format!("failed to parse template: {words}")))?;
    }
    let asks_size = !quiet && !given.changed("size") && (format.contains(".Size") || format == "json");
    let size = given.on("size") || asks_size && format != "json";
    let limit = match given.int("last") {
        -1 if given.on("latest") => Some(1),
        last => Some(last).filter(|last| *last > 0),
    };
    let options = ContainerList { all: given.on("all"), limit, size, filters: filters(given.list("filter")) };
    let containers = docker.engine().container_list(&options)?;
    let format = match format.as_str() {
        _ if quiet && format != "raw" => QUIET.to_string(),
        "" | TABLE_KEY => {
            let size = if size { "\t{{.Size}}" } else { "" };
            format!(
                "table {{{{.ID}}}}\t{{{{.Image}}}}\t{{{{.Command}}}}\t{{{{.RunningFor}}}}\t{{{{.Status}}}}\t{{{{.Ports}}}}\t{{{{.Names}}}}{size}"
            )
        }
        "raw" if quiet => "container_id: {{.ID}}".into(),
        "raw" => {
            let size = if size { "size: {{.Size}}\n" } else { "" };
            format!(
                "container_id: {{{{.ID}}}}\nimage: {{{{.Image}}}}\ncommand: {{{{.Command}}}}\ncreated_at: {{{{.CreatedAt}}}}\nstate: {{{{- pad .State 1 0}}}}\nstatus: {{{{- pad .Status 1 0}}}}\nnames: {{{{.Names}}}}\nlabels: {{{{- pad .Labels 1 0}}}}\nports: {{{{- pad .Ports 1 0}}}}\n{size}"
            )
        }
        own => own.into(),
    };
    let truncate = !given.on("no-trunc");
    let rows = containers.iter().map(|container| row(docker, container, truncate)).collect();
    listing::print(docker, &format, HEADS, rows)
}
