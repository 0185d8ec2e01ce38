//! `docker buildx ls` and `docker buildx inspect` (buildx `commands/ls.go`, `inspect.go`): the one builder that there is.

use serde_json::{Map, Value, json};

use super::{BUILDKIT_VERSION, GROUP_FLAGS};
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch, Text};
use crate::client::image::list::NO_TRUNC;
use crate::client::listing::{self, Heads, TABLE_KEY, is_table};
use crate::client::template::Object;
use crate::oci::Platform;
use crate::shell::{GATEWAY, HOST_NAME};
use crate::text::{Columns, quote};

/// The builder of the docker driver, and the context that it belongs to.
pub const BUILDER: &str = "default";

const LS_FORMAT: Text =
    Text::new("format", "How to show the builders").default(TABLE_KEY).takes(Argument::Format(HEADS));
const LS_FLAGS: Flags = &[&LS_FORMAT, &NO_TRUNC];

pub static LS: Command = Command { about: "List the builders", flags: &[LS_FLAGS, GROUP_FLAGS], run: list, ..COMMAND };

const BOOTSTRAP: Switch = Switch::new("bootstrap", "Start the builder first");
const INSPECT_FLAGS: Flags = &[&BOOTSTRAP];

pub static INSPECT: Command = Command {
    about: "Show a builder",
    synopsis: "[NAME]",
    count: Count::AtMost(1),
    flags: &[INSPECT_FLAGS, GROUP_FLAGS],
    run: inspect,
    ..COMMAND
};

const HEADS: Heads = &[
    ("Name", "NAME/NODE"),
    ("DriverEndpoint", "DRIVER/ENDPOINT"),
    ("LastActivity", "LAST ACTIVITY"),
    ("Status", "STATUS"),
    ("Buildkit", "BUILDKIT"),
    ("Platforms", "PLATFORMS"),
];
const TABLE: &str = "table {{.Name}}\t{{.DriverEndpoint}}\t{{.Status}}\t{{.Buildkit}}\t{{.Platforms}}";

/// The ID of what builds.
const WORKER: &str = "00000000-0000-0000-0000-000000000000";

/// What is said of it.
const LABELS: [(&str, &str); 8] = [
    ("org.mobyproject.buildkit.worker.containerd.namespace", "moby"),
    ("org.mobyproject.buildkit.worker.containerd.uuid", WORKER),
    ("org.mobyproject.buildkit.worker.executor", "containerd"),
    ("org.mobyproject.buildkit.worker.hostname", HOST_NAME),
    ("org.mobyproject.buildkit.worker.moby.host-gateway-ip", GATEWAY),
    ("org.mobyproject.buildkit.worker.network", "host"),
    ("org.mobyproject.buildkit.worker.selinux.enabled", "false"),
    ("org.mobyproject.buildkit.worker.snapshotter", "overlayfs"),
];

/// What the host's processor runs: its own platform with those that are close to it, and others.
fn platforms() -> (Vec<String>, Vec<String>) {
    let host = Platform::host().to_string();
    let near = ["", "/v2", "/v3"].map(|variant| format!("{host}{variant}"));
    (near.to_vec(), vec!["linux/386".into()])
}

/// All of them.
fn all_platforms() -> String {
    let (near, others) = platforms();
    [near, others].concat().join(", ")
}

/// The same in a column: how many are close is a number (`truncPlatforms`).
fn few_platforms() -> String {
    let (near, others) = platforms();
    let host = near.first().map(|host| format!("{host} (+{})", near.len()));
    host.into_iter().chain(others).collect::<Vec<_>>().join(", ")
}

fn list(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let format = match given.text(&LS_FORMAT) {
        TABLE_KEY => TABLE,
        own => own,
    };
    if format == "json" {
        return docker.out_line(&described().to_string());
    }
    let table = is_table(format);
    let text = |plain: &str, in_table: &str| if table { in_table.to_string() } else { plain.to_string() };
    let row = |fields: [String; 5]| {
        let [name, endpoint, status, version, platforms] = fields;
        Object::context(
            "*commands.lsContext",
            vec![
                ("Buildkit", version),
                ("DriverEndpoint", endpoint),
                ("LastActivity", String::new()),
                ("Name", name),
                ("Platforms", platforms),
                ("Status", status),
            ],
        )
    };
    let none = String::new;
    let node = [text(BUILDER, " \\_ default"), text(BUILDER, " \\_ default")];
    let [name, endpoint] = node;
    let shown = if table && !given.on(&NO_TRUNC) { few_platforms() } else { all_platforms() };
    let rows = vec![
        row([text(BUILDER, "default*"), "docker".into(), none(), none(), none()]),
        row([name, endpoint, "running".into(), BUILDKIT_VERSION.into(), shown]),
    ];
    listing::print(docker, format, HEADS, rows)
}

/// The builder as JSON (buildx `commands/ls.go`, `MarshalJSON`: through a map, so that all keys are sorted).
fn described() -> Value {
    let (near, others) = platforms();
    let platforms: Vec<String> = near.into_iter().chain(others).collect();
    let labels: Map<String, Value> = LABELS.iter().map(|(label, value)| (label.to_string(), json!(value))).collect();
    json!({
        "Current": true,
        "Driver": "docker",
        "Dynamic": false,
        "LastActivity": "0001-01-01T00:00:00Z",
        "Name": BUILDER,
        "Nodes": [{
            "Endpoint": BUILDER,
            "IDs": [WORKER],
            "Labels": labels,
            "Name": BUILDER,
            "Platforms": platforms,
            "Status": "running",
            "Version": BUILDKIT_VERSION,
        }],
    })
}

fn inspect(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    match given.argument(0) {
        "" | BUILDER => {}
        other => return Err(Failure::new(format!("ERROR: no builder {} found", quote(other)))),
    }
    let mut text = format!("Name:\t{BUILDER}\nDriver:\tdocker\n\nNodes:\nName:\t{BUILDER}\nEndpoint:\t{BUILDER}\n");
    text.push_str(&format!(
        "Status:\trunning\nBuildKit version:\t{BUILDKIT_VERSION}\nPlatforms:\t{}\nLabels:\n",
        all_platforms()
    ));
    for (label, value) in LABELS {
        text.push_str(&format!("\t{label}:\t{value}\n"));
    }
    docker.out(&Columns { minimum: 0, padding: 1 }.align(&text))
}
