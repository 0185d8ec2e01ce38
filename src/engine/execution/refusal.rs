//! Why a process did not start, in the words of runc.

use crate::shell::LaunchError;
use crate::vfs::Errno;

use super::user::UserError;

/// Why a process did not start. The words of a program that cannot be found are those of Go's `exec.LookPath`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    User(#[from] UserError),
    #[error("chdir to cwd ({directory:?}) set in config.json failed: {}", go_words(*.errno))]
    Directory { directory: String, errno: Errno },
    /// (runc `exec.go` `validateProcessSpec`)
    #[error("Cwd must be an absolute path")]
    Relative,
    #[error("{}", words(.name, .error))]
    Program { name: String, error: LaunchError },
}

impl StartError {
    /// The exit code that the daemon gives for it.
    pub fn exit_code(&self) -> i32 {
        match self {
            StartError::User(_) | StartError::Relative => 128,
            StartError::Directory { errno, .. } if *errno == Errno::NoEntry => 127,
            StartError::Directory { .. } => 126,
            StartError::Program { name, .. } if !name.contains('/') => 127,
            StartError::Program { error: LaunchError::Missing(Errno::NoEntry), .. } => 127,
            StartError::Program { .. } => 126,
        }
    }
}

fn words(name: &str, error: &LaunchError) -> String {
    match error {
        // Along PATH, LookPath passes over what it may not run.
        _ if !name.contains('/') => format!("exec: {name:?}: executable file not found in $PATH"),
        LaunchError::Missing(errno) | LaunchError::Denied(errno @ (Errno::Loop | Errno::NameTooLong)) => {
            format!("exec: {name:?}: stat {name}: {}", go_words(*errno))
        }
        LaunchError::Denied(Errno::IsDirectory) => format!("exec: {name:?}: is a directory: permission denied"),
        _ => format!("exec: {name:?}: permission denied"),
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
