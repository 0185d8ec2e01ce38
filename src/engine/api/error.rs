//! [`ApiError`]: what the daemon answers when it does not do what it was asked for.

use crate::shell::Stop;

/// What the daemon answers when it does not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// An HTTP status and the message of the JSON body, as the daemon words it.
    #[error("{message}")]
    Status { status: u16, message: String },
    /// The command cannot go on now (it waits for the terminal, or met a limit).
    #[error(transparent)]
    Stop(#[from] Stop),
}

/// What is said of a container without a name. The client's library refuses it before it asks (moby `client/utils.go`
/// `trimID`), so it is no answer of the daemon.
pub const EMPTY_CONTAINER: &str = "invalid container name or ID: value is empty";

impl ApiError {
    /// A status with its message.
    pub fn new(status: u16, message: impl Into<String>) -> Self {
        ApiError::Status { status, message: message.into() }
    }
}

/// What an endpoint gives.
pub type ApiResult<T> = Result<T, ApiError>;
