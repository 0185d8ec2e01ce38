//! [`System`] and [`Auth`] of the Engine API: each endpoint is a file of its own beside this one.

use serde_json::Value;

use super::super::Daemon;
use super::super::api::{ApiResult, Auth, Credentials, EventMessage, EventsAsked, Ping, System, models};
use super::super::containers::settle;
use super::{auth, disk_usage, events, info, ping, version};

impl System for Daemon<'_> {
    fn ping(&mut self) -> ApiResult<Ping> {
        Ok(ping::ping())
    }
    fn version(&mut self) -> ApiResult<Value> {
        version::version(self)
    }
    fn info(&mut self) -> ApiResult<Value> {
        settle(self)?;
        info::info(self)
    }
    fn disk_usage(&mut self) -> ApiResult<models::SystemDataUsageResponse> {
        disk_usage::disk_usage(self)
    }
    fn events(&mut self, asked: &EventsAsked) -> ApiResult<Vec<EventMessage>> {
        events::events(self, asked)
    }
}

impl Auth for Daemon<'_> {
    fn auth(&mut self, credentials: &Credentials) -> ApiResult<(String, String)> {
        auth::auth(self, credentials)
    }
}
