//! Runs what a compiled program carries.

use crate::shell::Process;
use crate::shell::embedded::Embedded;
use crate::shell::launch::find;
use crate::shell::programs::script::run_compiled;
use crate::shell::programs::{Applet, Ended};

/// A statically linked program file: nothing is looked for.
pub(in super::super) static COMPILED: Applet = Applet {
    names: &["compiled"],
    about: "a program that one of the sandbox's compilers made",
    usage: "[ARG]...",
    run: |process| {
        let path = process.environment.get("PATH").cloned();
        let (name, directory) = (process.arguments.first().cloned().unwrap_or_default(), process.directory.clone());
        let files = process.system.files();
        let file = find(files, &name, &directory, path.as_deref()).unwrap_or(name);
        let content =
            files.read(&file).ok().and_then(|content| content.bytes_up_to(super::system::SOURCE_LIMIT * 4).ok());
        match content.and_then(|bytes| Embedded::of(&bytes)) {
            Some(program) => embedded(process, &program),
            None => Ok(0),
        }
    },
};

/// Runs a program.
pub fn embedded(process: &mut Process<'_>, program: &Embedded) -> Ended {
    run_compiled(process, program)
}
