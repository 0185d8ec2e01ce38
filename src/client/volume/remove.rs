//! `docker volume rm` (docker/cli `cli/command/volume/remove.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch};

const FORCE: Switch = Switch::new("force", "Say nothing of volumes that are not there").short('f');

const FLAGS: Flags = &[&FORCE];

pub static RM: Command = Command {
    about: "Remove one or more volumes that no container uses",
    synopsis: "[OPTIONS] VOLUME [VOLUME...]",
    aliases: "docker volume rm, docker volume remove",
    count: Count::AtLeast(1),
    arguments: &[Argument::Volume],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let force = given.on(&FORCE);
    let mut failures = Vec::new();
    for name in &given.arguments {
        match docker.engine().volume_remove(name, force).map_err(Failure::from) {
            Ok(()) => docker.out_line(name)?,
            Err(failure @ Failure::Stop(_)) => return Err(failure),
            Err(failure) => failures.push(failure),
        }
    }
    Failure::join(failures)
}
