//! `docker volume create` (docker/cli `cli/command/volume/create.go`).

use serde_json::Value;

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Text};
use crate::engine::api::VolumeCreate;

const DRIVER: Text =
    Text::new("driver", "What keeps the volume").short('d').default("local").takes(Argument::OneOf(&["local"]));
const LABEL: List = List::new("label", "A label of the volume");
const OPTION: List = List::new("opt", "An option of the driver").named("map").short('o').default("map[]");
const NAME: Text = Text::new("name", "The volume's name").hidden();

const FLAGS: Flags = &[&DRIVER, &LABEL, &NAME, &OPTION];

pub static CREATE: Command = Command {
    about: "Make a volume",
    synopsis: "[OPTIONS] [VOLUME]",
    count: Count::AtMost(1),
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let name = match (given.argument(0), given.text(&NAME)) {
        ("", name) => name,
        (name, "") => name,
        _ => {
            return Err(Failure::new(
                "conflicting options: cannot specify a volume-name through both --name and as a positional arg",
            ));
        }
    };
    let pair = |text: &String| {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        (key.to_string(), value.to_string())
    };
    let labels = given.list(&LABEL).iter().map(pair).collect();
    let options = given.list(&OPTION).iter().map(pair).collect();
    let wanted = VolumeCreate { name: name.into(), driver: given.text(&DRIVER).into(), labels, options };
    let made = docker.engine().volume_create(&wanted)?;
    docker.out_line(made.get("Name").and_then(Value::as_str).unwrap_or(name))
}
