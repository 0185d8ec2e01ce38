//! [`DeviceLogin`]: a login in a browser (RFC 8628), as `docker login` without a user name does it.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// A login in a browser that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLogin {
    /// What the program polls with.
    pub device_code: String,
    /// What a person compares: `LAYR-CAKE`.
    pub user_code: String,
    /// When it is too late.
    pub expires: Timestamp,
    /// What the person said.
    pub verdict: Verdict,
}

/// What the person in front of the browser said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing yet.
    Pending,
    /// Yes; this is the account.
    Approved(String),
    /// No.
    Denied,
}
