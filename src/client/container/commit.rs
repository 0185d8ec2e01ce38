//! `docker commit` (docker/cli `cli/command/container/commit.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Switch, Text};
use crate::engine::api::Commit;
use crate::oci::Reference;

const AUTHOR: Text = Text::new("author", "Who made it (e.g., \"Ada Example <ada@example.org>\")").short('a');
const CHANGE: List = List::new("change", "A Dockerfile instruction for the new image's config").short('c');
const MESSAGE: Text = Text::new("message", "A comment for the new image").short('m');
const NO_PAUSE: Switch = Switch::new("no-pause", "Don't pause the container meanwhile");
const PAUSE: Switch = Switch::new("pause", "Pause the container meanwhile")
    .short('p')
    .default("true")
    .deprecated("and enabled by default. Use --no-pause to disable pausing during commit.");

const FLAGS: Flags = &[&AUTHOR, &CHANGE, &MESSAGE, &NO_PAUSE, &PAUSE];

pub static COMMIT: Command = Command {
    about: "Make an image of what a container changed",
    synopsis: "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
    aliases: "docker container commit, docker commit",
    count: Count::Between(1, 2),
    arguments: &[Argument::Container, Argument::Word],
    interspersed: false,
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    if given.changed(&PAUSE) && given.changed(&NO_PAUSE) {
        return Err(Failure::new("conflicting options: --no-pause and --pause cannot be used together"));
    }
    let reference = given.argument(1);
    if !reference.is_empty() && Reference::parse(reference)?.digest.is_some() {
        return Err(Failure::new("refusing to create a tag with a digest reference"));
    }
    let pause = if given.changed(&PAUSE) { given.on(&PAUSE) } else { !given.on(&NO_PAUSE) };
    let id = docker.engine().container_commit(&Commit {
        container: given.argument(0).into(),
        reference: reference.into(),
        author: given.text(&AUTHOR).into(),
        comment: given.text(&MESSAGE).into(),
        changes: given.list(&CHANGE).to_vec(),
        pause,
    })?;
    docker.out_line(&id)
}
