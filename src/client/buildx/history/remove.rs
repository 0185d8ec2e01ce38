//! `docker buildx history rm` (buildx `commands/history/rm.go`).

use super::super::GROUP_FLAGS;
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch};

const ALL: Switch = Switch::new("all", "All records");
const FLAGS: Flags = &[&ALL];

pub static RM: Command = Command {
    about: "Forget builds",
    synopsis: "[OPTIONS] [REF...]",
    count: Count::Any,
    flags: &[FLAGS, GROUP_FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let all = given.on(&ALL);
    let references = match (given.arguments.as_slice(), all) {
        ([], false) => return Err(Failure::new("ERROR: rm requires at least one argument")),
        ([_, ..], true) => return Err(Failure::new("ERROR: rm requires either --all or at least one argument")),
        ([], true) => docker.engine().build_records()?.into_iter().map(|record| record.reference).collect(),
        (references, false) => references.to_vec(),
    };
    let mut failures = Vec::new();
    for reference in references {
        let id = reference.rsplit('/').next().unwrap_or(&reference);
        if let Err(error) = docker.engine().build_record_remove(id) {
            failures.push(match Failure::from(error) {
                Failure::Daemon { message, .. } => Failure::new(format!("ERROR: {message}")),
                other => other,
            });
        }
    }
    Failure::join(failures)
}
