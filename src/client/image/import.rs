//! `docker import` (docker/cli `cli/command/image/import.go`).

use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flag, Kind, flag};
use crate::client::platform;
use crate::engine::api::ImageImport;
use crate::oci::Reference;
use crate::shell::Stream;

const FLAGS: &[Flag] = &[
    flag("change", Kind::List, "A Dockerfile instruction for the new image's config").short('c'),
    flag("message", Kind::Text, "A comment for the new image").short('m'),
    flag("platform", Kind::Text, "The new image's platform"),
];

pub(crate) static IMPORT: Command = Command {
    about: "Make an image of one layer from a tarball",
    synopsis: "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
    aliases: "docker image import, docker import",
    count: Count::AtLeast(1),
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let source = match given.argument(0) {
        "-" => docker.read_input(),
        url if url.starts_with("http://") || url.starts_with("https://") => {
            return Err(Failure::unsimulated("docker import from a URL", "import a file or standard input"));
        }
        path => docker.open(path)?,
    };
    let platform = platform::parse(platform::or_default(docker, given.text("platform")))?;
    let reference = given.argument(1).to_string();
    if !reference.is_empty() {
        Reference::parse(&reference)?;
    }
    let options = ImageImport {
        reference,
        message: given.text("message").into(),
        changes: given.list("change").to_vec(),
        platform,
    };
    docker.stream(Some(Stream::Out), None, |engine, sink| engine.image_import(source, &options, sink))
}
