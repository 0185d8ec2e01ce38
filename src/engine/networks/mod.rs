//! Networks (moby `daemon/network.go`): those that every engine has, and one's own, whose driver is `bridge`.
//!
//! The networks themselves stand beside the containers in the state; here is what the daemon does with them. How a container
//! comes into one is in the room of containers (`connect`), and who finds whom by name, too (`resolve`).

mod create;
mod inspect;
mod list;
mod prune;
mod remove;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::Daemon;
use super::api::{self, ApiResult, Filters, NetworkSummary, models};
use super::containers::{connect, disconnect, settle};

impl api::Networks for Daemon<'_> {
    fn network_list(&mut self, filters: &Filters) -> ApiResult<Vec<NetworkSummary>> {
        settle(self)?;
        list::list(self, filters)
    }
    fn network_create(&mut self, wanted: &api::NetworkCreate) -> ApiResult<String> {
        create::create(self, wanted)
    }
    fn network_inspect(&mut self, name: &str) -> ApiResult<Value> {
        settle(self)?;
        inspect::inspect(self, name)
    }
    fn network_remove(&mut self, name: &str) -> ApiResult<()> {
        settle(self)?;
        remove::remove(self, name)
    }
    fn network_connect(&mut self, name: &str, container: &str, end: &models::EndpointSettings) -> ApiResult<()> {
        settle(self)?;
        connect(self, name, container, end)
    }
    fn network_disconnect(&mut self, name: &str, container: &str, force: bool) -> ApiResult<()> {
        settle(self)?;
        disconnect(self, name, container, force)
    }
    fn network_prune(&mut self, filters: &Filters) -> ApiResult<Vec<String>> {
        settle(self)?;
        prune::prune(self, filters)
    }
}
