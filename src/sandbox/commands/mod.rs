//! Commands at the prompt that are no files: `docker`, and the tutorial's own helpers, which Docker does not have.
//!
//! A helper's output ends in one line that says so, and what one would use instead.

mod hub;
mod hub_pages;
mod hub_settings;
mod layer;

use crate::clock::Clock;
use crate::engine;
use crate::registry::Network;
use crate::shell::{Output, ProcessParts, Stop, Stream};
use crate::vfs::Tree;

/// A helper command.
pub struct Helper {
    pub name: &'static str,
    /// One line.
    pub about: &'static str,
    /// What Docker has instead.
    pub instead: &'static str,
    /// Its subcommands: how they are called and what they do.
    pub usage: &'static [(&'static str, &'static str)],
    pub(super) run: fn(&mut Parts<'_>, &mut ProcessParts<'_>) -> Result<i32, Stop>,
}

/// What a helper can reach.
pub(super) struct Parts<'a> {
    pub files: &'a Tree,
    pub engine: &'a engine::State,
    pub network: &'a mut Network,
    pub clock: &'a Clock,
}

/// All helpers.
pub const HELPERS: &[Helper] = &[hub::HUB, layer::LAYER];

/// Prints one line.
fn line(output: &mut dyn Output, text: &str) -> Result<(), Stop> {
    output.write(Stream::Out, format!("{text}\n").as_bytes())
}

/// Says what is wrong; the exit code is 1.
fn fail(output: &mut dyn Output, text: &str) -> Result<i32, Stop> {
    output.write(Stream::Err, format!("{text}\n").as_bytes())?;
    Ok(1)
}

/// Prints how a helper is used.
fn usage(helper: &Helper, output: &mut dyn Output) -> Result<i32, Stop> {
    line(output, &format!("{}\n", helper.about))?;
    let widest = helper.usage.iter().map(|(call, _)| call.len()).max().unwrap_or(0);
    for (call, about) in helper.usage {
        line(output, &format!("  {call:<widest$}  {about}"))?;
    }
    note(output, helper.instead)
}

/// The last line of a helper's output.
fn note(output: &mut dyn Output, instead: &str) -> Result<i32, Stop> {
    line(output, &format!("\nDocker has no such command; {instead}."))?;
    Ok(0)
}

/// A text of one line, cut to so many letters.
fn cut(text: &str, letters: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    crate::text::ellipsis(&text, letters)
}

/// What numbers in it are worth: `1.9` before `1.10`.
fn natural(text: &str) -> Vec<(String, u64)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let words = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(words);
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (number, after) = after.split_at(digits);
        parts.push((word.to_string(), number.parse().unwrap_or(u64::MAX)));
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests;
