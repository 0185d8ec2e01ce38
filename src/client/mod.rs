//! The `docker` command: command table, one file a command, Go-template formats, progress.

use std::collections::BTreeMap;

use crate::clock::Timestamp;
use crate::engine::api::Engine;
use crate::shell::{Input, Output, Prompt, Stop};
use crate::vfs::Files;

/// One run of the docker command: its arguments and surroundings.
pub struct Docker<'a> {
    /// The arguments, `docker` first.
    pub arguments: &'a [String],
    pub environment: &'a BTreeMap<String, String>,
    /// The working directory, absolute.
    pub directory: &'a str,
    pub stdin: &'a mut Input,
    pub output: &'a mut dyn Output,
    /// The learner's own files: `~/.docker/config.json`, `save -o`, `cp`, `load -i`.
    pub files: &'a mut dyn Files,
    pub engine: &'a mut dyn Engine,
    /// Asks the person at the terminal for a line; `None`: end of file.
    pub terminal: &'a mut dyn FnMut(&Prompt) -> Result<Option<String>, Stop>,
    /// The moment at which the command was typed.
    pub now: Timestamp,
}

/// Runs it; gives the exit code.
pub fn run(docker: Docker<'_>) -> Result<i32, Stop> {
    let _ = docker;
    todo!()
}
