//! What a registry holds before anybody pushes to it: the [`Library`], read only and shared by all Worlds.
//!
//! The service looks into its own state first (what was pushed, moved or deleted here) and into the library next. So
//! the images of the mock Docker Hub need not be copied into a World.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::oci::{Blob, Digest};

/// A read-only stock of repositories. All paths are full (`library/nginx`).
pub trait Library: Send + Sync + fmt::Debug {
    /// The moment that the library shows until the lesson's clock moves it.
    fn as_of(&self) -> Timestamp;
    /// The paths of all repositories that can be pulled, in order.
    fn repositories(&self) -> Vec<String>;
    /// A repository, if it is here.
    fn repository(&self, path: &str) -> Option<Stock>;
    /// The tags of a repository at a moment, in order.
    fn tags(&self, path: &str, at: Timestamp) -> Vec<String>;
    /// Whether a tag names an image of long ago; answer it without making that image.
    fn is_old(&self, _path: &str, _tag: &str) -> bool {
        false
    }
    /// The manifest or index that a tag names at a moment.
    fn tagged(&self, path: &str, tag: &str, at: Timestamp) -> Option<StockManifest>;
    /// The manifest or index with this digest, if it belongs to this repository (whatever tag names it, or none).
    fn manifest(&self, path: &str, digest: &Digest) -> Option<StockManifest>;
    /// The config or layer with this digest, if it belongs to this repository.
    fn blob(&self, path: &str, digest: &Digest) -> Option<Blob>;
    /// Whether the config or layer belongs to this repository; answer it without making the bytes.
    fn has_blob(&self, path: &str, digest: &Digest) -> bool {
        self.blob(path, digest).is_some()
    }
    /// What `docker search` looks through; it may name repositories that cannot be pulled.
    fn listings(&self) -> Vec<Listing>;
    /// Dated events that move tags, in order of time; those up to [`Library::as_of`] have happened.
    fn timeline(&self) -> Vec<Happening> {
        Vec::new()
    }
    /// Accounts of the Hub.
    fn accounts(&self) -> Vec<Account> {
        Account::usual()
    }
    /// How many pulls are allowed.
    fn limits(&self) -> PullLimits {
        PullLimits::default()
    }
}

/// A library with nothing in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct EmptyLibrary;

impl Library for EmptyLibrary {
    fn as_of(&self) -> Timestamp {
        Timestamp::default()
    }
    fn repositories(&self) -> Vec<String> {
        Vec::new()
    }
    fn repository(&self, _path: &str) -> Option<Stock> {
        None
    }
    fn tags(&self, _path: &str, _at: Timestamp) -> Vec<String> {
        Vec::new()
    }
    fn tagged(&self, _path: &str, _tag: &str, _at: Timestamp) -> Option<StockManifest> {
        None
    }
    fn manifest(&self, _path: &str, _digest: &Digest) -> Option<StockManifest> {
        None
    }
    fn blob(&self, _path: &str, _digest: &Digest) -> Option<Blob> {
        None
    }
    fn listings(&self) -> Vec<Listing> {
        Vec::new()
    }
}

/// A repository of the library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Only its owner may see it.
    pub private: bool,
    /// What the Hub's page says about it.
    pub listing: Option<Listing>,
}

/// A manifest or index of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockManifest {
    /// Its media type, as sent in `Content-Type`.
    pub media_type: String,
    /// Its bytes.
    pub blob: Blob,
}

/// One row of the Hub's search table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The familiar name: `nginx`, `grafana/grafana`.
    pub name: String,
    /// One line.
    pub description: String,
    /// How many people starred it.
    pub stars: u64,
    /// How often it was pulled.
    pub pulls: u64,
    /// A Docker Official Image.
    pub official: bool,
    /// Built by the Hub's old automated builds; always `false` today.
    pub automated: bool,
    /// What stands beside the name on the Hub's page.
    pub badge: Badge,
}

/// Docker Hub's marks of trust.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Badge {
    /// Docker Official Image (namespace `library`).
    Official,
    /// Verified Publisher.
    VerifiedPublisher,
    /// Docker-Sponsored Open Source.
    SponsoredOss,
    /// No badge.
    #[default]
    Community,
}

/// A dated event: tags of a repository move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: Timestamp,
    /// The repository's full path.
    pub repository: String,
    /// `publish` or `rebuild`.
    pub event: String,
    /// Tags that exist and move.
    pub moves: Vec<String>,
    /// Tags that appear.
    pub adds: Vec<String>,
    /// A remark for people.
    pub note: Option<String>,
}

/// An account of a registry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The name; also the namespace.
    pub name: String,
    /// The password.
    pub password: String,
    /// Personal access tokens that exist at the start.
    pub tokens: Vec<String>,
}

impl Account {
    /// The accounts of every sandbox.
    pub fn usual() -> Vec<Account> {
        vec![
            Account { name: "student".into(), password: "layers".into(), tokens: vec!["dckr_pat_classroom".into()] },
            Account { name: "teacher".into(), password: "chalk".into(), tokens: vec![] },
        ]
    }
}

/// How many manifests may be fetched (docs.docker.com/docker-hub/usage/pulls).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullLimits {
    /// Pulls without login.
    pub anonymous: u64,
    /// Pulls of an account.
    pub account: u64,
    /// The window in seconds after which the count starts again.
    pub window: u64,
    /// What the Hub says when there are none left.
    pub message: String,
}

impl Default for PullLimits {
    fn default() -> Self {
        PullLimits {
            anonymous: 100,
            account: 200,
            window: 21_600,
            message: "You have reached your unauthenticated pull rate limit. \
                      https://www.docker.com/increase-rate-limit"
                .into(),
        }
    }
}
