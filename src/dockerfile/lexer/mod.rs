//! Words of a Dockerfile: quotes, escapes, and variables in every form that BuildKit knows (`shell/lex.go`).

mod fault;
mod reader;
mod substitution;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::limits;
use reader::Reader;

pub use fault::{ExpansionError, WordFault};

/// Where the values of variables come from.
pub trait Variables {
    /// The value of a variable that is set.
    fn value(&self, name: &str) -> Option<&str>;
}

impl Variables for BTreeMap<String, String> {
    fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(String::as_str)
    }
}

impl<V: Variables + ?Sized> Variables for &V {
    fn value(&self, name: &str) -> Option<&str> {
        (*self).value(name)
    }
}

/// What becomes of quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    Remove,
    /// They hold words together and are kept (`RawQuotes`).
    Keep,
    /// They are characters like others (`SkipProcessQuotes`).
    Ordinary,
}

/// What becomes of escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escapes {
    Remove,
    /// They work and are kept (`RawEscapes`).
    Keep,
}

/// What becomes of variables that are not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unset {
    Empty,
    /// `$x` stays `$x` (`SkipUnsetEnv`).
    Keep,
}

/// Expands words. One lexer has `limits::EXPANSION_WORK` for its whole life, so make one for a build.
#[derive(Clone, Debug)]
pub struct Lexer {
    escape: char,
    quotes: Quotes,
    escapes: Escapes,
    unset: Unset,
    work: Cell<usize>,
}

/// A text, expanded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expansion {
    pub text: String,
    /// The text split at blanks that were not quoted, after variables were put in.
    pub words: Vec<String>,
    /// Variables that were asked for and had a value.
    pub used: BTreeSet<String>,
    /// Variables that were asked for and had none, those with a default of their own included.
    pub undefined: BTreeSet<String>,
}

impl Lexer {
    /// A lexer that takes quotes and escapes away, and puts nothing for variables that are not set. The escape is
    /// the Dockerfile's: `\` or `` ` ``.
    pub fn new(escape: char) -> Self {
        Self {
            escape,
            quotes: Quotes::Remove,
            escapes: Escapes::Remove,
            unset: Unset::Empty,
            work: Cell::new(limits::EXPANSION_WORK),
        }
    }

    pub fn with_quotes(mut self, quotes: Quotes) -> Self {
        self.quotes = quotes;
        self
    }

    pub fn with_escapes(mut self, escapes: Escapes) -> Self {
        self.escapes = escapes;
        self
    }

    pub fn with_unset(mut self, unset: Unset) -> Self {
        self.unset = unset;
        self
    }

    /// Expands `text` (BuildKit's `ProcessWordWithMatches`).
    pub fn expand(&self, text: &str, variables: &dyn Variables) -> Result<Expansion, ExpansionError> {
        let mut reader = Reader::new(self, text, variables);
        let read = reader.until(None, self.escapes);
        self.work.set(reader.work);
        match read {
            Ok((text, words)) => Ok(Expansion { text, words, used: reader.used, undefined: reader.undefined }),
            Err(fault) => Err(ExpansionError { source_text: text.to_string(), fault, undefined: reader.undefined }),
        }
    }

    /// `text`, expanded as one word (`ProcessWord`).
    pub fn word(&self, text: &str, variables: &dyn Variables) -> Result<String, ExpansionError> {
        self.expand(text, variables).map(|expansion| expansion.text)
    }

    /// `text`, expanded and split into words (`ProcessWords`).
    pub fn words(&self, text: &str, variables: &dyn Variables) -> Result<Vec<String>, ExpansionError> {
        self.expand(text, variables).map(|expansion| expansion.words)
    }
}
