//! Checks: what can be asked of a World. One row of [`KINDS`] a kind, one function each.
//!
//! A check is a TOML table: the key that names the kind, with the subject, and parameters beside it, such as `{ image =
//! "web:1", same_as = "nginx" }`. `not = true` turns it round. Checks look at the state and at what happened; every way
//! of getting there counts.

mod arguments;
mod containers;
mod files;
mod images;
mod past;
mod registries;
mod value;
mod view;

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

pub use arguments::Arguments;
pub use value::{Truth, VALUES, Value, ValueKind};
pub use view::{Happened, View};

/// One kind of check.
pub struct Kind {
    /// The key that names it.
    pub key: &'static str,
    /// The other keys it takes.
    pub parameters: &'static [&'static str],
    /// What it asks, for authors.
    pub about: &'static str,
    /// Whether it holds.
    pub holds: fn(&Arguments, &View<'_>) -> bool,
    /// What is asked, for the learner's checklist: "nginx:latest is here".
    pub says: fn(&Arguments) -> String,
}

/// All kinds.
pub const KINDS: &[&[Kind]] = &[images::KINDS, containers::KINDS, registries::KINDS, files::KINDS, past::KINDS];

/// A check of a script.
#[derive(Clone)]
pub struct Check {
    kind: &'static Kind,
    arguments: Arguments,
    not: bool,
}

impl Check {
    /// Whether it holds in what `view` shows.
    pub fn holds(&self, view: &View<'_>) -> bool {
        (self.kind.holds)(&self.arguments, view) != self.not
    }

    /// One line for the checklist.
    pub fn says(&self) -> String {
        let text = (self.kind.says)(&self.arguments);
        if self.not { format!("not: {text}") } else { text }
    }

    /// Which kind it is.
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Check({})", self.says())
    }
}

impl<'de> Deserialize<'de> for Check {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut table = toml::Table::deserialize(deserializer)?;
        let not = match table.remove("not") {
            None => false,
            Some(toml::Value::Boolean(not)) => not,
            Some(_) => return Err(D::Error::custom("`not` is true or false")),
        };
        let kinds = || KINDS.iter().copied().flatten();
        let Some(kind) = kinds().find(|kind| table.contains_key(kind.key)) else {
            let known: Vec<&str> = kinds().map(|kind| kind.key).collect();
            let found: Vec<&str> = table.keys().map(String::as_str).collect();
            return Err(D::Error::custom(format!("no check among {found:?}; there are {}", known.join(", "))));
        };
        let arguments = Arguments::new(table, kind.key, kind.parameters).map_err(D::Error::custom)?;
        Ok(Check { kind, arguments, not })
    }
}
