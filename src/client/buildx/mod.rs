//! `docker buildx` and `docker builder`: the builder, its cache, the builds that were made, and images in registries.

mod builders;
mod cache;
pub(crate) mod history;
pub(crate) mod imagetools;

use super::command::{COMMAND, Command};
use super::flag::{Flags, Switch, Text};

pub(crate) use builders::{INSPECT, LS};
pub(crate) use cache::{DU, PRUNE, prune_cache};

/// The version of buildx that is followed.
const BUILDX_VERSION: &str = "v0.30.1";
/// The version of BuildKit in the engine.
const BUILDKIT_VERSION: &str = "v0.26.2";

/// The flags of the group.
pub(crate) const GROUP_FLAGS: Flags =
    &[&Text::new("builder", "Which builder").default("default"), &Switch::new("debug", "Say more").short('D')];

const ALL: Switch = Switch::new("all", "The parts that images came with too").short('a');
const VERBOSE: Switch = Switch::new("verbose", "More about each record");

pub(crate) static VERSION: Command = Command {
    about: "Print the version of buildx",
    run: |docker, _| docker.out_line(&format!("github.com/docker/buildx {BUILDX_VERSION} {}", super::table::COMMIT)),
    ..COMMAND
};
