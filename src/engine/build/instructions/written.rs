//! [`Written`]: an instruction as it stands in the file.

use crate::dockerfile::{Instruction, Span};

/// What every instruction has besides its meaning.
#[derive(Clone, Debug)]
pub struct Written {
    /// As written: `RUN`, `run`.
    pub name: String,
    /// The whole instruction on one line.
    pub code: String,
    pub span: Span,
    /// The comment lines right above.
    pub comments: Vec<String>,
}

impl Written {
    /// What it is read from.
    pub fn of(node: &Instruction) -> Self {
        Written {
            name: node.name.clone(),
            code: node.original.trim().into(),
            span: node.span,
            comments: node.comments.clone(),
        }
    }
}

/// The description that a comment `NAME words` above gives (`getDocComment`).
pub fn description(comments: &[String], name: &str) -> String {
    let words = |line: &String| line.strip_prefix(name)?.strip_prefix(' ').map(str::to_string);
    if name.is_empty() { String::new() } else { comments.iter().find_map(words).unwrap_or_default() }
}
