//! [`View`]: what a registry has — its state laid over the read-only library.

use std::collections::BTreeSet;

use crate::clock::Timestamp;
use crate::content::Rope;
use crate::oci::{Blob, Digest};

use super::library::{Library, Listing};
use super::name;
use super::state::{Repository, State, Visibility};

/// What a registry has.
#[derive(Clone, Copy)]
pub struct View<'a> {
    state: &'a State,
    library: &'a dyn Library,
}

/// A manifest or index of a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldManifest {
    /// Of its bytes.
    pub digest: Digest,
    /// As it was put.
    pub media_type: String,
    /// Its bytes.
    pub content: Rope,
}

impl HeldManifest {
    fn of_library(manifest: super::library::StockManifest) -> HeldManifest {
        let (digest, content) = (manifest.blob.digest(), manifest.blob.content().clone());
        HeldManifest { digest, media_type: manifest.media_type, content }
    }

    /// Its bytes as a blob.
    pub fn blob(&self) -> Blob {
        Blob::new(self.content.clone())
    }
}

impl<'a> View<'a> {
    /// The state laid over the library.
    pub fn new(state: &'a State, library: &'a dyn Library) -> View<'a> {
        View { state, library }
    }

    /// The moment of the library that is shown.
    pub fn as_of(&self) -> Timestamp {
        self.state.as_of.unwrap_or_else(|| self.library.as_of())
    }

    /// What was changed in a repository.
    pub fn changes(&self, path: &str) -> Option<&'a Repository> {
        self.state.repository(path)
    }

    /// Whether the repository is there.
    pub fn has_repository(&self, path: &str) -> bool {
        self.changes(path).is_some() || self.library.repository(path).is_some()
    }

    /// Who may see the repository; `None` if it is not there.
    pub fn visibility(&self, path: &str) -> Option<Visibility> {
        if let Some(changes) = self.changes(path) {
            return Some(changes.visibility);
        }
        let private = self.library.repository(path)?.private;
        Some(if private { Visibility::Private } else { Visibility::Public })
    }

    /// Whether an account (or nobody in particular) may see the repository.
    pub fn may_see(&self, path: &str, account: Option<&str>) -> bool {
        match self.visibility(path) {
            Some(Visibility::Public) => true,
            Some(Visibility::Private) => account == Some(name::namespace(path)),
            None => false,
        }
    }

    /// The paths of all repositories, in order.
    pub fn repositories(&self) -> BTreeSet<String> {
        self.library.repositories().into_iter().chain(self.state.repositories().map(String::from)).collect()
    }

    /// What the Hub's page says about a repository.
    pub fn listing(&self, path: &str) -> Option<Listing> {
        let familiar = name::familiar(path);
        let listed = self.library.repository(path).and_then(|stock| stock.listing);
        let listed = listed.or_else(|| self.library.listings().into_iter().find(|listing| listing.name == familiar));
        let pushed = || self.changes(path).map(|_| Listing { name: familiar.into(), ..Listing::default() });
        listed.or_else(pushed)
    }

    /// The tags of a repository, in order.
    pub fn tags(&self, path: &str) -> BTreeSet<String> {
        let mut tags: BTreeSet<String> = self.library.tags(path, self.as_of()).into_iter().collect();
        for (tag, state) in self.changes(path).iter().flat_map(|changes| &changes.tags) {
            if state.digest.is_some() {
                tags.insert(tag.clone());
            } else {
                tags.remove(tag);
            }
        }
        tags
    }

    /// Whether a tag names an image of long ago, which nobody has moved it from.
    pub fn is_old(&self, path: &str, tag: &str) -> bool {
        let moved = self.changes(path).is_some_and(|changes| changes.tags.contains_key(tag));
        !moved && self.library.is_old(path, tag)
    }

    /// What a tag names.
    pub fn tagged(&self, path: &str, tag: &str) -> Option<HeldManifest> {
        match self.changes(path).and_then(|changes| changes.tags.get(tag)) {
            Some(state) => self.manifest(path, &state.digest?),
            None => {
                let manifest = HeldManifest::of_library(self.library.tagged(path, tag, self.as_of())?);
                (!self.is_deleted(path, &manifest.digest)).then_some(manifest)
            }
        }
    }

    /// The manifest with this digest, if it belongs to the repository.
    pub fn manifest(&self, path: &str, digest: &Digest) -> Option<HeldManifest> {
        let own = self.changes(path).and_then(|changes| changes.manifests.get(digest));
        if let Some(media_type) = own {
            let content = self.state.content(digest)?.clone();
            return Some(HeldManifest { digest: *digest, media_type: media_type.clone(), content });
        }
        if self.is_deleted(path, digest) {
            return None;
        }
        self.library.manifest(path, digest).map(HeldManifest::of_library)
    }

    /// The tag or the digest.
    pub fn referenced(&self, path: &str, reference: &str) -> Option<HeldManifest> {
        match reference.parse::<Digest>() {
            Ok(digest) => self.manifest(path, &digest),
            Err(_) => self.tagged(path, reference),
        }
    }

    /// Whether the config or layer belongs to the repository.
    pub fn has_blob(&self, path: &str, digest: &Digest) -> bool {
        self.changes(path).is_some_and(|changes| changes.blobs.contains(digest))
            || (!self.is_deleted(path, digest) && self.library.has_blob(path, digest))
    }

    /// The bytes of a config or layer, if it belongs to the repository.
    pub fn blob(&self, path: &str, digest: &Digest) -> Option<Rope> {
        if self.changes(path).is_some_and(|changes| changes.blobs.contains(digest)) {
            return self.state.content(digest).cloned();
        }
        if self.is_deleted(path, digest) {
            return None;
        }
        self.library.blob(path, digest).map(|blob| blob.content().clone())
    }

    /// Digests of manifests that name `subject`, in order.
    pub fn referrers(&self, path: &str, subject: &Digest) -> Vec<Digest> {
        let own = self.changes(path).and_then(|changes| changes.referrers.get(subject));
        own.into_iter().flatten().copied().collect()
    }

    fn is_deleted(&self, path: &str, digest: &Digest) -> bool {
        self.changes(path).is_some_and(|changes| changes.deleted.contains(digest))
    }
}
