//! Volumes: directories that outlive the containers that use them (moby `volume/service`, the driver `local`).
//!
//! The volumes themselves stand beside the containers in the state; here is what the daemon does with them.

mod create;
mod describe;
mod inspect;
mod list;
mod prune;
mod remove;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::Daemon;
use super::api::{self, ApiResult, Filters, models};
use super::containers::LOCAL_DRIVER as DRIVER;

pub(super) use describe::with_usage;

/// The label of a volume that was given no name.
const ANONYMOUS: &str = "com.docker.volume.anonymous";

impl api::Volumes for Daemon<'_> {
    fn volume_list(&mut self, filters: &Filters) -> ApiResult<Vec<Value>> {
        list::list(self, filters)
    }
    fn volume_create(&mut self, wanted: &api::VolumeCreate) -> ApiResult<Value> {
        create::create(self, wanted)
    }
    fn volume_inspect(&mut self, name: &str) -> ApiResult<Value> {
        inspect::inspect(self, name)
    }
    fn volume_remove(&mut self, name: &str, force: bool) -> ApiResult<()> {
        remove::remove(self, name, force)
    }
    fn volume_prune(&mut self, filters: &Filters) -> ApiResult<models::VolumePruneResponse> {
        prune::prune(self, filters)
    }
}
