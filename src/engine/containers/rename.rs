//! `POST /containers/{id}/rename` (moby `daemon/rename.go`).

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult};
use super::{announce, create};

/// See [`super::super::api::Containers::container_rename`].
pub fn rename(daemon: &mut Daemon<'_>, id: &str, name: &str) -> ApiResult<()> {
    let (id, name) = (id.trim(), name.trim());
    if id.trim_start_matches('/').is_empty() || name.trim_start_matches('/').is_empty() {
        return Err(ApiError::new(400, "Neither old nor new names may be empty"));
    }
    let container = daemon.state.containers.find(id)?;
    let full = container.id.clone();
    if container.name == name.strip_prefix('/').unwrap_or(name) {
        return Err(ApiError::new(400, "Renaming a container with the same name as its current name"));
    }
    let slashed = if name.starts_with('/') { name.to_string() } else { format!("/{name}") };
    let new_name = create::check_name(daemon, &slashed).map_err(|error| match error {
        ApiError::Status { status, message } => {
            ApiError::new(status, format!("Error when allocating new name: {message}"))
        }
        stop => stop,
    })?;
    if let Some(container) = daemon.state.containers.get_mut(&full) {
        let old = std::mem::replace(&mut container.name, new_name);
        announce::tell(daemon, &full, "rename", [("oldName", format!("/{old}"))]);
    }
    Ok(())
}
