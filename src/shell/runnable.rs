//! What a file is to who runs it: one of our programs, a script, machine code that nobody here can run.

use std::collections::BTreeMap;

use crate::clock::Timestamp;
use crate::vfs::Files;

use super::launch::find;
use super::{Executable, Flavour, Process, Program, ProgramFile, Stop, identify, programs};

/// What files turned out to be, by inode, size and time of change: a program is looked at once.
pub type Known = BTreeMap<(u64, u64, Timestamp), ProgramFile>;

/// Says what the file at `path` is, by its bytes; BusyBox is what it is called.
pub fn executable(files: &dyn Files, path: &str, known: &mut Known) -> Executable {
    let Ok(stat) = files.stat(path, true) else { return Executable::NoProgram };
    let key = (stat.inode, stat.size, stat.mtime);
    let file = match known.get(&key) {
        Some(file) => file.clone(),
        None => {
            let Ok(content) = files.read(path) else { return Executable::NoProgram };
            let file = identify(&content);
            known.insert(key, file.clone());
            file
        }
    };
    let called = path.rsplit('/').next().unwrap_or(path);
    match file {
        ProgramFile::Script { interpreter, argument } => Executable::Script { interpreter, argument },
        ProgramFile::ForeignMachine => Executable::ForeignMachine,
        ProgramFile::NotExecutable => Executable::NoProgram,
        ProgramFile::Named(name) => {
            let (name, flavour) =
                if name == "busybox" { (called, Flavour::Busybox) } else { (name.as_str(), Flavour::Gnu) };
            match programs::find(name) {
                Some(program) => Executable::Program(program, flavour),
                None => Executable::Unsimulated { name: name.to_string() },
            }
        }
        ProgramFile::Writes { .. } => Executable::Program(&MachineCode, Flavour::Gnu),
        ProgramFile::Unsimulated => Executable::Unsimulated { name: called.to_string() },
    }
}

/// Machine code that is followed to its end: what it does stands in the file that was started.
struct MachineCode;

impl Program for MachineCode {
    fn names(&self) -> &'static [&'static str] {
        &[]
    }
    fn about(&self) -> &'static str {
        "a few instructions of machine code"
    }
    fn run(&self, process: &mut Process<'_>) -> Result<i32, Stop> {
        let name = process.arguments.first().cloned().unwrap_or_default();
        let path = process.environment.get("PATH").map(String::as_str);
        let Ok(file) = find(process.system.files(), &name, &process.directory, path) else { return Ok(127) };
        let Ok(content) = process.system.files().read(&file) else { return Ok(127) };
        let ProgramFile::Writes { output, status } = identify(&content) else { return Ok(126) };
        for (stream, bytes) in output {
            process.output.write(stream, &bytes)?;
        }
        Ok(status)
    }
}
