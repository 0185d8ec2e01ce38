//! What the client says of itself.

/// The version of the docker command whose behaviour this one shows.
pub(crate) const VERSION: &str = "29.8.0";
/// What stands where the real one names a commit.
pub(crate) const COMMIT: &str = "layercake";
/// The newest API that it speaks.
pub(crate) const API_VERSION: &str = "1.55";
