//! `docker import` (docker/cli `cli/command/image/import.go`).

use crate::client::Client;
use crate::client::argument::{self, Argument};
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Outcome;
use crate::client::flag::{Flags, List, Text};
use crate::client::platform;
use crate::engine::api::{ImageImport, ImportSource};
use crate::oci::Reference;
use crate::shell::Stream;

const CHANGE: List = List::new("change", "A Dockerfile instruction for the new image's config").short('c');
const MESSAGE: Text = Text::new("message", "A comment for the new image").short('m');
const PLATFORM: Text = Text::new("platform", "The new image's platform").takes(argument::PLATFORM);

const FLAGS: Flags = &[&CHANGE, &MESSAGE, &PLATFORM];

pub static IMPORT: Command = Command {
    about: "Make an image of one layer from a tarball",
    synopsis: "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
    aliases: "docker image import, docker import",
    count: Count::AtLeast(1),
    arguments: &[Argument::Path, Argument::Word],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let source = match given.argument(0) {
        "-" => ImportSource::Content(docker.read_input()),
        url if url.starts_with("http://") || url.starts_with("https://") => ImportSource::Url(url.into()),
        path => ImportSource::Content(docker.open(path)?),
    };
    let platform = platform::parse(platform::or_default(docker, given.text(&PLATFORM)))?;
    let reference = given.argument(1).to_string();
    if !reference.is_empty() {
        Reference::parse(&reference)?;
    }
    let options = ImageImport {
        reference,
        message: given.text(&MESSAGE).into(),
        changes: given.list(&CHANGE).to_vec(),
        platform,
    };
    docker.stream(Some(Stream::Out), None, |engine, sink| engine.image_import(source, &options, sink))
}
