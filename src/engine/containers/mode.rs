//! Modes of a namespace that name another container: `container:NAME` (moby `api/types/container`, `NetworkMode.IsContainer`).

/// What stands before the name.
const CONTAINER: &str = "container:";

/// The name or ID of the container whose namespace is meant, if the mode is of this kind.
pub fn lender_in(mode: &str) -> Option<&str> {
    mode.strip_prefix(CONTAINER)
}

/// The mode for the namespace of a container.
pub fn lent_by(id: &str) -> String {
    format!("{CONTAINER}{id}")
}
