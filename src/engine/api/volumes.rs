//! Volumes (`/volumes` of the Engine API).

use std::collections::BTreeMap;

use serde_json::Value;

use super::{ApiResult, Filters, models};

/// `POST /volumes/create`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VolumeCreate {
    /// Empty: one that nobody has.
    pub name: String,
    /// Empty: `local`.
    pub driver: String,
    pub labels: BTreeMap<String, String>,
    /// Of the driver.
    pub options: BTreeMap<String, String>,
}

/// Directories that outlive the containers that use them.
pub trait Volumes {
    /// `GET /volumes`: the volumes as the daemon describes them, by name.
    fn volume_list(&mut self, filters: &Filters) -> ApiResult<Vec<Value>>;
    /// `POST /volumes/create`: the volume of this name, made if there was none.
    fn volume_create(&mut self, wanted: &VolumeCreate) -> ApiResult<Value>;
    /// `GET /volumes/{name}`
    fn volume_inspect(&mut self, name: &str) -> ApiResult<Value>;
    /// `DELETE /volumes/{name}`: with `force`, one that is not there is no error.
    fn volume_remove(&mut self, name: &str, force: bool) -> ApiResult<()>;
    /// `POST /volumes/prune`
    fn volume_prune(&mut self, filters: &Filters) -> ApiResult<models::VolumePruneResponse>;
}
