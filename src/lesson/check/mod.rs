//! Checks and values: what can be asked of a World, and what can be computed from it and asked of the learner.
//!
//! A check is a TOML table: the key that names its kind, with the subject, and parameters beside it, such as
//! `{ image = "web:1", same_as = "nginx" }`. Each kind is a struct with these fields, in a file of its own, and a row of the table in
//! `kinds`; its doc comments are what the authors' page says of it. Checks look at the state and at what happened;
//! every way of getting there counts. A value is made in the same way, with its row in `values`.

pub(super) mod answers;
mod forms;
mod keys;
mod kinds;
mod truth;
mod value;
mod values;
mod view;

use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::tell;

pub use keys::{Key, Keys};
use keys::{keys, known, read, take};
pub use kinds::event_fields;
pub use truth::Truth;
pub use value::{AnswerPattern, Value, ValueCommon, value_kinds};
pub use view::{Happened, RUNTIME, View};

/// A struct that is a check.
trait Ask: fmt::Debug + Send + Sync {
    /// What the types of the fields do not say; refused when the script is read.
    fn valid(&self) -> Result<(), String> {
        Ok(())
    }
    /// Whether there is what it is about. As long as there is not, its opposite does not hold either.
    fn has_subject(&self, _: &View<'_>) -> bool {
        true
    }
    /// Whether it holds.
    fn holds(&self, view: &View<'_>) -> bool;
    /// The image that is to be here under just this name (`nginx:latest`), if that is asked.
    fn image_wanted(&self) -> Option<&str> {
        None
    }
    /// What is asked, for the learner's checklist ("nginx:latest is here"); the flag asks for the opposite.
    fn says(&self, not: bool) -> String;
}

/// One kind of check.
pub struct Kind {
    /// What it asks, for authors.
    pub about: &'static str,
    /// Its keys; the first names it.
    pub keys: &'static [Key],
    read: fn(toml::Table) -> Result<Arc<dyn Ask>, String>,
}

/// The row of a struct in the table.
const fn kind<T: Ask + Keys + 'static>() -> Kind {
    Kind {
        about: T::ABOUT,
        keys: T::KEYS,
        read: |table| {
            let check: T = read(table)?;
            check.valid()?;
            Ok(Arc::new(check))
        },
    }
}

/// All kinds of checks.
pub fn kinds() -> &'static [Kind] {
    kinds::KINDS
}

keys! {
    /// Keys that all checks take.
    pub struct Common {
        /// `true` turns the check round (of an image, a container, the content of a file that is not there, neither holds)
        #[serde(default)]
        not: bool,
        /// what stands on the learner's checklist instead of our own words
        says: Option<String>,
    }
}

/// A check of a script.
#[derive(Clone)]
pub struct Check {
    asked: Arc<dyn Ask>,
    common: Common,
}

impl Check {
    /// Reads one; the error says which key is wrong.
    pub fn of(mut table: toml::Table) -> Result<Check, String> {
        let common: Common = take(&mut table)?;
        let kind = named(kinds(), |kind| kind.keys, &table, "check")?;
        known(&table, [kind.keys, Common::KEYS])?;
        Ok(Check { asked: (kind.read)(table)?, common })
    }

    /// Whether it holds in what `view` shows.
    pub fn holds(&self, view: &View<'_>) -> bool {
        match self.common.not {
            true => self.asked.has_subject(view) && !self.asked.holds(view),
            false => self.asked.holds(view),
        }
    }

    /// The image that is to be here under just this name (`nginx:latest`), if that is asked.
    pub fn image_wanted(&self) -> Option<&str> {
        self.asked.image_wanted().filter(|_| !self.common.not)
    }

    /// Whether the script says what stands on the checklist.
    pub fn has_own_words(&self) -> bool {
        self.common.says.is_some()
    }

    /// From now on this stands on the checklist.
    pub fn reword(&mut self, says: String) {
        self.common.says = Some(says);
    }

    /// One line for the checklist.
    pub fn says(&self) -> String {
        self.common.says.clone().unwrap_or_else(|| self.asked.says(self.common.not))
    }
}

/// The row that one of the table's keys names. More than one may (`layers_of` with `files_in`): the first row counts,
/// and refuses the other key.
fn named<'t, T>(
    rows: &'t [T],
    keys: fn(&T) -> &'static [Key],
    table: &toml::Table,
    what: &str,
) -> Result<&'t T, String> {
    let name = |row: &T| keys(row).first().map_or("", |key| key.name);
    if let Some(row) = rows.iter().find(|row| table.contains_key(name(row))) {
        return Ok(row);
    }
    let found: Vec<&str> = table.keys().map(String::as_str).collect();
    let known: Vec<&str> = rows.iter().map(name).collect();
    let found = if found.is_empty() { "(no key)".into() } else { found.join("`, `") };
    Err(format!("unknown {what} `{found}`, expected one of `{}`", known.join("`, `")))
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
fn is(not: bool) -> String {
    if not { tell::is_not() } else { tell::is() }
}

/// `has`, or `does not have`.
fn has(not: bool) -> String {
    if not { tell::has_not() } else { tell::has() }
}

#[cfg(test)]
mod tests;
