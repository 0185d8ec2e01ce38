//! Changing repositories: on behalf of a request, and from the settings page of Docker Hub.

use regex_lite::Regex;

use crate::clock::Timestamp;
use crate::oci::{Blob, Digest};

use crate::content::Rope;

use super::error::{ErrorCode, Refusal};
use super::library::Library;
use super::service::{Caller, Service};
use super::state::{Repository, State, Visibility};
use super::view::View;

/// Bytes that a compiled rule for tags may take.
const RULE_LIMIT: usize = 1 << 20;

/// A rule for tags that is no regular expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{rule:?} is no regular expression: {reason}")]
pub struct BadRule {
    /// What was given.
    pub rule: String,
    /// What is wrong with it.
    pub reason: String,
}

impl State {
    /// The repository for changing, with what the library says of it.
    pub fn open_repository(&mut self, library: &dyn Library, path: &str, now: Timestamp, by: &str) -> &mut Repository {
        let is_new = self.repository(path).is_none();
        let visibility = View::new(self, library).visibility(path).unwrap_or(Visibility::Public);
        let repository = self.repository_mut(path, now, by);
        if is_new {
            repository.visibility = visibility;
        }
        repository
    }

    /// Keeps the bytes, which have this digest.
    pub(super) fn keep_content(&mut self, digest: &Digest, content: Rope) {
        if self.content(digest).is_none() {
            self.blobs.insert(&digest.hex(), content);
        }
    }

    /// Keeps the bytes.
    pub(super) fn keep(&mut self, blob: &Blob) {
        self.keep_content(&blob.digest(), blob.content().clone());
    }
}

impl Repository {
    /// Forbids moving and deleting tags that match a regular expression (`None`: allows everything again).
    pub fn set_immutable(&mut self, rule: Option<&str>) -> Result<(), BadRule> {
        if let Some(rule) = rule {
            compile(rule)?;
        }
        self.immutable = rule.map(String::from);
        Ok(())
    }

    /// Whether a tag may not be moved or deleted.
    pub fn is_immutable(&self, tag: &str) -> bool {
        self.immutable.as_deref().and_then(|rule| compile(rule).ok()).is_some_and(|rule| rule.is_match(tag))
    }
}

fn compile(rule: &str) -> Result<Regex, BadRule> {
    let compiled = regex_lite::RegexBuilder::new(rule).size_limit(RULE_LIMIT).build();
    compiled.map_err(|error| BadRule { rule: rule.into(), reason: error.to_string() })
}

impl Service<'_> {
    /// The repository for changing on behalf of a caller. Where it is not there, this creates it.
    pub(super) fn change(&mut self, path: &str, caller: &Caller) -> &mut Repository {
        self.state.open_repository(self.library, path, self.now, &caller.account)
    }

    /// Refuses to move a tag (or, with `None`, to delete it) that is there and immutable.
    pub(super) fn check_mutable(&self, path: &str, tag: &str, to: Option<Digest>) -> Result<(), Refusal> {
        let view = View::new(self.state, self.library);
        let immutable = view.changes(path).is_some_and(|repository| repository.is_immutable(tag));
        match view.tagged(path, tag) {
            Some(held) if immutable && Some(held.digest) != to => {
                let message = format!("tag {tag} of {path} is immutable");
                Err(Refusal::new(ErrorCode::Denied).saying(message))
            }
            _ => Ok(()),
        }
    }
}
