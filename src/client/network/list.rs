//! `docker network ls` (docker/cli `cli/command/network/list.go`).

use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::Outcome;
use crate::client::flag::{Flags, Switch, Text};
use crate::client::image::list::{FILTER, NO_TRUNC, filters};
use crate::client::listing::{self, Heads, TABLE_KEY, short_id};
use crate::client::template::{Object, go_time};
use crate::text::natural;

const FORMAT: Text = Text::new(
    "format",
    "How to print it:\n'table':            Columns with heads (default)\n'table TEMPLATE':   Columns as the Go template says\n'json':             JSON lines\n'TEMPLATE':         As the Go template says.\nSee https://docs.docker.com/go/formatting/ for templates",
);
const QUIET: Switch = Switch::new("quiet", "Only IDs").short('q');

const FLAGS: Flags = &[&FILTER, &FORMAT, &NO_TRUNC, &QUIET];

pub static LS: Command = Command {
    about: "List networks",
    synopsis: "[OPTIONS]",
    aliases: "docker network ls, docker network list",
    flags: &[FLAGS],
    run: list,
    ..COMMAND
};

const HEADS: Heads = &[
    ("ID", "NETWORK ID"),
    ("Name", "NAME"),
    ("Driver", "DRIVER"),
    ("Scope", "SCOPE"),
    ("IPv4", "IPV4"),
    ("IPv6", "IPV6"),
    ("Internal", "INTERNAL"),
    ("Labels", "LABELS"),
    ("CreatedAt", "CREATED AT"),
];
const TABLE: &str = "table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}";

fn list(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut format = given.text(&FORMAT).to_string();
    if format.is_empty() && !given.on(&QUIET) {
        format = docker.load_settings()?.text("networksFormat").to_string();
    }
    let format = match format.as_str() {
        "" | TABLE_KEY if given.on(&QUIET) => "{{.ID}}",
        "" | TABLE_KEY => TABLE,
        "raw" if given.on(&QUIET) => "network_id: {{.ID}}",
        "raw" => "network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n",
        own => own,
    };
    let mut networks = docker.engine().network_list(&filters(given.list(&FILTER)))?;
    networks.sort_by(|one, other| natural(&one.name, &other.name));
    let mut rows = Vec::new();
    for network in networks {
        let id = if given.on(&NO_TRUNC) { network.id } else { short_id(&network.id).to_string() };
        let labels = network.labels;
        let joined: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let row = Object::context(
            "*network.networkContext",
            vec![
                ("CreatedAt", go_time(network.created)),
                ("Driver", network.driver.to_string()),
                ("ID", id),
                ("IPv4", "true".into()),
                ("IPv6", "false".into()),
                ("Internal", network.internal.to_string()),
                ("Labels", joined.join(",")),
                ("Name", network.name),
                ("Scope", "local".into()),
            ],
        );
        rows.push(row.method("Label", move |name| labels.get(name).cloned().unwrap_or_default()));
    }
    listing::print(docker, format, HEADS, rows)
}
