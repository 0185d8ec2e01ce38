//! [`Secret`]: what a person typed without seeing it. It is never written down.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the seals of this program follow from, besides the text.
const KEY: &[u8] = b"layercake: typed without echo\0";
/// Bytes of a seal: enough to tell one password from another, too few to find a good one by trying.
const SEAL: usize = 4;

/// A text that was typed where nothing is echoed. Saved, it is only a seal, by which the same text is known again.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secret {
    #[serde(skip)]
    text: Option<String>,
    sealed: String,
}

impl Secret {
    /// What was typed.
    pub fn new(text: String) -> Self {
        let digest = Sha256::new().chain_update(KEY).chain_update(&text).finalize();
        Secret { sealed: crate::content::hex(digest.get(..SEAL).unwrap_or_default()), text: Some(text) }
    }

    /// What is kept of it: `ae3f452b`.
    pub fn seal(&self) -> &str {
        &self.sealed
    }

    /// The secret that a seal was kept of; `None`: this is none.
    pub fn of_seal(seal: &str) -> Option<Self> {
        let digit = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        let is_seal = seal.len() == 2 * SEAL && seal.bytes().all(digit);
        is_seal.then(|| Secret { text: None, sealed: seal.into() })
    }

    /// The text; where only the seal is left, something that nobody types and that is no password.
    pub fn text(&self) -> String {
        self.text.clone().unwrap_or_else(|| format!("\u{0}sealed {}", self.sealed))
    }

    /// The same with its text, if that is among those that a sandbox holds anyway.
    #[must_use]
    pub fn known_among(self, texts: &[String]) -> Self {
        let mut candidates = texts.iter().cloned().chain([String::new()]).map(Secret::new);
        if self.text.is_some() { self } else { candidates.find(|candidate| *candidate == self).unwrap_or(self) }
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.sealed == other.sealed
    }
}
impl Eq for Secret {}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret({})", self.sealed)
    }
}

/// Texts that were typed where nothing is echoed: one list for a shell, its subshells and what it starts. What has one
/// of them in it is not saved.
#[derive(Clone, Default)]
pub struct Unseen(Arc<Mutex<BTreeSet<String>>>);

/// Letters from which on a text gives a secret away wherever it stands; a shorter one is too often there by chance.
const TELLING: usize = 4;

impl Unseen {
    fn texts<T>(&self, act: impl FnOnce(&mut BTreeSet<String>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// This was typed unseen.
    pub fn add(&self, text: &str) {
        if !text.is_empty() {
            self.texts(|texts| texts.insert(text.into()));
        }
    }

    /// Whether a text would give one of them away.
    pub fn is_in(&self, text: &str) -> bool {
        let gives_away = |secret: &String| match secret.len() < TELLING {
            true => text == secret,
            false => text.contains(secret.as_str()),
        };
        self.texts(|texts| texts.iter().any(gives_away))
    }
}

/// What was typed unseen is no part of what anything is.
impl PartialEq for Unseen {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Unseen {}

impl std::fmt::Debug for Unseen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unseen({})", self.texts(|texts| texts.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_a_secret_in_it_gives_it_away() {
        let unseen = Unseen::default();
        let elsewhere = unseen.clone();
        elsewhere.add("hunter2");
        elsewhere.add("no");
        elsewhere.add("");
        let found = ["hunter2", "user:hunter2@db", "no", "nothing", ""].map(|text| unseen.is_in(text));
        assert_eq!(found, [true, true, true, false, false]);
    }

    #[test]
    fn a_saved_secret_is_a_seal_that_its_text_opens() {
        let saved = serde_json::to_string(&Secret::new("hunter2".into())).unwrap();
        assert_eq!(saved, r#"{"sealed":"ae3f452b"}"#);
        let secret: Secret = serde_json::from_str(&saved).unwrap();
        assert_ne!(secret.text(), "hunter2");
        assert_eq!(secret.clone().known_among(&["a".into(), "hunter2".into()]).text(), "hunter2");
        assert_ne!(secret.known_among(&["a".into()]).text(), "a");
    }
}
