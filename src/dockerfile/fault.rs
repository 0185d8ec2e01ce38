//! Why a text is no Dockerfile.

use super::{ExpansionError, Key, Span, limits};
use crate::text::quote;

/// Why a text is no Dockerfile, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fault}")]
pub struct ParseError {
    pub fault: Fault,
    pub span: Span,
}

/// What is wrong, in BuildKit's words; the limits in ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("only one {0} parser directive can be used")]
    RepeatedDirective(Key),
    #[error("invalid escape token '{0}' does not match ` or \\")]
    BadEscape(String),
    #[error("{0} must have two arguments")]
    NoValue(&'static str),
    #[error("Syntax error - can't find = in {}. Must be of the form: name=value", quote(.0))]
    NoEquals(String),
    #[error("when using JSON array syntax, arrays must be comprised of strings only")]
    NotStrings,
    #[error("unterminated heredoc")]
    UnterminatedHeredoc,
    #[error(transparent)]
    BadHeredoc(#[from] ExpansionError),
    #[error("internal lexing of heredoc produced inconsistent results: {0}")]
    InconsistentHeredoc(String),
    #[error("file with no instructions")]
    NoInstructions,
    #[error("dockerfile line greater than max allowed size of {}", limits::LINE)]
    LongLine,
    #[error("dockerfile greater than max allowed size of {}", limits::FILE)]
    LargeFile,
    #[error("dockerfile has more than {} instructions", limits::INSTRUCTIONS)]
    ManyInstructions,
    #[error("dockerfile instruction greater than max allowed size of {}", limits::INSTRUCTION)]
    LargeInstruction,
    #[error("dockerfile has more than {} words", limits::WORDS)]
    ManyWords,
    #[error("instruction has more than {} heredocs", limits::HEREDOCS)]
    ManyHeredocs,
}

impl Fault {
    /// With the lines that it is about.
    pub fn at(self, span: Span) -> ParseError {
        ParseError { fault: self, span }
    }
}
