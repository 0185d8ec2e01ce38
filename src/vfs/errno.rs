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

impl Errno {
    /// Its number (errno(3)), which Python tells along with the words.
    pub fn number(self) -> i32 {
        match self {
            Errno::NotPermitted => 1,
            Errno::NoEntry => 2,
            Errno::Access => 13,
            Errno::Busy => 16,
            Errno::Exists => 17,
            Errno::CrossDevice => 18,
            Errno::NotDirectory => 20,
            Errno::IsDirectory => 21,
            Errno::Invalid => 22,
            Errno::TooLarge => 27,
            Errno::NoSpace => 28,
            Errno::ReadOnly => 30,
            Errno::NameTooLong => 36,
            Errno::NotEmpty => 39,
            Errno::Loop => 40,
        }
    }
}
