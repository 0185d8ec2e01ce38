//! `docker network rm` (docker/cli `cli/command/network/remove.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch};

const FORCE: Switch = Switch::new("force", "Say nothing of networks that are not there").short('f');
const FLAGS: Flags = &[&FORCE];

pub static RM: Command = Command {
    about: "Remove one or more networks",
    synopsis: "NETWORK [NETWORK...]",
    aliases: "docker network rm, docker network remove",
    count: Count::AtLeast(1),
    arguments: &[Argument::Network],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut failed = false;
    for name in &given.arguments {
        match docker.engine().network_remove(name).map_err(Failure::from) {
            Ok(()) => docker.out_line(name)?,
            Err(failure) if given.on(&FORCE) && failure.is_not_found() => {}
            Err(failure @ Failure::Daemon { .. }) => {
                docker.err_line(&failure.to_string())?;
                failed = true;
            }
            Err(failure) => return Err(failure),
        }
    }
    if failed { Err(Failure::new("exit status 1")) } else { Ok(()) }
}
