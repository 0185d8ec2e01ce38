//! The userland: one file a program (or a few small ones of a kind), one row a program in [`all`].
//!
//! Each program has the manners of GNU coreutils and its kin, and those of BusyBox ([`crate::shell::Flavour`]).

pub mod accounts;
pub mod applet;
pub mod banner;
pub mod busybox;
pub mod escape;
mod moment;
mod options;
mod quoting;
pub mod reading;
mod real;
mod script;
mod sizes;

mod files;
mod gzip;
pub mod ls;
pub mod machine;
mod servers;
mod sh;
mod tar;
#[cfg(test)]
mod tests;
pub mod text;
mod tools;
mod versions;

pub use applet::{Applet, Bail, Ended};
pub use options::{Accepted, Options};
pub use reading::{Lines, open_file};
pub(super) use servers::{by_file_name, listens};

use std::sync::LazyLock;

use super::{Process, Program};

/// The programs that stand alone.
static ALONE: &[&Applet] = &[
    &busybox::PROGRAM,
    &gzip::PROGRAM,
    &gzip::BZIP2_PROGRAM,
    &gzip::XZ_PROGRAM,
    &ls::PROGRAM,
    &sh::PROGRAM,
    &sh::BASH,
    &tar::PROGRAM,
];

/// The rows of programs for files.
static FAMILIES: [&[&Applet]; 2] = [ALONE, files::ALL];

/// The rows of the software that only images have.
static SOFTWARE: [&[&Applet]; 5] = [script::ALL, servers::ALL, tools::ALL, tools::COMPILERS, tools::INITS];

/// Software that the learner's own machine has, too.
const AT_HOME: &[&str] = &["curl", "wget", "jq", "git", "file", "openssl", "docker-compose", "sudo", "nc", "python3"];

static USERLAND: LazyLock<Vec<&'static dyn Program>> = LazyLock::new(|| {
    let rows = FAMILIES.iter().chain(machine::ALL).chain(text::ALL).copied().flatten().copied();
    let software = SOFTWARE.iter().copied().flatten().copied();
    let at_home = software.filter(|tool| tool.names.iter().any(|name| AT_HOME.contains(name)));
    rows.chain(at_home).map(|applet| -> &'static dyn Program { applet }).collect()
});

static EVERYTHING: LazyLock<Vec<&'static dyn Program>> = LazyLock::new(|| {
    let rows = FAMILIES.iter().chain(machine::ALL).chain(text::ALL).chain(&SOFTWARE).copied().flatten();
    rows.map(|applet| *applet as &'static dyn Program).chain(servers::described()).collect()
});

/// All programs.
pub fn all() -> &'static [&'static dyn Program] {
    &EVERYTHING
}

/// The programs of the learner's own machine.
pub fn userland() -> &'static [&'static dyn Program] {
    &USERLAND
}

/// The program of this name.
pub fn find(name: &str) -> Option<&'static dyn Program> {
    all().iter().find(|program| program.names().contains(&name)).copied()
}
