//! `GET /containers/{id}/changes`: what `docker diff` shows (moby `daemon/changes.go`).

use crate::vfs::ChangeKind;

use super::super::Daemon;
use super::super::api::ApiResult;
use super::super::api::models::{ChangeType, FilesystemChange};
use super::files;
use super::settle::settle;

/// See [`super::super::api::Containers::container_changes`].
pub fn changes(daemon: &mut Daemon<'_>, id: &str) -> ApiResult<Vec<FilesystemChange>> {
    settle(daemon)?;
    let container = daemon.state.containers.find(id)?;
    let union = files::union(daemon, container, container.upper.clone())?;
    let changes = union.diff().into_iter().filter(|(_, path)| path != "/").map(|(kind, path)| {
        let kind = match kind {
            ChangeKind::Modified => ChangeType::_0,
            ChangeKind::Added => ChangeType::_1,
            ChangeKind::Deleted => ChangeType::_2,
        };
        FilesystemChange { path, kind }
    });
    Ok(changes.collect())
}
