//! `docker network rm` (docker/cli `cli/command/network/remove.go`).

use crate::client::Client;
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
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut failures = Vec::new();
    for name in &given.arguments {
        let network = docker.engine().network_inspect(name).map_err(Failure::from);
        match network {
            // Those that are there are the engine's own.
            Ok(network) => failures.push(Failure::Daemon {
                status: 403,
                message: format!(
                    "{} is a pre-defined network and cannot be removed",
                    network["Name"].as_str().unwrap_or(name)
                ),
            }),
            Err(Failure::Daemon { status: 404, .. }) if given.on(&FORCE) => {}
            Err(failure) => failures.push(failure),
        }
    }
    Failure::join(failures)
}
