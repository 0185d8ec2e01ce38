//! `docker load` (docker/cli `cli/command/image/load.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Switch, Text};
use crate::client::platform;
use crate::client::versions::API_VERSION;
use crate::shell::Stream;
use crate::vfs::FileType;

const INPUT: Text = Text::new("input", "The tar archive, instead of standard input").takes(Argument::Path).short('i');
const QUIET: Switch = Switch::new("quiet", "Without progress").short('q');
const PLATFORM: List = List::strings(
    "platform",
    "Only these platforms, a comma-separated list of \"os[/arch[/variant]]\" (e.g., \"linux/amd64,linux/arm64/v8\")",
);

const FLAGS: Flags = &[&INPUT, &QUIET, &PLATFORM];

pub static LOAD: Command = Command {
    about: "Read images from a tar archive or standard input",
    synopsis: "[OPTIONS]",
    aliases: "docker image load, docker load",
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let from = given.text(&INPUT);
    let archive = match from {
        "" if docker.asks() => return Err(Failure::new("requested load from stdin, but stdin is empty")),
        "" => docker.read_input(),
        path => {
            let absolute = docker.path(path);
            if docker.files.stat(&absolute, true).is_ok_and(|stat| stat.kind == FileType::Directory) {
                return Err(Failure::new(format!(
                    "error during connect: Post \"http://%2Fvar%2Frun%2Fdocker.sock/v{API_VERSION}/images/load?quiet=1\": read {path}: is a directory"
                )));
            }
            docker.open(path)?
        }
    };
    let platforms = platform::parse_all(given.list(&PLATFORM))?;
    let quiet = given.on(&QUIET) || docker.columns(Stream::Out).is_none();
    let show = Some(Stream::Out);
    docker.stream(show, None, |engine, sink| {
        // A quiet load tells only what it loaded.
        let mut quieter = |message: crate::engine::api::Progress| {
            if !quiet || message.id.is_empty() {
                sink(message);
            }
        };
        engine.image_load(archive, &platforms, &mut quieter)
    })
}
