//! Checks: what can be asked of a World. One row of `KINDS` a kind, one function each.
//!
//! A check is a TOML table: the key that names the kind, with the subject, and parameters beside it, such as `{ image =
//! "web:1", same_as = "nginx" }`. `not = true` turns it round. Checks look at the state and at what happened; every way
//! of getting there counts.

mod answers;
mod arguments;
mod containers;
mod contents;
mod files;
mod images;
mod past;
mod registries;
mod value;
mod values;
mod view;

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use arguments::key;
pub use arguments::{Arguments, Form, Key};
pub use value::{COMMON, Truth, Value, ValueKind, answer_matches, value_kinds};
pub use view::{Happened, View};

/// One kind of check.
pub struct Kind {
    /// The key that names it, and what stands after it.
    pub subject: Key,
    /// The other keys it takes.
    pub parameters: &'static [Key],
    /// What it asks, for authors.
    pub about: &'static str,
    /// What the types of the keys do not say; refused when the script is read.
    pub valid: fn(&Arguments) -> Result<(), String>,
    /// Whether it holds.
    pub holds: fn(&Arguments, &View<'_>) -> bool,
    /// What is asked, for the learner's checklist ("nginx:latest is here"); the flag asks for the opposite.
    pub says: fn(&Arguments, bool) -> String,
}

/// Most kinds need no more than their types.
fn always_valid(_: &Arguments) -> Result<(), String> {
    Ok(())
}

const KINDS: &[&[Kind]] =
    &[images::KINDS, contents::KINDS, containers::KINDS, registries::KINDS, files::KINDS, past::KINDS];

/// All kinds.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().copied().flatten()
}

/// A check of a script.
#[derive(Clone)]
pub struct Check {
    kind: &'static Kind,
    arguments: Arguments,
    not: bool,
    /// What stands on the checklist, if the script says.
    says: Option<String>,
}

impl Check {
    /// Reads one; the error says which key is wrong.
    pub fn of(mut table: toml::Table) -> Result<Check, String> {
        let not = match table.remove("not") {
            None => false,
            Some(toml::Value::Boolean(not)) => not,
            Some(_) => return Err("`not` is to be true or false".into()),
        };
        let says = match table.remove("says") {
            None => None,
            Some(toml::Value::String(says)) => Some(says),
            Some(_) => return Err("`says` is to be a text".into()),
        };
        let Some(kind) = kinds().find(|kind| table.contains_key(kind.subject.name)) else {
            let found: Vec<&str> = table.keys().map(String::as_str).collect();
            let known: Vec<&str> = kinds().map(|kind| kind.subject.name).collect();
            return Err(format!("no check among the keys `{}`; there are {}", found.join("`, `"), known.join(", ")));
        };
        let arguments = Arguments::new(table, &kind.subject, &[kind.parameters])?;
        (kind.valid)(&arguments)?;
        Ok(Check { kind, arguments, not, says })
    }

    /// Whether it holds in what `view` shows.
    pub fn holds(&self, view: &View<'_>) -> bool {
        (self.kind.holds)(&self.arguments, view) != self.not
    }

    /// One line for the checklist.
    pub fn says(&self) -> String {
        self.says.clone().unwrap_or_else(|| (self.kind.says)(&self.arguments, self.not))
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Check({})", self.says())
    }
}

impl<'de> Deserialize<'de> for Check {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Check::of(toml::Table::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// `is`, or `is not`.
fn is(not: bool) -> &'static str {
    if not { "is not" } else { "is" }
}

#[cfg(test)]
mod tests;
