//! [`State`]: what a registry remembers. A value, cheap to clone; nothing of the read-only library is in it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::content::{Part, Rope, Table, parts};
use crate::oci::Digest;

use super::accounts::Accounts;
use super::device::DeviceLogin;
use super::meters::Meters;

/// What a registry remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// By path; those of the library only where something in them was changed here.
    pub(super) repositories: Table<Part<Repository>>,
    /// The bytes of all repositories, each once, by digest.
    pub(super) blobs: Table<Rope>,
    /// Uploads under way, by their identifier.
    pub(super) uploads: Table<Upload>,
    /// Who may log in.
    pub(super) accounts: Part<Accounts>,
    /// Who pulled how much.
    pub(super) meters: Meters,
    /// A login in a browser that waits for its answer.
    pub(super) device: Option<DeviceLogin>,
    /// The moment of the library that is shown, if the lesson's clock moved it.
    pub(super) as_of: Option<Timestamp>,
    /// How many identifiers were given out.
    pub(super) serial: u64,
}

/// Who may see a repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everybody.
    #[default]
    Public,
    /// Its owner.
    Private,
}

/// What was pushed to, or changed in, one repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repository {
    /// Who may see it.
    pub visibility: Visibility,
    /// When the first push (or change) was.
    pub created: Timestamp,
    /// Whose push it was; empty where nobody needs to say.
    pub created_by: String,
    /// Tags that were put or deleted here.
    pub tags: BTreeMap<String, TagState>,
    /// Manifests that were put here, with their media types.
    pub manifests: BTreeMap<Digest, String>,
    /// Blobs that may be fetched from here.
    pub blobs: BTreeSet<Digest>,
    /// What of the library was deleted here: manifests and blobs.
    pub deleted: BTreeSet<Digest>,
    /// Subject → manifests that name it (distribution-spec, "Listing referrers").
    pub referrers: BTreeMap<Digest, BTreeSet<Digest>>,
    /// Tags that match this regular expression cannot be moved or deleted.
    pub immutable: Option<String>,
}

/// What happened to a tag here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagState {
    /// What it names; `None` if it was deleted.
    pub digest: Option<Digest>,
    /// When.
    pub at: Timestamp,
    /// By whom; empty where nobody needs to say.
    pub by: String,
}

/// One upload under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// The repository that it is for.
    pub repository: String,
    /// When it began.
    pub started: Timestamp,
    /// What has come so far.
    pub content: Rope,
}

parts!(State { repositories, blobs, uploads, accounts } besides { meters, device, as_of, serial });
parts!(Repository {} besides {
    visibility, created, created_by, tags, manifests, blobs, deleted, referrers, immutable
});
parts!(Upload { content } besides { repository, started });

impl State {
    /// An empty registry with these accounts.
    pub fn new(accounts: Accounts) -> State {
        State { accounts: Part::new(accounts), ..State::default() }
    }

    /// What was pushed to or changed in a repository of this path, if anything.
    pub fn repository(&self, path: &str) -> Option<&Repository> {
        self.repositories.get(path).map(Part::get)
    }

    /// The paths of repositories that were pushed to or changed, in order.
    pub fn repositories(&self) -> impl Iterator<Item = &str> {
        self.repositories.sorted().into_keys()
    }

    /// The accounts.
    pub fn accounts(&self) -> &Accounts {
        self.accounts.get()
    }

    /// The accounts, for changing.
    pub fn accounts_mut(&mut self) -> &mut Accounts {
        self.accounts.get_mut()
    }

    /// The pull counts.
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// The pull counts, for changing.
    pub fn meters_mut(&mut self) -> &mut Meters {
        &mut self.meters
    }

    /// The login in a browser that waits for its answer, if there is one.
    pub fn device(&self) -> Option<&DeviceLogin> {
        self.device.as_ref()
    }

    /// The login in a browser, for answering.
    pub fn device_mut(&mut self) -> Option<&mut DeviceLogin> {
        self.device.as_mut()
    }

    /// Shows the library as it is at this moment.
    pub fn set_as_of(&mut self, at: Timestamp) {
        self.as_of = Some(at);
    }

    /// Uploads under way, by identifier.
    pub fn uploads(&self) -> impl Iterator<Item = (&str, &Upload)> {
        self.uploads.sorted().into_iter()
    }

    /// The repository for changing; a new one belongs to `by`.
    pub(super) fn repository_mut(&mut self, path: &str, now: Timestamp, by: &str) -> &mut Repository {
        let new = || Part::new(Repository { created: now, created_by: by.into(), ..Repository::default() });
        self.repositories.get_or_insert_with(path, new).get_mut()
    }

    /// The bytes with this digest, in whatever repository.
    pub(super) fn content(&self, digest: &Digest) -> Option<&Rope> {
        self.blobs.get(&digest.hex())
    }

    /// Forgets the bytes if no repository needs them any more.
    pub(super) fn sweep(&mut self, digest: &Digest) {
        let needs = |repository: &Part<Repository>| {
            repository.get().blobs.contains(digest) || repository.get().manifests.contains_key(digest)
        };
        if self.content(digest).is_some() && !self.repositories.iter().any(|(_, repository)| needs(repository)) {
            self.blobs.remove(&digest.hex());
        }
    }

    /// A new identifier: 32 bytes that follow from how many there were.
    pub(super) fn identifier(&mut self, kind: &str) -> Digest {
        self.serial = self.serial.saturating_add(1);
        Digest::of(format!("{kind} {}", self.serial).as_bytes())
    }
}
