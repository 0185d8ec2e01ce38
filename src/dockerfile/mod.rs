//! Dockerfile syntax: lines, escapes, directives, flags, heredocs, words and their expansion. A name here is a name;
//! what FROM or COPY *means* begins in `engine::build`.
//!
//! The rules are those of BuildKit's `frontend/dockerfile/parser` and `frontend/dockerfile/shell`, quirks included,
//! because a step's name, a history line and a cache key are made of what they return.
//!
//! [`Dockerfile::parse`] gives [`Instruction`]s with [`Span`]s; [`Lexer`] expands variables in their words;
//! [`excerpt()`] prints the marked lines below an error; [`Patterns`] says what `.dockerignore` leaves out. Nothing here panics, and every size has a [`limits`] entry.

#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod arguments;
mod directive;
mod excerpt;
mod fault;
mod flags;
mod heredoc;
mod ignore;
mod instruction;
mod json;
mod lexer;
pub mod limits;
mod lines;
mod parse;
mod pattern;
mod scan;
mod span;
mod suggest;
mod words;

pub use directive::{Directive, Key};
pub use excerpt::excerpt;
pub use fault::{Fault, ParseError};
pub use heredoc::without_leading_tabs;
pub use ignore::{IgnoreError, Matched, Patterns};
pub use instruction::{Arguments, Heredoc, Instruction, Pair, Separator};
pub use lexer::{Expansion, ExpansionError, Lexer, Quotes, Unset, Variables};
pub use parse::Dockerfile;
pub use span::Span;
pub use suggest::{instruction_names, nearest, nearest_exact};
