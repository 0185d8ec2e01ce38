//! Patterns of `.dockerignore`, `--exclude` and `--parents` in a build.

use super::fault::{Fault, Outcome};
use crate::dockerfile::{IgnoreError, Matched, Patterns};
use crate::shell::Stop;

/// A list of patterns; a later one may take back what an earlier one matched (`!keep`).
#[derive(Clone, Debug, Default)]
pub struct Ignore {
    texts: Vec<String>,
    /// `None`: there are none.
    patterns: Option<Patterns>,
}

impl Ignore {
    /// The patterns of an ignore file.
    pub fn file(text: &str) -> Outcome<Ignore> {
        Ignore::new(&Patterns::lines(text)?)
    }

    /// These patterns.
    pub fn new(texts: &[String]) -> Outcome<Ignore> {
        let patterns = Patterns::new(texts)?;
        Ok(Ignore { texts: texts.to_vec(), patterns: Some(patterns).filter(|patterns| !patterns.is_empty()) })
    }

    /// The patterns as they were given.
    pub fn patterns(&self) -> &[String] {
        &self.texts
    }

    /// Whether some take back what others match.
    pub fn has_exceptions(&self) -> bool {
        self.texts.iter().any(|text| text.trim_start().starts_with('!'))
    }

    /// Whether one of them matches everything in the root.
    pub fn ignores_everything(&self) -> bool {
        let all = ["*", "**", "**/*"];
        self.texts.iter().any(|text| all.contains(&text.trim()))
    }

    /// Whether the path (relative) or a directory above it is matched.
    pub fn matches(&self, path: &str) -> Outcome<bool> {
        match &self.patterns {
            Some(patterns) => Ok(patterns.matches(path)?),
            None => Ok(false),
        }
    }

    /// The same on a walk, with what was found for the directory above.
    pub fn enter(&self, path: &str, above: &Matched) -> Outcome<(bool, Matched)> {
        match &self.patterns {
            Some(patterns) => Ok(patterns.enter(path, above)?),
            None => Ok((false, Matched::default())),
        }
    }

    /// Whether nothing in a directory that is matched can be taken back.
    pub fn is_closed(&self, directory: &str) -> bool {
        self.patterns.as_ref().is_none_or(|patterns| patterns.is_closed(directory))
    }
}

impl From<IgnoreError> for Fault {
    fn from(error: IgnoreError) -> Self {
        match error {
            IgnoreError::Work => Fault::Stopped(Stop::Limit(error.to_string())),
            error => Fault::new(error.to_string()),
        }
    }
}
