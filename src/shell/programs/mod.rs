//! The userland: one file a program (or a few small ones of a kind), one row a program in [`all`].
//!
//! Each program has the manners of GNU coreutils and its kin, and those of BusyBox ([`crate::shell::Flavour`]).

pub mod accounts;
mod applet;
pub(crate) mod busybox;
pub mod escape;
mod options;
mod reading;

mod files;
mod gzip;
pub(crate) mod ls;
mod machine;
mod servers;
mod sh;
mod tar;
#[cfg(test)]
mod tests;
mod text;
mod tools;

pub use applet::{Applet, Bail, Ended};
pub use machine::kill;
pub use options::{Accepted, Options};
pub use reading::{CONTENT_LIMIT, Lines, open_file};

use std::sync::LazyLock;

use super::{Process, Program};

/// The programs that stand alone.
static ALONE: &[&Applet] = &[&busybox::PROGRAM, &gzip::PROGRAM, &ls::PROGRAM, &sh::PROGRAM, &sh::BASH, &tar::PROGRAM];

/// The rows of programs for files, and of the software that only images have.
static FAMILIES: [&[&Applet]; 4] = [ALONE, files::ALL, servers::ALL, tools::ALL];

static EVERYTHING: LazyLock<Vec<&'static dyn Program>> = LazyLock::new(|| {
    let rows = FAMILIES.iter().chain(machine::ALL).chain(text::ALL).copied().flatten();
    rows.map(|applet| -> &'static dyn Program { *applet }).collect()
});

/// All programs.
pub fn all() -> &'static [&'static dyn Program] {
    &EVERYTHING
}

/// The programs of a machine that nothing was installed on; with what fetches URLs.
pub fn userland() -> impl Iterator<Item = &'static dyn Program> {
    let fetches = |program: &&'static dyn Program| program.names().iter().any(|name| ["curl", "wget"].contains(name));
    all()
        .iter()
        .copied()
        .enumerate()
        .filter(move |(row, program)| *row < ALL.len() || fetches(program))
        .map(|row| row.1)
}

/// The program of this name.
pub fn find(name: &str) -> Option<&'static dyn Program> {
    all().iter().find(|program| program.names().contains(&name)).copied()
}
