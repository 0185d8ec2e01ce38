//! What the client says of itself.

/// The version of the docker command whose behaviour this one shows.
pub const VERSION: &str = "29.8.0";
/// What stands where the real one names a commit.
pub const COMMIT: &str = "layercake";
/// The oldest API that the engine speaks.
pub const MINIMUM_API: &str = "1.40";
/// The newest API that it speaks.
pub const API_VERSION: &str = "1.55";
