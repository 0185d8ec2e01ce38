//! The daemon itself (`/version`, `/info`, `/system/df`, `/auth`).

use serde_json::Value;

use super::{ApiResult, Credentials, models};

/// The daemon itself.
pub trait System {
    /// `GET /version`
    fn version(&mut self) -> ApiResult<Value>;
    /// `GET /info`
    fn info(&mut self) -> ApiResult<Value>;
    /// `GET /system/df`
    fn disk_usage(&mut self) -> ApiResult<models::SystemDataUsageResponse>;
}
