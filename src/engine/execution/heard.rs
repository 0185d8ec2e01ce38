//! [`Heard`]: a request that a process is told, and when.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::shell::{HttpReply, HttpRequest};

/// A request that a process which listens is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    pub at: Timestamp,
    pub request: HttpRequest,
}

/// Who answers at the ports of a program beside a process.
pub type Peer<'a> = &'a mut dyn FnMut(Heard) -> Option<HttpReply>;
