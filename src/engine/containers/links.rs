//! Links between containers: `--link` (moby `daemon/links.go`; `daemon/container_operations_unix.go`, `addLegacyLinks`).

use super::super::Daemon;
use super::super::api::models::HostConfig;
use super::super::api::{ApiError, ApiResult};
use super::network::BRIDGE;
use super::record::Container;
use super::table::Containers;

/// Both names of a `--link CONTAINER[:ALIAS]`.
fn names(link: &str) -> (&str, &str) {
    link.split_once(':').unwrap_or((link, link))
}

/// Containers that a new one links to must be there (moby `daemon/links.go`, `registerLinks`).
pub fn check_links(daemon: &Daemon<'_>, host: &HostConfig) -> ApiResult<()> {
    for link in host.links.iter().flatten() {
        let (name, _) = names(link);
        if let Err(error) = daemon.state.containers.find(name) {
            return Err(ApiError::new(400, format!("could not get container for {name}: {error}")));
        }
    }
    Ok(())
}

/// A container is linked to by its ID from the start: another name of its changes nothing.
pub fn adapt_links(daemon: &Daemon<'_>, host: &mut HostConfig) {
    for link in host.links.iter_mut().flatten() {
        let (name, alias) = names(link);
        if let Ok(linked) = daemon.state.containers.find(name) {
            *link = format!("{}:{alias}", linked.id);
        }
    }
}

/// The links of a container as they are shown: `/NAME:/OWN/ALIAS`.
pub fn shown_links(containers: &Containers, container: &Container) -> Vec<String> {
    let links = container.host.links.iter().flatten().map(|link| names(link));
    let shown = links.filter_map(|(id, alias)| Some((containers.find(id).ok()?, alias)));
    shown.map(|(linked, alias)| format!("/{}:/{}/{alias}", linked.name, container.name)).collect()
}

/// The names that other containers have for one by their links: `/OTHER/ALIAS`.
pub fn names_by_links(containers: &Containers, container: &Container) -> Vec<String> {
    let others =
        containers.iter().flat_map(|other| other.host.links.iter().flatten().map(move |link| (other, names(link))));
    let to_it = others.filter(|(_, (id, _))| *id == container.id);
    to_it.map(|(other, (_, alias))| format!("/{}/{alias}", other.name)).collect()
}

/// And they must run when it starts.
pub fn join_links(daemon: &Daemon<'_>, id: &str) -> ApiResult<()> {
    let container = daemon.state.containers.find(id)?;
    // In a network of one's own a link is one more name.
    for link in container.host.links.iter().flatten().filter(|_| container.is_in(BRIDGE)) {
        let (name, alias) = names(link);
        let linked = daemon.state.containers.find(name).ok();
        if linked.is_none_or(|linked| !linked.state.is_running()) {
            let name = linked.map_or(name, |linked| &linked.name);
            let message = format!("Cannot link to a non running container: /{name} AS /{}/{alias}", container.name);
            return Err(ApiError::new(500, message));
        }
    }
    Ok(())
}

/// The lines of `/etc/hosts` for the containers that one links to: their addresses and all their names.
pub fn linked(containers: &Containers, container: &Container) -> Vec<(String, String)> {
    let links = container.host.links.iter().flatten().map(|link| names(link));
    let found = links.filter_map(|(name, alias)| {
        let linked = containers.find(name).ok()?;
        let own = if linked.name == alias { String::new() } else { format!(" {}", linked.name) };
        Some((linked.address_in(BRIDGE)?.to_string(), format!("{alias} {}{own}", linked.config.hostname)))
    });
    found.collect()
}
