//! From a command line to a running program: the search along `PATH`, the errors of runc, scripts and their
//! interpreters.

use crate::shell::{Environment, Executable, Input, Output, Process, Stop, Stream, System};
use crate::vfs::{Errno, FileType, Files};

use super::system::ContainerSystem;

/// The search path where a container's config sets none.
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// Interpreters that one script may lead through (the kernel's limit).
const INTERPRETERS: usize = 4;

/// A command that is to run, with everything but the machine.
pub struct Command {
    pub arguments: Vec<String>,
    pub environment: Environment,
    pub directory: String,
    pub stdin: Input,
    pub pid: u32,
}

/// Why a program cannot even start: the words are those of Go's `exec.LookPath`, which runc uses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LaunchError {
    #[error("exec: {0:?}: executable file not found in $PATH")]
    NotFound(String),
    #[error("exec: {0:?}: stat {0}: {1}")]
    NoFile(String, &'static str),
    #[error("exec: {0:?}: permission denied")]
    Denied(String),
    #[error("exec: {0:?}: is a directory: permission denied")]
    Directory(String),
    #[error("chdir to cwd ({0:?}) set in config.json failed: {1}")]
    WorkingDirectory(String, &'static str),
}

impl LaunchError {
    /// The exit code that the daemon gives the container (or `docker exec`).
    pub fn exit_code(&self) -> i32 {
        match self {
            LaunchError::NotFound(_) => 127,
            LaunchError::NoFile(_, why) | LaunchError::WorkingDirectory(_, why) if why.starts_with("no such") => 127,
            _ => 126,
        }
    }
}

/// The words of Go for an errno.
fn go_words(errno: Errno) -> &'static str {
    match errno {
        Errno::NoEntry => "no such file or directory",
        Errno::NotDirectory => "not a directory",
        Errno::Loop => "too many levels of symbolic links",
        Errno::NameTooLong => "file name too long",
        _ => "permission denied",
    }
}

/// Checks the working directory and finds the program's file.
pub fn find(files: &dyn Files, command: &Command) -> Result<String, LaunchError> {
    let directory = &command.directory;
    match files.stat(directory, true) {
        Ok(stat) if stat.kind == FileType::Directory => {}
        Ok(_) => return Err(LaunchError::WorkingDirectory(directory.clone(), "not a directory")),
        Err(errno) => return Err(LaunchError::WorkingDirectory(directory.clone(), go_words(errno))),
    }
    let name = command.arguments.first().cloned().unwrap_or_default();
    if name.contains('/') {
        let path = if name.starts_with('/') { name.clone() } else { format!("{directory}/{name}") };
        return match look(files, &path) {
            Look::Runs => Ok(path),
            Look::Directory => Err(LaunchError::Directory(name)),
            Look::Denied => Err(LaunchError::Denied(name)),
            Look::Missing(errno) => Err(LaunchError::NoFile(name, go_words(errno))),
        };
    }
    let path = command.environment.get("PATH").map_or(DEFAULT_PATH, String::as_str);
    for folder in path.split(':').filter(|_| !name.is_empty()) {
        let folder = if folder.is_empty() { directory.as_str() } else { folder };
        let candidate = format!("{}/{name}", folder.trim_end_matches('/'));
        if matches!(look(files, &candidate), Look::Runs) {
            return Ok(candidate);
        }
    }
    Err(LaunchError::NotFound(name))
}

enum Look {
    Runs,
    Directory,
    Denied,
    Missing(Errno),
}

fn look(files: &dyn Files, path: &str) -> Look {
    match files.stat(path, true) {
        Err(errno) => Look::Missing(errno),
        Ok(stat) if stat.kind == FileType::Directory => Look::Directory,
        Ok(stat) if stat.mode & 0o111 == 0 => Look::Denied,
        Ok(_) if files.may(path, 1).is_err() => Look::Denied,
        Ok(_) => Look::Runs,
    }
}

/// Runs the program in the file at `path`, until it ends or stops.
pub fn execute(
    system: &mut ContainerSystem<'_>,
    path: &str,
    command: Command,
    output: &mut dyn Output,
) -> Result<i32, Stop> {
    let mut path = path.to_string();
    let mut arguments = command.arguments;
    for _ in 0..INTERPRETERS {
        match system.executable(&path) {
            Executable::Program(program, flavour) => {
                let mut process = Process {
                    arguments,
                    environment: command.environment,
                    directory: command.directory,
                    stdin: command.stdin,
                    output,
                    system,
                    flavour,
                    pid: command.pid,
                    inside: None,
                };
                return program.run(&mut process);
            }
            Executable::Script { interpreter, argument } => {
                if matches!(look(&system.files, &interpreter), Look::Missing(_)) {
                    return refused(output, &path, "no such file or directory");
                }
                let rest = arguments.into_iter().skip(1);
                arguments = [interpreter.clone()].into_iter().chain(argument).chain([path]).chain(rest).collect();
                path = interpreter;
            }
            Executable::ForeignMachine | Executable::NotExecutable => {
                return refused(output, &path, "exec format error");
            }
            Executable::Unsimulated { name } => {
                let text = format!("{name}: the sandbox has no stand-in for this program's machine code\n");
                output.write(Stream::Err, text.as_bytes())?;
                return Ok(126);
            }
        }
    }
    refused(output, &path, "too many levels of symbolic links")
}

fn refused(output: &mut dyn Output, path: &str, why: &str) -> Result<i32, Stop> {
    output.write(Stream::Err, format!("exec {path}: {why}\n").as_bytes())?;
    Ok(255)
}
