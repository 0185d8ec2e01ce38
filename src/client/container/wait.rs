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

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut failures = Vec::new();
    for name in &given.arguments {
        match docker.engine().container_wait(name).map_err(Failure::from) {
            Ok(code) => docker.out_line(&code.to_string())?,
            Err(failure @ Failure::Stop(_)) => return Err(failure),
            Err(failure) => failures.push(failure),
        }
    }
    Failure::join(failures)
}
