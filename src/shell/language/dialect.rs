//! [`Dialect`]: which shell.

use serde::{Deserialize, Serialize};

/// Which shell's words and extras.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Dialect {
    /// Debian's `sh`.
    Dash,
    /// BusyBox's `sh`.
    Ash,
    /// `bash`.
    Bash,
}
