//! `GET /networks`: those that every engine has.

use super::super::api::NetworkSummary;
use super::super::containers::network_id;

/// See [`super::super::api::System::network_list`].
pub fn list() -> Vec<NetworkSummary> {
    let networks = [("bridge", "bridge"), ("host", "host"), ("none", "null")];
    networks.into_iter().map(|(name, driver)| NetworkSummary { id: network_id(name), name, driver }).collect()
}
