//! `docker commit` (docker/cli `cli/command/container/commit.go`).

use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flag, Kind, flag, switch};
use crate::engine::api::Commit;
use crate::oci::Reference;

const FLAGS: &[Flag] = &[
    flag("author", Kind::Text, "Who made it (e.g., \"Ada Example <ada@example.org>\")").short('a'),
    flag("change", Kind::List, "A Dockerfile instruction for the new image's config").short('c'),
    flag("message", Kind::Text, "A comment for the new image").short('m'),
    switch("no-pause", "Don't pause the container meanwhile"),
    switch("pause", "Pause the container meanwhile")
        .short('p')
        .default("true")
        .deprecated("and enabled by default. Use --no-pause to disable pausing during commit."),
];

pub(crate) static COMMIT: Command = Command {
    about: "Make an image of what a container changed",
    synopsis: "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
    aliases: "docker container commit, docker commit",
    count: Count::Between(1, 2),
    interspersed: false,
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    if given.changed("pause") && given.changed("no-pause") {
        return Err(Failure::new("conflicting options: --no-pause and --pause cannot be used together"));
    }
    let reference = given.argument(1);
    if !reference.is_empty() && Reference::parse(reference)?.digest.is_some() {
        return Err(Failure::new("refusing to create a tag with a digest reference"));
    }
    let pause = if given.changed("pause") { given.on("pause") } else { !given.on("no-pause") };
    let id = docker.engine().container_commit(&Commit {
        container: given.argument(0).into(),
        reference: reference.into(),
        author: given.text("author").into(),
        comment: given.text("message").into(),
        changes: given.list("change").to_vec(),
        pause,
    })?;
    docker.out_line(&id)
}
