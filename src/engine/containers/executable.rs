//! What a file in a container is to who runs it.

use crate::shell::{Executable, ProgramFile, identify};
use crate::vfs::Files;

/// Says what the file at `path` is, by its bytes.
pub fn at(files: &dyn Files, path: &str) -> Executable {
    let Ok(content) = files.read(path) else { return Executable::NotExecutable };
    let name = || path.rsplit('/').next().unwrap_or(path).to_string();
    match identify(&content) {
        ProgramFile::Script { interpreter, argument } => Executable::Script { interpreter, argument },
        ProgramFile::ForeignMachine => Executable::ForeignMachine,
        ProgramFile::NotExecutable => Executable::NotExecutable,
        ProgramFile::Named(name) => Executable::Unsimulated { name },
        ProgramFile::Writes { .. } | ProgramFile::Unsimulated => Executable::Unsimulated { name: name() },
    }
}
