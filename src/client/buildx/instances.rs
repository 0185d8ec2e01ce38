//! `docker buildx use`, `rm`, `stop` and `create` (buildx `commands`): the builder of the docker driver always is, and is
//! the only one here.

use super::builders::BUILDER;
use super::{BUILDER as WHICH, GROUP_FLAGS};
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Switch, Text};
use crate::text::quote;

const USE_FLAGS: Flags = &[&Switch::new("default", "For this context"), &Switch::new("global", "For all contexts")];

pub static USE: Command = Command {
    about: "Choose the builder",
    synopsis: "[OPTIONS] NAME",
    count: Count::AtMost(1),
    flags: &[USE_FLAGS, GROUP_FLAGS],
    run: choose,
    ..COMMAND
};

const ALL_INACTIVE: Switch = Switch::new("all-inactive", "All that do not run");
const RM_FLAGS: Flags = &[
    &ALL_INACTIVE,
    &Switch::new("force", "Don't ask").short('f'),
    &Switch::new("keep-daemon", "Leave BuildKit running"),
    &Switch::new("keep-state", "Leave what BuildKit keeps"),
];

pub static RM: Command = Command {
    about: "Remove builders",
    synopsis: "[OPTIONS] [NAME...]",
    count: Count::Any,
    flags: &[RM_FLAGS, GROUP_FLAGS],
    run: remove,
    ..COMMAND
};

pub static STOP: Command = Command {
    about: "Stop a builder",
    synopsis: "[NAME]",
    count: Count::AtMost(1),
    flags: &[GROUP_FLAGS],
    run: stop,
    ..COMMAND
};

const DRIVER: Text = Text::new("driver", "What runs BuildKit (docker-container, kubernetes, remote)");
const CREATE_FLAGS: Flags = &[
    &Switch::new("append", "Add a node"),
    &Switch::new("bootstrap", "Start it at once"),
    &Text::new("buildkitd-config", "The settings of BuildKit"),
    &Text::new("buildkitd-flags", "The flags of BuildKit"),
    &DRIVER,
    &List::new("driver-opt", "An option of the driver").named("stringArray"),
    &Switch::new("leave", "Remove a node"),
    &Text::new("name", "What it is called"),
    &Text::new("node", "What its node is called"),
    &List::new("platform", "Platforms of the node").named("stringArray"),
    &Switch::new("use", "Choose it"),
];

pub static CREATE: Command = Command {
    about: "Make a builder",
    synopsis: "[OPTIONS] [CONTEXT|ENDPOINT]",
    count: Count::AtMost(1),
    flags: &[CREATE_FLAGS, GROUP_FLAGS],
    run: create,
    ..COMMAND
};

/// The builder that a command is about.
fn named(given: &Matches) -> &str {
    match given.argument(0) {
        "" => given.text(&WHICH),
        name => name,
    }
}

fn choose(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    match named(given) {
        BUILDER => Ok(()),
        name => {
            let place = docker.path(&format!("{}/.docker/buildx/instances/{name}", docker.variable("HOME")));
            Err(Failure::new(format!(
                "ERROR: failed to find instance {}: open {place}: no such file or directory",
                quote(name)
            )))
        }
    }
}

fn stop(_docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    match named(given) {
        BUILDER => Ok(()),
        name => Err(Failure::new(format!("ERROR: no builder {} found", quote(name)))),
    }
}

fn remove(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    if given.on(&ALL_INACTIVE) {
        return match given.arguments.is_empty() {
            // The only builder runs.
            true => Ok(()),
            false => Err(Failure::new("ERROR: cannot specify builder name when --all-inactive is set")),
        };
    }
    let names = match given.arguments.as_slice() {
        [] => vec![given.text(&WHICH).to_string()],
        names => names.to_vec(),
    };
    for name in names {
        let why = match name.as_str() {
            BUILDER => {
                format!("context builder cannot be removed, run `docker context rm {BUILDER}` to remove this context")
            }
            name => format!("no builder {} found", quote(name)),
        };
        docker.err_line(&format!("failed to remove {name}: {why}"))?;
    }
    Err(Failure::new("ERROR: failed to remove one or more builders"))
}

fn create(_docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    match given.text(&DRIVER) {
        "docker" => Err(Failure::new("ERROR: additional instances of driver \"docker\" cannot be created")),
        "" | "docker-container" | "kubernetes" | "remote" => {
            Err(Failure::unsimulated("docker buildx create", "there is one builder; use docker build"))
        }
        other => Err(Failure::new(format!("ERROR: failed to find driver {}", quote(other)))),
    }
}
