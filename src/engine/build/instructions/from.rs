//! `FROM [--platform=…] image [AS name]`: the head of a stage.

use super::flags::{Flags, Given};
use super::{Fault, Outcome, Written, description};
use crate::dockerfile;
use crate::text::quote;

const FLAGS: &[Flags] = &[Flags::Text("platform")];

/// The head of a stage.
#[derive(Clone, Debug)]
pub struct Head {
    pub written: Written,
    /// The base as written; later with variables put in, and resolved.
    pub base: String,
    /// The stage's name, lower case; empty: none.
    pub name: String,
    /// `--platform` as written; empty: none.
    pub platform: String,
    /// What the comment above says of the stage.
    pub description: String,
}

/// Reads FROM.
pub fn head(node: &dockerfile::Instruction) -> Outcome<Head> {
    let words = node.arguments.words();
    let name = match words.as_slice() {
        [_] => String::new(),
        [_, word, name] if word.eq_ignore_ascii_case("as") => {
            let lower = name.to_lowercase();
            if !is_stage_name(&lower) {
                let name = quote(name);
                let text =
                    format!("invalid name for build stage: {name}, name can't start with a number or contain symbols");
                return Err(Fault::new(text));
            }
            lower
        }
        _ => return Err(Fault::new("FROM requires either one or three arguments")),
    };
    let platform = Given::read(&node.flags, FLAGS)?.text("platform");
    let written = Written::of(node);
    let description = description(&written.comments, &name);
    Ok(Head { base: words.into_iter().next().unwrap_or_default(), name, platform, description, written })
}

/// `[a-z][a-z0-9-_.]*`
fn is_stage_name(name: &str) -> bool {
    let rest = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(rest)
}
