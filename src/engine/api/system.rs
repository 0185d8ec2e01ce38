//! The daemon itself (`/version`, `/info`, `/system/df`, `/_ping`, `/events`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ApiResult, Filters, models};
use crate::clock::Timestamp;

/// `GET /_ping`: what its headers say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ping {
    /// `Api-Version`: the newest that the daemon speaks.
    pub api_version: String,
    /// `Ostype`
    pub os: String,
    /// `Builder-Version`: 2 for BuildKit.
    pub builder_version: String,
}

/// `GET /events`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventsAsked {
    /// Seconds since the epoch, with or without nanoseconds; empty: only what happens from now on.
    pub since: String,
    /// Likewise; empty: for ever.
    pub until: String,
    pub filters: Filters,
}

/// What kind of thing an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventType {
    Builder,
    Container,
    Image,
    Network,
    Volume,
}

impl EventType {
    /// As in messages and filters.
    pub fn as_str(self) -> &'static str {
        match self {
            EventType::Builder => "builder",
            EventType::Container => "container",
            EventType::Image => "image",
            EventType::Network => "network",
            EventType::Volume => "volume",
        }
    }
}

/// One message of `GET /events` (moby `api/types/events`); its JSON is the daemon's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventMessage {
    #[serde(rename = "Type")]
    pub kind: EventType,
    /// `create`, `exec_start: sh`, …
    #[serde(rename = "Action")]
    pub action: String,
    #[serde(rename = "Actor")]
    pub actor: EventActor,
    /// `local`: there is no swarm.
    pub scope: String,
    /// Seconds since the epoch.
    pub time: i64,
    #[serde(rename = "timeNano")]
    pub at: Timestamp,
}

/// Whom an event is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventActor {
    #[serde(rename = "ID")]
    pub id: String,
    /// A container's or image's labels, and what the event says beside.
    #[serde(rename = "Attributes")]
    pub attributes: BTreeMap<String, String>,
}

impl EventMessage {
    /// A message of this daemon that says nothing yet.
    pub fn local(at: Timestamp) -> Self {
        EventMessage {
            kind: EventType::Container,
            action: String::new(),
            actor: EventActor::default(),
            scope: "local".into(),
            time: at.seconds(),
            at,
        }
    }
}

/// The daemon itself.
pub trait System {
    /// `GET /_ping`
    fn ping(&mut self) -> ApiResult<Ping>;
    /// `GET /version`
    fn version(&mut self) -> ApiResult<Value>;
    /// `GET /info`
    fn info(&mut self) -> ApiResult<Value>;
    /// `GET /system/df`
    fn disk_usage(&mut self) -> ApiResult<models::SystemDataUsageResponse>;
    /// `GET /events`: what happened up to now, or up to `until`, which the clock moves on to. (On the sandbox's clock
    /// nothing happens while somebody listens, so the stream ends where the daemon's goes on.)
    fn events(&mut self, asked: &EventsAsked) -> ApiResult<Vec<EventMessage>>;
}
