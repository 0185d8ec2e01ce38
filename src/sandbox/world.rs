//! [`World`]: everything that a sandbox remembers.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::content::{Rope, parts};
use crate::engine::State;
use crate::registry::{Library, Network};
use crate::shell::Shell;
use crate::vfs::{Errno, Files, Path, Tree};

use super::student::{DIRECTORY, student};

/// The whole state of a sandbox: an immutable value in parts, cheap to clone and to compare.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct World {
    /// The files of the learner's machine.
    pub files: Tree,
    /// Variables and working directory of the learner's shell.
    pub shell: Shell,
    /// The engine's images and containers.
    pub engine: State,
    /// The registries.
    pub network: Network,
    /// Time and chance.
    pub clock: Clock,
}

impl World {
    /// Puts a file of the learner's into the working directory, with the directories on its way. Paths that lead out of the
    /// directory are refused.
    pub(super) fn place_file(&mut self, path: &str, content: Rope) -> Result<(), Errno> {
        let place = Path::new(DIRECTORY).join(path);
        if place.below(DIRECTORY) != Some(path) || path.is_empty() {
            return Err(Errno::Invalid);
        }
        self.files.set_identity(student(self.clock.now()));
        self.files.make_dirs(&place.parent(), 0o777)?;
        self.files.write(&place, content, 0o666)
    }

    /// Lets the registries draw on what the Hub holds. (A World itself does not hold that.)
    pub(super) fn connect(&mut self, library: Arc<dyn Library>) {
        self.network = self.network.clone().with_library(library);
    }

    /// Whether this World differs from another in more than the time and what the shell remembers of its last command.
    pub fn differs_from(&self, other: &World) -> bool {
        self.files != other.files
            || self.engine != other.engine
            || self.network != other.network
            || lasting(&self.shell) != lasting(&other.shell)
    }
}

/// What of a shell a learner would call its state: not the last command's status, nor process numbers.
fn lasting(shell: &Shell) -> impl PartialEq {
    (&shell.variables, &shell.functions, &shell.aliases, &shell.traps, &shell.options, &shell.directory)
}

parts!(World { files, engine, network } besides { shell, clock });
