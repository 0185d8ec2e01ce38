//! Networks (`/networks` of the Engine API).

use core::net::Ipv4Addr;
use std::collections::BTreeMap;

use serde_json::Value;

use super::{ApiResult, Filters, models};
use crate::clock::Timestamp;
use crate::text::Subnet;

/// A network in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkSummary {
    /// 64 hexadecimal digits.
    pub id: String,
    pub name: String,
    pub driver: &'static str,
    pub created: Timestamp,
    pub internal: bool,
    pub labels: BTreeMap<String, String>,
}

/// Addresses that a network is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkAddresses {
    pub subnet: Subnet,
    pub range: Option<Subnet>,
    pub gateway: Option<Ipv4Addr>,
    /// Addresses that no container gets, by what they are for.
    pub kept: BTreeMap<String, Ipv4Addr>,
}

/// `POST /networks/create`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkCreate {
    pub name: String,
    /// Empty: `bridge`.
    pub driver: String,
    pub addresses: Vec<NetworkAddresses>,
    pub internal: bool,
    pub attachable: bool,
    pub ingress: bool,
    /// Empty: `local`.
    pub scope: String,
    pub labels: BTreeMap<String, String>,
    /// Of the driver.
    pub options: BTreeMap<String, String>,
}

/// What containers reach each other over.
pub trait Networks {
    /// `GET /networks`
    fn network_list(&mut self, filters: &Filters) -> ApiResult<Vec<NetworkSummary>>;
    /// `POST /networks/create`: the new network's ID.
    fn network_create(&mut self, wanted: &NetworkCreate) -> ApiResult<String>;
    /// `GET /networks/{id}`
    fn network_inspect(&mut self, name: &str) -> ApiResult<Value>;
    /// `DELETE /networks/{id}`
    fn network_remove(&mut self, name: &str) -> ApiResult<()>;
    /// `POST /networks/{id}/connect`
    fn network_connect(&mut self, name: &str, container: &str, end: &models::EndpointSettings) -> ApiResult<()>;
    /// `POST /networks/{id}/disconnect`
    fn network_disconnect(&mut self, name: &str, container: &str, force: bool) -> ApiResult<()>;
    /// `POST /networks/prune`: the names of those that went.
    fn network_prune(&mut self, filters: &Filters) -> ApiResult<Vec<String>>;
}
