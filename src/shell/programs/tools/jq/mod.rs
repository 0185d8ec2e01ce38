//! `jq`: its language and its command line, as of jq 1.8. What is left out says so.
//!
//! A filter is read into a tree ([`parser`], [`syntax`]); a [`machine`] runs it over values ([`value`]) that are read and
//! written as [`json`]; [`paths`] finds and changes what stands somewhere in a value; [`builtins`] are jq's own functions.

mod builtins;
mod command;
mod json;
mod machine;
mod parser;
mod paths;
mod syntax;
#[cfg(test)]
mod tests;
mod value;

use crate::shell::programs::Applet;

pub(super) static PROGRAM: Applet = Applet {
    names: &["jq"],
    about: "filters JSON",
    usage: "[-rcesnS] [--arg NAME VALUE] FILTER [FILE]...",
    run: command::run,
};
