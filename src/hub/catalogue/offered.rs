//! What a catalogue answers as a library and as a Hub.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Catalogue, locked_blob};
use crate::clock::Timestamp;
use crate::content::Source;
use crate::hub::form::RepositoryForm;
use crate::hub::image::Built;
use crate::hub::lock::line::Line;
use crate::hub::older::{self, Older};
use crate::hub::{Hub, USUAL_DAY};
use crate::oci::{Blob, Digest};
use crate::registry::{Account, Badge, Happening, Library, Listing, PullLimits, Stock, StockManifest};

impl Library for Catalogue {
    fn as_of(&self) -> Timestamp {
        self.hub.as_of.map_or(USUAL_DAY, |day| day.0)
    }

    fn repositories(&self) -> Vec<String> {
        let there = self.repositories.iter().filter(|(_, repository)| !self.head_of(repository).reserved);
        there.map(|(path, _)| path.clone()).collect()
    }

    fn repository(&self, path: &str) -> Option<Stock> {
        let head = self.head_of(self.repositories.get(path)?);
        if head.reserved {
            return None;
        }
        Some(Stock { private: head.private, listing: Some(listing(path, head)) })
    }

    fn tags(&self, path: &str, at: Timestamp) -> Vec<String> {
        let older = self.repositories.get(path).and_then(|repository| self.older_of(repository).ok());
        let old = older.into_iter().flat_map(Older::tags).map(|(tag, _)| tag.to_string());
        let mut all: BTreeSet<String> = self.tag_map(path, at).into_keys().chain(old).collect();
        if let Some(form) = self.repositories.get(path).and_then(|repository| self.form_of(repository).ok()) {
            let others: Vec<String> = all.iter().flat_map(|tag| older::other_names(form, tag)).collect();
            all.extend(others);
        }
        all.into_iter().collect()
    }

    fn is_old(&self, path: &str, tag: &str) -> bool {
        let older = self.repositories.get(path).and_then(|repository| self.older_of(repository).ok());
        let meant = self.meant(path, tag);
        let tag = meant.as_deref().unwrap_or(tag);
        older.is_some_and(|older| older.tagged(tag).is_some())
    }

    fn tagged(&self, path: &str, tag: &str, at: Timestamp) -> Option<StockManifest> {
        if let Some(key) = self.tag_map(path, at).remove(tag) {
            return self.built(path, &key)?.top.clone();
        }
        if let Some(name) = self.older_of(self.repositories.get(path)?).ok()?.tagged(tag) {
            return self.built(path, name)?.top.clone();
        }
        let meant = self.meant(path, tag)?;
        match self.tag_map(path, at).remove(&meant) {
            Some(key) => self.built(path, &key)?.top.clone(),
            None => {
                let name = self.older_of(self.repositories.get(path)?).ok()?.tagged(&meant)?;
                self.built(path, name)?.top.clone()
            }
        }
    }

    fn manifest(&self, path: &str, digest: &Digest) -> Option<StockManifest> {
        self.find(path, |built| built.manifests.get(digest).cloned())
    }

    fn blob(&self, path: &str, digest: &Digest) -> Option<Blob> {
        self.find(path, |built| built.blobs.get(digest).cloned())
    }

    fn has_blob(&self, path: &str, digest: &Digest) -> bool {
        self.find(path, |built| built.blobs.contains_key(digest).then_some(())).is_some()
    }

    fn listings(&self) -> Vec<Listing> {
        let heads = self.repositories.iter().map(|(path, repository)| (path, self.head_of(repository)));
        heads.filter(|(_, head)| !head.private).map(|(path, head)| listing(path, head)).collect()
    }

    fn timeline(&self) -> Vec<Happening> {
        let mut happenings = Vec::new();
        for (path, repository) in &self.repositories {
            let Ok(form) = self.form_of(repository) else { continue };
            happenings.extend(form.events.iter().map(|event| Happening {
                at: event.at.0,
                repository: path.clone(),
                event: event.event.clone(),
                moves: event.moves.clone(),
                adds: event.adds.clone(),
                note: event.note.clone(),
            }));
        }
        happenings.sort_by_key(|happening| happening.at);
        happenings
    }

    fn accounts(&self) -> Vec<Account> {
        let mut accounts = Account::usual();
        accounts.retain(|usual| self.hub.accounts.iter().all(|own| own.name != usual.name));
        accounts.extend(self.hub.accounts.iter().cloned());
        accounts
    }

    fn limits(&self) -> PullLimits {
        let (own, usual) = (&self.hub.limits, PullLimits::default());
        PullLimits {
            anonymous: own.anonymous.unwrap_or(usual.anonymous),
            account: own.account.unwrap_or(usual.account),
            window: own.window.unwrap_or(usual.window),
            message: own.message.clone().unwrap_or(usual.message),
        }
    }
}

impl Hub for Catalogue {
    fn made(&self, sha256: &str, recipe: Option<&str>) -> Option<Arc<dyn Source>> {
        let digest: Digest = format!("sha256:{sha256}").parse().ok()?;
        if let Some(line) = recipe {
            let line = Line::read(line).filter(|line| line.digest == digest)?;
            return locked_blob::source(self.inner.clone(), line, true);
        }
        let locked = self.lock().with_digest(sha256);
        if let Some(source) = locked.and_then(|line| locked_blob::source(self.inner.clone(), line, false)) {
            return Some(source);
        }
        let source = |built: &Built| built.blobs.get(&digest)?.content().source().cloned();
        self.repositories.keys().find_map(|path| self.find(path, source))
    }
}

impl Catalogue {
    /// The tag that one with another word for its version stands for, unless there is an image of that name itself.
    fn meant(&self, path: &str, tag: &str) -> Option<String> {
        let form = self.form_of(self.repositories.get(path)?).ok()?;
        older::meant(form, tag)
    }
}

fn listing(path: &str, head: &RepositoryForm) -> Listing {
    let official = path.starts_with("library/");
    Listing {
        name: path.strip_prefix("library/").unwrap_or(path).into(),
        description: head.description.clone(),
        stars: head.stars,
        pulls: head.pulls,
        official,
        automated: false,
        badge: head.badge.unwrap_or(if official { Badge::Official } else { Badge::Community }),
    }
}
