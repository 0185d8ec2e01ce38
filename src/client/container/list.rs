//! `docker ps`, `docker container ls` (docker/cli `cli/command/container/list.go`).

use super::context::{HEADS, row};
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Number, Switch};
use crate::client::image::list::{FILTER, FORMAT, NO_TRUNC, filters};
use crate::client::listing::{self, QUIET_FORMAT, TABLE_KEY};
use crate::client::template::{Missing, Template};
use crate::engine::api::ContainerList;
use crate::engine::api::models::ContainerSummary;

const ALL: Switch = Switch::new("all", "Stopped ones too").short('a');
const LAST: Number = Number::int("last", "The last ones created, running or not").short('n').default("-1");
const LATEST: Switch = Switch::new("latest", "The last one created, running or not").short('l');
const QUIET: Switch = Switch::new("quiet", "Only IDs").short('q');
const SIZE: Switch = Switch::new("size", "With their sizes").short('s');

/// What a list of containers may be limited by.
const KEYS: &[&str] = &[
    "ancestor", "before", "exited", "expose", "health", "id", "label", "name", "network", "publish", "since", "status",
    "volume",
];

const FLAGS: Flags = &[
    &ALL,
    &FILTER.takes(Argument::Filter(KEYS)),
    &FORMAT.takes(Argument::Format(HEADS)),
    &LAST,
    &LATEST,
    &NO_TRUNC,
    &QUIET,
    &SIZE,
];

pub static PS: Command = Command {
    about: "List containers",
    synopsis: "[OPTIONS]",
    aliases: "docker container ls, docker container list, docker container ps, docker ps",
    flags: &[FLAGS],
    run,
    ..COMMAND
};

/// Whether a template shows the size: by its name, or with everything else as JSON.
fn shows_size(format: &str) -> bool {
    let whole = |rest: &str| {
        let rest = rest.trim_start().strip_prefix('.');
        rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
    };
    format.contains(".Size") || format.split("json ").skip(1).any(whole)
}

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let quiet = given.on(&QUIET);
    let mut format = given.text(&FORMAT).to_string();
    if format.is_empty() {
        format = docker.load_settings()?.text("psFormat").to_string();
    } else if quiet {
        docker.err("WARNING: Ignoring custom format, because both --format and --quiet are set.\n")?;
    }
    if !format.is_empty() {
        let template = Template::parse(&format);
        let template = template.map_err(|words| Failure::new(format!("failed to parse template: {words}")))?;
        // docker/cli tries every template on an empty container, whether there are containers or not.
        let empty = row(docker, &ContainerSummary::default(), false);
        let tried = template.execute(&empty.into(), Missing::Default);
        tried.map_err(|words| Failure::new(format!("failed to execute template: {words}")))?;
    }
    let size = given.on(&SIZE) || !quiet && !given.changed(&SIZE) && shows_size(&format);
    let limit = match given.number(&LAST) {
        -1 if given.on(&LATEST) => Some(1),
        last => Some(last).filter(|last| *last > 0),
    };
    let options = ContainerList { all: given.on(&ALL), limit, size, filters: filters(given.list(&FILTER)) };
    let containers = docker.engine().container_list(&options)?;
    let format = match format.as_str() {
        _ if quiet && format != "raw" => QUIET_FORMAT.to_string(),
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
    let truncate = !given.on(&NO_TRUNC);
    let rows = containers.iter().map(|container| row(docker, container, truncate)).collect();
    listing::print(docker, &format, HEADS, rows)
}

#[cfg(test)]
mod tests {
    use super::shows_size;

    #[test]
    fn everything_as_json_has_the_size() {
        assert!(shows_size("{{json .}}"));
        assert!(shows_size("table {{.ID}}\t{{.Size}}"));
        assert!(!shows_size("{{json .Names}}"));
        assert!(!shows_size("json"));
    }
}
