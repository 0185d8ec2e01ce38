//! What the client says of itself.

/// The version of the docker command whose behaviour this one shows.
pub const VERSION: &str = "29.8.0";
/// What stands where the real one names a commit.
pub const COMMIT: &str = "layercake";
/// The newest API that it speaks.
pub const API_VERSION: &str = "1.55";
