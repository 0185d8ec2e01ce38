//! What can go wrong with a file, as the kernel numbers it and musl/glibc words it.

/// An error number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Errno {
    #[error("Operation not permitted")]
    NotPermitted,
    #[error("No such file or directory")]
    NoEntry,
    #[error("Permission denied")]
    Access,
    #[error("Device or resource busy")]
    Busy,
    #[error("File exists")]
    Exists,
    #[error("Invalid cross-device link")]
    CrossDevice,
    #[error("Not a directory")]
    NotDirectory,
    #[error("Is a directory")]
    IsDirectory,
    #[error("Invalid argument")]
    Invalid,
    #[error("File too large")]
    TooLarge,
    #[error("No space left on device")]
    NoSpace,
    #[error("Read-only file system")]
    ReadOnly,
    #[error("File name too long")]
    NameTooLong,
    #[error("Directory not empty")]
    NotEmpty,
    #[error("Too many levels of symbolic links")]
    Loop,
}
