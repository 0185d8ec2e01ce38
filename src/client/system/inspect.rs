//! `docker inspect` (docker/cli `cli/command/system/inspect.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch, Text};
use crate::client::inspector::{FORMAT, inspect};
use crate::client::network::NETWORK;
use crate::client::shape::{CONTAINER, IMAGE, VOLUME};
use crate::text::quote;

const TYPES: [&str; 10] =
    ["config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"];

const SIZE: Switch = Switch::new("size", "The sizes too, of containers").short('s');
const TYPE: Text =
    Text::new("type", "Only objects of this type").takes(Argument::OneOf(&["container", "image", "network", "volume"]));

const FLAGS: Flags = &[&FORMAT, &SIZE, &TYPE];

pub static INSPECT: Command = Command {
    about: "Show everything about Docker's objects",
    synopsis: "[OPTIONS] NAME|ID [NAME|ID...]",
    count: Count::AtLeast(1),
    arguments: &[Argument::ImageOrContainer],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let kind = given.text(&TYPE).to_string();
    let all = || format!("must be one of \"{}\"", TYPES.join("\", \""));
    if given.changed(&TYPE) && kind.is_empty() {
        return Err(Failure::new(format!("type is empty: {}", all())));
    }
    if !kind.is_empty() && !TYPES.contains(&kind.as_str()) {
        return Err(Failure::new(format!("unknown type: {}: {}", quote(&kind), all())));
    }
    if !matches!(kind.as_str(), "" | "container" | "image" | "network" | "volume") {
        return Err(Failure::unsimulated(
            &format!("docker inspect --type {kind}"),
            "inspect images, containers, networks and volumes",
        ));
    }
    let size = given.on(&SIZE);
    inspect(docker, &given.arguments, given.text(&FORMAT), &mut |docker, name| {
        let skip = |failure: &Failure| kind.is_empty() && failure.is_not_found();
        if matches!(kind.as_str(), "" | "container") {
            match docker.engine().container_inspect(name, size).map_err(Failure::from) {
                Err(failure) if skip(&failure) => {}
                found => return Ok((&CONTAINER, found?)),
            }
        }
        if matches!(kind.as_str(), "" | "image") {
            match docker.engine().image_inspect(name, None, false).map_err(Failure::from) {
                // A name that is no reference is no image's name.
                Err(Failure::Daemon { status: 400 | 404, .. }) if kind.is_empty() => {}
                found => {
                    let found = found?;
                    if size {
                        docker.err_line("WARNING: --size ignored for image")?;
                    }
                    return Ok((&IMAGE, found));
                }
            }
        }
        if matches!(kind.as_str(), "" | "network") {
            match docker.engine().network_inspect(name).map_err(Failure::from) {
                Err(failure) if skip(&failure) => {}
                found => return Ok((&NETWORK, found?)),
            }
        }
        match docker.engine().volume_inspect(name).map_err(Failure::from) {
            Err(failure) if skip(&failure) => Err(Failure::new(format!("error: no such object: {name}"))),
            found => Ok((&VOLUME, found?)),
        }
    })
}
