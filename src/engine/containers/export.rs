//! `GET /containers/{id}/export`: everything that the container sees, as one tar (moby `daemon/export.go`).

use crate::content::Rope;
use crate::image::tar::{self, Entry};

use super::super::Daemon;
use super::super::api::ApiResult;
use super::settle::settle;
use super::{announce, files};

/// See [`super::super::api::Containers::container_export`].
pub fn export(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<Rope> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?.clone();
    let union = files::union(daemon, &container, container.upper.clone())?;
    let entries = union.view().walk().filter(|(path, _)| path != "/").map(|(path, node)| Entry { path, node });
    let archive = tar::write(entries.collect::<Vec<_>>());
    announce::tell(daemon, &container.id, "export", []);
    Ok(archive)
}
