//! [`Truth`]: what is true of a World, and what can tell it.

use std::fmt;
use std::sync::Arc;

use super::answers::{alike, choice, plain, quantity};
use super::keys::{Keys, read};
use super::{Key, View};

/// What is true.
#[derive(Clone, Debug, PartialEq)]
pub enum Truth {
    /// It cannot be said yet; the reason is for the learner.
    NotYet(String),
    /// A number, and how far off an answer may be.
    Number { number: f64, tolerance: f64 },
    /// Bytes; answers come in any unit, and may be off by a part of it (0.05: five in a hundred).
    Bytes { bytes: f64, part: f64 },
    /// One of these texts; the first is the one that is shown.
    Text(Vec<String>),
    /// All of these, in any order, and nothing else but what is allowed; each under one of its names, of which the first is shown.
    All { members: Vec<Vec<String>>, allowed: Vec<String> },
    /// A digest, of which so many digits are enough.
    Digits(Vec<String>),
    /// One of several words, each with synonyms: which one.
    Choice { words: &'static [&'static [&'static str]], right: usize },
}

/// Digits of a digest that an answer needs at least.
const DIGITS: usize = 8;

impl Truth {
    /// Whether an answer says it. Spelling is forgiven.
    pub fn accepts(&self, given: &str) -> bool {
        match self {
            Truth::NotYet(_) => false,
            Truth::Number { number, tolerance } => quantity(given)
                .is_some_and(|given| given.scale.is_none() && (given.number - number).abs() <= tolerance + 1e-9),
            Truth::Bytes { bytes, part } => quantity(given).is_some_and(|given| {
                let given = given.number * given.scale.unwrap_or(1e6);
                (given - bytes).abs() <= (bytes * part).max(0.5e6_f64.min(bytes / 2.0))
            }),
            Truth::Text(texts) => texts.iter().any(|text| alike(text, given)),
            Truth::All { members, allowed } => {
                let given = plain(given);
                let named = |word: &str| members.iter().position(|names| names.iter().any(|name| alike(name, word)));
                let counts = |word: &&str| !allowed.iter().any(|name| alike(name, word));
                let mut found: Vec<Option<usize>> = given.split_whitespace().filter(counts).map(named).collect();
                found.sort_unstable();
                found.dedup();
                found.into_iter().eq((0..members.len()).map(Some))
            }
            Truth::Digits(digests) => {
                let plain = plain(given);
                let digits = plain.rsplit(':').next().unwrap_or_default().trim_end_matches('…').trim();
                digits.len() >= DIGITS && digests.iter().any(|digest| digest.starts_with(digits))
            }
            Truth::Choice { words, right } => {
                let words: Vec<Vec<&str>> = words.iter().map(|names| names.to_vec()).collect();
                choice(given, &words) == Some(*right)
            }
        }
    }

    /// The words of which one is wanted, if an answer has none of them, or more than one.
    pub fn words_wanted(&self, given: &str) -> Option<String> {
        let Truth::Choice { words, .. } = self else { return None };
        let known: Vec<Vec<&str>> = words.iter().map(|names| names.to_vec()).collect();
        let firsts: Vec<String> = words.iter().filter_map(|names| Some(format!("`{}`", names.first()?))).collect();
        choice(given, &known).is_none().then(|| firsts.join(", "))
    }

    /// Whether a yes or a no is wanted.
    pub fn is_yes_or_no(&self) -> bool {
        matches!(self, Truth::Choice { words, .. } if words.iter().any(|names| names.contains(&"yes")))
    }

    /// An answer that says it.
    pub fn shown(&self) -> String {
        match self {
            Truth::NotYet(_) => String::new(),
            Truth::Number { number, .. } => format!("{}", number.round()),
            Truth::Bytes { bytes, .. } => format!("{:.1} MB", bytes / 1e6),
            Truth::Text(texts) => texts.first().cloned().unwrap_or_default(),
            Truth::All { members, .. } => {
                let names: Vec<&str> = members.iter().filter_map(|names| names.first()).map(String::as_str).collect();
                names.join(", ")
            }
            Truth::Digits(digests) => {
                digests.first().map(|digest| digest.chars().take(12).collect()).unwrap_or_default()
            }
            Truth::Choice { words, right } => {
                words.get(*right).and_then(|names| names.first()).copied().unwrap_or_default().into()
            }
        }
    }
}

/// A struct that is a value.
pub(super) trait Tell: fmt::Debug + Send + Sync {
    /// Computes it.
    fn truth(&self, view: &View<'_>) -> Truth;
}

/// One kind of value.
pub struct ValueKind {
    /// What it computes, for authors.
    pub about: &'static str,
    /// Its keys; the first names it.
    pub keys: &'static [Key],
    pub(super) read: fn(toml::Table) -> Result<Arc<dyn Tell>, String>,
}

/// The row of a struct in the table.
pub(super) const fn value<T: Tell + Keys + 'static>() -> ValueKind {
    ValueKind { about: T::ABOUT, keys: T::KEYS, read: |table| Ok(Arc::new(read::<T>(table)?)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_several_in_any_order_under_any_of_their_names() {
        let names = |names: [&str; 2]| names.map(String::from).to_vec();
        let members = vec![names(["nginx:1", "nginx"]), names(["debian:2", "debian"])];
        let truth = Truth::All { members, allowed: vec!["4d3a1c".into()] };
        for given in [
            "nginx:1, debian:2",
            "debian and nginx",
            "`debian:2` nginx:1 nginx",
            "DEBIAN & nginx.",
            "nginx debian 4d3a1c",
        ] {
            assert!(truth.accepts(given), "{given}");
        }
        for given in ["nginx", "nginx, debian, redis", "", "nginx:2 debian:2"] {
            assert!(!truth.accepts(given), "{given}");
        }
        assert_eq!(truth.shown(), "nginx:1, debian:2");
    }
}
