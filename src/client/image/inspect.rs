//! `docker image inspect` (docker/cli `cli/command/image/inspect.go`).

use crate::client::Client;
use crate::client::argument::{self, Argument};
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Text};
use crate::client::inspector::{FORMAT, inspect};
use crate::client::platform;
use crate::client::shape::IMAGE;

const PLATFORM: Text = Text::new(
    "platform",
    "Which platform of the image to look at.\nAn image that has not this platform is an error.\n'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)",
).takes(argument::PLATFORM);

const FLAGS: Flags = &[&FORMAT, &PLATFORM];

pub static INSPECT: Command = Command {
    about: "Show everything about one or more images",
    synopsis: "[OPTIONS] IMAGE [IMAGE...]",
    count: Count::AtLeast(1),
    arguments: &[Argument::Image],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let platform = platform::parse(given.text(&PLATFORM))?;
    inspect(docker, &given.arguments, given.text(&FORMAT), &mut |docker, name| {
        if name.is_empty() {
            return Err(Failure::new("Error: No such image: "));
        }
        Ok((&IMAGE, docker.engine().image_inspect(name, platform.as_ref(), false)?))
    })
}
