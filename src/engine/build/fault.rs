//! Why something cannot be built, and which lines it is about.

use std::sync::Arc;

use crate::dockerfile::{ExpansionError, ParseError, Span};
use crate::engine::api::{ApiError, BuildFailure, SourceExcerpt};
use crate::shell::Stop;

/// What ends a build before its time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The build fails: what BuildKit says, and the lines that it shows, each once more.
    #[error("{message}")]
    Failed { message: String, lines: Vec<Span> },
    /// It cannot go on now: a limit, or Ctrl-C.
    #[error(transparent)]
    Stopped(#[from] Stop),
}

/// What may fail.
pub type Outcome<T> = Result<T, Fault>;

impl Fault {
    /// A failure that is about no line.
    pub fn new(message: impl Into<String>) -> Self {
        Fault::Failed { message: message.into(), lines: Vec::new() }
    }

    /// Shows these lines, too (`parser.WithLocation`). Line 0 is none.
    pub fn at(self, span: Span) -> Self {
        match self {
            Fault::Failed { message, mut lines } => {
                lines.push(span);
                Fault::Failed { message, lines }
            }
            stopped => stopped,
        }
    }

    /// With the words `before` in front (`errors.Wrap`).
    pub fn within(self, before: impl std::fmt::Display) -> Self {
        match self {
            Fault::Failed { message, lines } => Fault::Failed { message: format!("{before}: {message}"), lines },
            stopped => stopped,
        }
    }

    /// With a suggestion behind, if there is one (`suggest.WrapError`).
    pub fn or_rather(self, nearest: Option<impl std::fmt::Display>) -> Self {
        match (self, nearest) {
            (Fault::Failed { message, lines }, Some(nearest)) => {
                Fault::Failed { message: format!("{message} (did you mean {nearest}?)"), lines }
            }
            (fault, _) => fault,
        }
    }

    /// What it says.
    pub fn message(&self) -> &str {
        match self {
            Fault::Failed { message, .. } => message,
            Fault::Stopped(_) => "",
        }
    }

    /// As the client hears it.
    pub fn told(self, reference: &str, filename: &str, text: &Arc<str>) -> Result<BuildFailure, ApiError> {
        match self {
            Fault::Failed { message, lines } => {
                let excerpts = lines.iter().map(|span| excerpt(filename, text, *span)).collect();
                Ok(BuildFailure { reference: reference.into(), message, excerpts })
            }
            Fault::Stopped(stop) => Err(ApiError::Stop(stop)),
        }
    }
}

/// Lines of the Dockerfile for a message.
pub fn excerpt(filename: &str, text: &Arc<str>, span: Span) -> SourceExcerpt {
    SourceExcerpt { filename: filename.into(), text: text.clone(), lines: vec![(span.first, span.last)] }
}

/// The step itself says less than the build (`failed to compute cache key: …`).
pub fn step_message(message: &str) -> &str {
    let before = ["failed to compute cache key: ", "failed to load cache key: "];
    before.iter().find_map(|before| message.strip_prefix(before)).unwrap_or(message)
}

impl From<ParseError> for Fault {
    fn from(error: ParseError) -> Self {
        Fault::new(error.to_string()).at(error.span)
    }
}

impl From<ExpansionError> for Fault {
    fn from(error: ExpansionError) -> Self {
        Fault::new(error.to_string())
    }
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Status { message, .. } => Fault::new(message),
            ApiError::Stop(stop) => Fault::Stopped(stop),
        }
    }
}
