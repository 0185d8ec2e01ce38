//! `docker network prune` (docker/cli `cli/command/network/prune.go`): the networks that every engine has stay.

use crate::client::Client;
use crate::client::argument::PRUNE_FILTER;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List};
use crate::client::image::prune::{FORCE, prune_filters};

const FILTER: List =
    List::filter("filter", "Only what fits the condition (e.g. \"until=<timestamp>\")").takes(PRUNE_FILTER);
const FLAGS: Flags = &[&FILTER, &FORCE];

pub static PRUNE: Command =
    Command { about: "Remove networks that no container uses", synopsis: "[OPTIONS]", flags: &[FLAGS], run, ..COMMAND };

const QUESTION: &str = "WARNING! This will remove all custom networks not used by at least one container.\n\
                        Are you sure you want to continue?";

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let filters = prune_filters(docker, given.list(&FILTER))?;
    if !given.on(&FORCE) && !docker.confirm(QUESTION)? {
        return Err(Failure::Cancelled);
    }
    Ok(docker.engine().network_prune(&filters)?)
}
