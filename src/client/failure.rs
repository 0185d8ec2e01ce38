//! How a docker command fails: what it says on standard error, and its exit code.

use crate::engine::api::{ApiError, EMPTY_CONTAINER};
use crate::oci::{BadPlatform, ReferenceError};
use crate::shell::Stop;

/// Why a command did not do what it was asked for. Its words go to standard error; without words nothing does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It cannot go on now.
    #[error("")]
    Stop(#[from] Stop),
    /// The daemon refused: HTTP status and its words.
    #[error("Error response from daemon: {message}")]
    Daemon { status: u16, message: String },
    /// Exit code and words.
    #[error("{message}")]
    Status { code: i32, message: String },
    /// The person said no: silent, exit code 0.
    #[error("")]
    Cancelled,
}

/// What a step of a command gives.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// These words, exit code 1.
    pub fn new(message: impl Into<String>) -> Self {
        Failure::Status { code: 1, message: message.into() }
    }

    /// An exit code without words: the command's own output said it.
    pub fn code_only(code: i32) -> Self {
        Failure::Status { code, message: String::new() }
    }

    /// What Docker has and this sandbox has not.
    pub fn unsimulated(what: &str, instead: &str) -> Self {
        Failure::new(format!("{what} is not simulated in this sandbox: {instead}"))
    }

    /// Several failures as one, a line each (Go's `errors.Join`); `Ok` if there is none.
    pub fn join(failures: Vec<Failure>) -> Outcome<()> {
        let mut failures = failures;
        match failures.len() {
            0 => Ok(()),
            1 => failures.pop().map_or(Ok(()), Err),
            _ => match failures.iter().find(|failure| matches!(failure, Failure::Stop(_))) {
                Some(stop) => Err(stop.clone()),
                None => Err(Failure::new(failures.iter().map(Failure::to_string).collect::<Vec<_>>().join("\n"))),
            },
        }
    }

    /// The exit code.
    pub fn code(&self) -> i32 {
        match self {
            Failure::Status { code, .. } => *code,
            Failure::Cancelled => 0,
            Failure::Daemon { .. } | Failure::Stop(_) => 1,
        }
    }

    /// Whether the daemon did not find the object.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Failure::Daemon { status: 404, .. })
    }

    /// The same failure with words before it, `before: words`.
    pub fn context(self, before: &str) -> Self {
        match self {
            Failure::Stop(_) | Failure::Cancelled => self,
            other => Failure::Status { code: other.code(), message: format!("{before}: {}", other) },
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Stop(stop) => Failure::Stop(stop),
            ApiError::Status { message, .. } if message == EMPTY_CONTAINER => Failure::new(message),
            ApiError::Status { status, message } => Failure::Daemon { status, message },
        }
    }
}
impl From<ReferenceError> for Failure {
    fn from(error: ReferenceError) -> Self {
        Failure::new(error.to_string())
    }
}
impl From<BadPlatform> for Failure {
    fn from(error: BadPlatform) -> Self {
        Failure::new(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_failures_read_as_lines() {
        let daemon = Failure::Daemon { status: 404, message: "No such image: a:latest".into() };
        assert!(daemon.is_not_found());
        let joined = Failure::join(vec![daemon.clone(), Failure::new("b")]).unwrap_err();
        assert_eq!(joined.to_string(), "Error response from daemon: No such image: a:latest\nb");
        assert_eq!(Failure::join(vec![]), Ok(()));
        assert_eq!(daemon.context("failed").to_string(), "failed: Error response from daemon: No such image: a:latest");
    }
}
