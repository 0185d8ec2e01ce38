//! Commands on a Swarm, of which this machine is no part: the daemon says so (moby `daemon/cluster/errors.go`).

use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::Switch;

/// What `docker service`, `node`, `stack`, `secret` and `config` are told.
pub fn refuse(_: &mut Client<'_>, _: &Matches) -> Outcome<()> {
    Err(Failure::Daemon {
        status: 503,
        message:
            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node \
                  to swarm and try again."
                .into(),
    })
}

const FORCE: Switch = Switch::new("force", "Leave even if that breaks the Swarm").short('f');

pub static LEAVE: Command = Command {
    about: "Leave the Swarm",
    synopsis: "[OPTIONS]",
    flags: &[&[&FORCE]],
    run: |_, _| Err(Failure::Daemon { status: 503, message: "This node is not part of a swarm".into() }),
    ..COMMAND
};
