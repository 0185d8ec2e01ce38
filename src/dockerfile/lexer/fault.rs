//! Why a text cannot be expanded.

use std::collections::BTreeSet;

use crate::dockerfile::limits;
use crate::dockerfile::pattern::{BadEscape, TooMuch};
use crate::text::quote;

/// Why a text cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to process {}: {fault}", quote(.source_text))]
pub struct ExpansionError {
    /// The whole text.
    pub source_text: String,
    pub fault: WordFault,
    /// Variables that were asked for before the fault and had no value: lint tells them, too.
    pub undefined: BTreeSet<String>,
}

/// What is wrong with a text, in BuildKit's words; the limits in ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordFault {
    #[error("unexpected end of statement while looking for matching {0}")]
    Open(&'static str),
    #[error("syntax error: missing '}}'")]
    NoBrace,
    #[error("syntax error: missing '/' in ${{}}")]
    NoSlash,
    #[error("syntax error: bad substitution")]
    BadSubstitution,
    #[error("unsupported modifier ({0}) in substitution")]
    BadModifier(String),
    #[error("invalid pattern ({pattern}) in substitution: {fault}")]
    BadPattern { pattern: String, fault: BadEscape },
    /// `${name:?message}`.
    #[error("{name}: {message}")]
    Missing { name: String, message: String },
    #[error("substitutions nested deeper than {}", limits::SUBSTITUTION_DEPTH)]
    Deep,
    #[error("expanded to more than {} bytes", limits::EXPANDED_WORD)]
    Long,
    #[error("variables of the dockerfile take more than {} steps to expand", limits::EXPANSION_WORK)]
    Work,
}

impl From<TooMuch> for WordFault {
    fn from(_: TooMuch) -> Self {
        Self::Work
    }
}
