//! Paths from the working directory on.

/// `path` seen from `directory`: absolute, not normalised.
pub fn absolute(directory: &str, path: &str) -> String {
    if path.starts_with('/') {
        path.into()
    } else if directory.ends_with('/') {
        format!("{directory}{path}")
    } else {
        format!("{directory}/{path}")
    }
}
