//! `POST /containers/{id}/resize` and `/exec/{id}/resize` (moby `daemon/resize.go`): how big the terminal of a process is.

use crate::shell::TerminalSize;

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult};
use super::settle::settle;
use super::{announce, exec};

/// See [`super::super::api::Containers::container_resize`].
pub fn container(daemon: &mut Daemon<'_>, id: &str, size: TerminalSize) -> ApiResult<()> {
    settle(daemon)?;
    let full = daemon.state.containers.find(id)?.id.clone();
    let container = daemon.state.containers.get_mut(&full);
    let Some(run) = container.and_then(|container| container.run.as_mut()) else {
        return Err(ApiError::new(409, format!("container {full} is not running")));
    };
    run.size = Some(size);
    let about = [("height", size.rows.to_string()), ("width", size.columns.to_string())];
    announce::tell(daemon, &full, "resize", about);
    Ok(())
}

/// See [`super::super::api::Containers::exec_resize`].
pub fn exec(daemon: &mut Daemon<'_>, id: &str, size: TerminalSize) -> ApiResult<()> {
    settle(daemon)?;
    exec::change(daemon, id, |exec| exec.size = Some(size))
}
