//! `docker buildx` and `docker builder`: the builder, its cache, the builds that were made, and images in registries.

mod builders;
mod cache;
pub mod combine;
pub mod history;
pub mod imagetools;
mod instances;

use super::Client;
use super::argument::Argument;
use super::arguments::Matches;
use super::command::{COMMAND, Command};
use super::failure::{Failure, Outcome};
use super::flag::{Flags, Switch, Text};

pub use builders::{INSPECT, LS};
pub use cache::{DU, PRUNE, prune_cache};
pub use instances::{CREATE, RM, STOP, USE};

/// The version of buildx that is followed.
const BUILDX_VERSION: &str = "v0.36.1";
/// The version of BuildKit in the engine.
const BUILDKIT_VERSION: &str = "v0.32.2";

/// The flags of the group.
pub const GROUP_FLAGS: Flags = &[&BUILDER, &Switch::new("debug", "Say more").short('D')];
const BUILDER: Text = Text::new("builder", "Which builder").default("default").takes(Argument::OneOf(&["default"]));

/// Refuses a builder that is not there: there is the one of the docker driver (buildx `builder.New`).
fn check_builder(docker: &Client<'_>, given: &Matches) -> Outcome<()> {
    let variable = docker.variable("BUILDX_BUILDER");
    let name = if given.changed(&BUILDER) || variable.is_empty() { given.text(&BUILDER) } else { variable };
    match name {
        "" | "default" => Ok(()),
        name => Err(Failure::new(format!("ERROR: no builder {} found", crate::text::quote(name)))),
    }
}

const ALL: Switch = Switch::new("all", "The parts that images came with too").short('a');
const VERBOSE: Switch = Switch::new("verbose", "More about each record");

pub static VERSION: Command = Command {
    about: "Print the version of buildx",
    run: |docker, _| docker.out_line(&format!("github.com/docker/buildx {BUILDX_VERSION} {}", super::versions::COMMIT)),
    ..COMMAND
};

/// The flags of the plugin itself that stand before its command: `docker buildx -D --builder default build`
/// (docker/buildx `commands/root.go`, `PersistentFlags`).
#[derive(Debug, Default)]
pub struct Persistent {
    pub debug: bool,
    /// `--builder=NAME`, for the command behind.
    pub builder: Option<String>,
}

/// Takes those flags out of a command line, if it is one of the plugin's.
pub fn take_persistent(words: &mut Vec<String>) -> Persistent {
    let mut taken = Persistent::default();
    if words.first().is_none_or(|first| first != "buildx") {
        return taken;
    }
    while let Some(word) = words.get(1).cloned() {
        match word.as_str() {
            "-D" | "--debug" => taken.debug = true,
            "--builder" if words.len() > 2 => {
                let name = words.remove(2);
                taken.builder = Some(format!("--builder={name}"));
            }
            _ if word.starts_with("--builder=") => taken.builder = Some(word),
            _ => break,
        }
        words.remove(1);
    }
    taken
}
