//! [`Heard`]: a request that a process is told, and when; [`Answered`]: one that it made, and what it got.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::content::{Rope, parts};
use crate::shell::{HttpReply, HttpRequest};

/// A request that a process which listens is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    pub at: Timestamp,
    pub request: HttpRequest,
}

/// A request that a process made of another machine, with what it got. When the process is played again, it gets the
/// same, whatever has become of that machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answered {
    address: String,
    heard: Heard,
    /// `None`: nobody listened there. Nought: the connection broke.
    status: Option<u16>,
    headers: Vec<(String, String)>,
    body: Rope,
}

parts!(Answered { body } besides { address, heard, status, headers });

impl Answered {
    pub fn new(address: &str, heard: Heard, reply: Option<&HttpReply>) -> Self {
        let status = reply.map(|reply| reply.status);
        let (headers, body) = reply.map(|reply| (reply.headers.clone(), reply.body.clone())).unwrap_or_default();
        Answered { address: address.into(), heard, status, headers, body }
    }

    /// Whether it is this request.
    pub fn is(&self, address: &str, heard: &Heard) -> bool {
        self.address == address && self.heard == *heard
    }

    /// What came.
    pub fn reply(&self) -> Option<HttpReply> {
        let (headers, body) = (self.headers.clone(), self.body.clone());
        self.status.map(|status| HttpReply { status, headers, body })
    }
}

/// Who answers a request at the address of another machine; `None`: nobody listens there.
pub type Beyond<'a> = &'a mut dyn FnMut(&str, Heard) -> Option<HttpReply>;

/// Who answers at the ports of a program beside a process.
pub type Peer<'a> = &'a mut dyn FnMut(Heard) -> Option<HttpReply>;
