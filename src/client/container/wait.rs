//! `docker wait` (docker/cli `cli/command/container/wait.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};

pub static WAIT: Command = Command {
    about: "Wait until containers stop, and print their exit codes",
    synopsis: "CONTAINER [CONTAINER...]",
    aliases: "docker container wait, docker wait",
    count: Count::AtLeast(1),
    arguments: &[Argument::Container],
    run,
    ..COMMAND
};

/// Whether a container runs, as far as that is known.
pub(super) fn is_running(docker: &mut Client<'_>, name: &str) -> bool {
    let inspected = docker.engine().container_inspect(name, false);
    inspected.is_ok_and(|inspected| inspected["State"]["Running"].as_bool() == Some(true))
}

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut failures = Vec::new();
    for name in &given.arguments {
        if docker.in_background && is_running(docker, name) {
            return docker.goes_on();
        }
        match docker.engine().container_wait(name).map_err(Failure::from) {
            Ok(code) => docker.out_line(&code.to_string())?,
            Err(failure @ Failure::Stop(_)) => return Err(failure),
            Err(failure) => failures.push(failure),
        }
    }
    Failure::join(failures)
}
