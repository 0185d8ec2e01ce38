//! From a command's name to a running program: the search along `PATH`, scripts' interpreters, permissions.

use super::absolute::absolute;
use super::bounds::OUT_OF_MEMORY;
use super::elf;
use super::environment::Environment;
use super::nesting::Nesting;
use super::{Executable, Flavour, Input, Listed, Output, Process, ProcessParts, Stop, System};
use crate::allowance::{self, Spent, TooDeep};
use crate::vfs::{Errno, FileType, Files};

/// Where programs are looked for without a `PATH`.
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// Scripts whose interpreter is a script.
const MAX_INTERPRETERS: usize = 4;

/// A command that is about to run.
pub struct Launch<'a> {
    /// Its name and arguments.
    pub arguments: Vec<String>,
    /// Exported variables.
    pub environment: Environment,
    /// The working directory, absolute.
    pub directory: String,
    pub stdin: &'a mut Input,
    pub output: &'a mut dyn Output,
    pub system: &'a mut dyn System,
    pub pid: u32,
}

/// Why a command could not be started: the one list of reasons. The words are the kernel's (`strerror`); a shell and
/// runc have their own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LaunchError {
    /// No program of this name along `PATH`.
    #[error("{}", Errno::NoEntry)]
    NotFound,
    /// No file at the path that was named; why not.
    #[error("{}", Errno::NoEntry)]
    Missing(Errno),
    /// There is one, but it cannot be run: it is a directory or lacks the permission.
    #[error("{0}")]
    Denied(Errno),
    /// Machine code for another processor, or no code at all: the file.
    #[error("Exec format error")]
    ExecFormat(String),
    /// The interpreter that a script asks for is missing.
    #[error("{}", Errno::NoEntry)]
    NoInterpreter { script: String, interpreter: String },
    /// Something that the sandbox does not simulate; its name.
    #[error("layercake does not simulate {0}")]
    Unsimulated(String),
    /// A text file without `#!` at this path: a shell would read it as a script.
    #[error("Exec format error")]
    PlainScript(String),
    /// The program ended before its end.
    #[error("stopped")]
    Stop(#[from] Stop),
}

impl From<TooDeep> for LaunchError {
    fn from(deep: TooDeep) -> Self {
        Stop::from(deep).into()
    }
}

impl From<Spent> for LaunchError {
    fn from(spent: Spent) -> Self {
        Stop::from(spent).into()
    }
}

impl LaunchError {
    /// The exit code that shells and `env` report: 127 for what is missing, 126 for what does not run.
    pub fn status(&self) -> i32 {
        match self {
            LaunchError::NotFound | LaunchError::Missing(_) | LaunchError::NoInterpreter { .. } => 127,
            _ => 126,
        }
    }
}

/// The file that `name` stands for: a path as it is, a bare name along `path` ([`DEFAULT_PATH`] if there is none).
pub fn find(files: &dyn Files, name: &str, directory: &str, path: Option<&str>) -> Result<String, LaunchError> {
    if name.contains('/') {
        let file = absolute(directory, name);
        return check(files, &file).map(|()| file);
    }
    let mut error = LaunchError::NotFound;
    for place in path.unwrap_or(DEFAULT_PATH).split(':').filter(|_| !name.is_empty()) {
        let place = if place.is_empty() { directory } else { place };
        let file = absolute(directory, &absolute(place, name));
        match check(files, &file) {
            Ok(()) => return Ok(file),
            Err(LaunchError::Missing(_) | LaunchError::Denied(Errno::IsDirectory)) => {}
            Err(other) => error = other,
        }
    }
    Err(error)
}

fn check(files: &dyn Files, path: &str) -> Result<(), LaunchError> {
    match files.stat(path, true) {
        Err(errno @ (Errno::NoEntry | Errno::NotDirectory)) => Err(LaunchError::Missing(errno)),
        Err(errno) => Err(LaunchError::Denied(errno)),
        Ok(stat) if stat.kind == FileType::Directory => Err(LaunchError::Denied(Errno::IsDirectory)),
        // Even the superuser needs one execute bit.
        Ok(stat) if stat.mode & 0o111 == 0 => Err(LaunchError::Denied(Errno::Access)),
        Ok(_) => files.may(path, 1).map_err(LaunchError::Denied),
    }
}

/// Runs a command: an external one of the machine (`docker`), or the file that its name stands for.
pub fn launch(launch: Launch<'_>) -> Result<i32, LaunchError> {
    let _nesting = Nesting::enter()?;
    launch.system.step()?;
    let words = launch.arguments.iter().chain(launch.environment.iter().map(|(_, value)| value));
    allowance::work(words.map(|word| word.len() as u64 + 32).sum())?;
    let name = launch.arguments.first().cloned().unwrap_or_default();
    if !name.contains('/') {
        let mut parts = ProcessParts {
            arguments: &launch.arguments,
            environment: &launch.environment,
            directory: &launch.directory,
            stdin: launch.stdin,
            output: launch.output,
        };
        if let Some(result) = launch.system.run_external(&name, &mut parts) {
            return Ok(result?);
        }
    }
    let path = launch.environment.get("PATH").map(String::as_str);
    let file = find(launch.system.files(), &name, &launch.directory, path)?;
    execute(launch, file)
}

/// Runs the program in a file that [`find`] found, as execve(2) does: scripts by their interpreters.
pub fn execute(mut launch: Launch<'_>, mut file: String) -> Result<i32, LaunchError> {
    // A script is called by the path that was typed, or that was found.
    let mut called = launch.arguments.first().filter(|name| name.contains('/')).unwrap_or(&file).clone();
    for _ in 0..MAX_INTERPRETERS {
        match launch.system.executable(&file) {
            Executable::Program(program, flavour) => {
                let version = version_in(launch.system.files(), &file);
                return Ok(start_known(launch, program, flavour, None, version)?);
            }
            Executable::Script { interpreter, argument } => {
                let next = absolute(&launch.directory, &interpreter);
                match check(launch.system.files(), &next) {
                    Ok(()) => {}
                    Err(LaunchError::Missing(_)) => {
                        // A system may have a loader without a file for it.
                        let Executable::Program(program, flavour) = launch.system.executable(&next) else {
                            return Err(LaunchError::NoInterpreter { script: file, interpreter });
                        };
                        let rest = launch.arguments.into_iter().skip(1);
                        launch.arguments = [interpreter, called].into_iter().chain(rest).collect();
                        return Ok(start(launch, program, flavour)?);
                    }
                    Err(error) => return Err(error),
                }
                let rest = launch.arguments.into_iter().skip(1);
                let before = [interpreter.clone()].into_iter().chain(argument);
                launch.arguments = before.chain([called]).chain(rest).collect();
                (called, file) = (interpreter, next);
            }
            Executable::ForeignMachine => return Err(LaunchError::ExecFormat(file)),
            Executable::NoProgram => return Err(LaunchError::PlainScript(file)),
            Executable::Unsimulated { name } => return Err(LaunchError::Unsimulated(name)),
        }
    }
    Err(LaunchError::Denied(Errno::Loop))
}

/// Runs a program with what `launch` has for it.
pub fn start(launch: Launch<'_>, program: &dyn super::Program, flavour: Flavour) -> Result<i32, Stop> {
    start_inside(launch, program, flavour, None)
}

/// The same for a program that the shell of this name has inside.
pub fn start_inside(
    launch: Launch<'_>,
    program: &dyn super::Program,
    flavour: Flavour,
    inside: Option<String>,
) -> Result<i32, Stop> {
    start_known(launch, program, flavour, inside, None)
}

/// The version that a program's file says.
fn version_in(files: &dyn Files, file: &str) -> Option<String> {
    let content = files.read(file).ok()?;
    elf::version(&content.slice(0..elf::HEAD as u64).bytes_up_to(elf::HEAD as u64).ok()?)
}

fn start_known(
    launch: Launch<'_>,
    program: &dyn super::Program,
    flavour: Flavour,
    inside: Option<String>,
    version: Option<String>,
) -> Result<i32, Stop> {
    let mut process = Process {
        arguments: launch.arguments,
        environment: launch.environment,
        directory: launch.directory,
        stdin: std::mem::take(launch.stdin),
        output: launch.output,
        system: launch.system,
        flavour,
        pid: launch.pid,
        inside,
        version,
    };
    let mut result = program.run(&mut process);
    if let Err(Stop::Stays(stay)) = &mut result
        && (stay.processes.is_empty() || stay.is_waited_for)
    {
        let command = process.arguments.join(" ");
        stay.processes.insert(0, Listed { command, uid: process.system.files().identity().uid });
        stay.is_waited_for = false;
    }
    if matches!(&result, Err(Stop::Limit(what)) if what == OUT_OF_MEMORY) && process.memory_limit().is_some() {
        result = Ok(process.system.bounds().kill_for_memory());
    }
    if let Ok(status) = result {
        process.system.bounds().ended(status);
    }
    *launch.stdin = process.stdin;
    result
}
