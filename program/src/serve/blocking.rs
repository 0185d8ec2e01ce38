//! What waits for the disk does so in threads of the runtime's own, so that it keeps nobody else waiting. None of it waits for
//! whoever is at the other end of a connection: a few threads are enough for everybody.

/// Threads that wait for the disk at once.
pub(super) const THREADS: usize = 32;

/// Layercake itself failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an error in layercake: nothing was changed")]
pub(super) struct Failed;

/// Does what may wait for the disk.
pub(super) async fn blocking<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> Result<T, Failed> {
    tokio::task::spawn_blocking(act).await.map_err(|_| Failed)
}
