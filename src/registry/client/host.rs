//! Which host answers for a registry, and how it is spoken to.

use crate::text::split_port;

use super::super::network::is_this_machine;

/// The host that answers for a registry's name (containerd `DefaultHost`; moby's for the index).
pub(super) fn api_host(domain: &str) -> &str {
    match domain {
        "docker.io" | "index.docker.io" => "registry-1.docker.io",
        other => other,
    }
}

/// Whether a registry may be spoken to without TLS.
pub(super) fn is_insecure(host: &str) -> bool {
    is_this_machine(split_port(host).0)
}
