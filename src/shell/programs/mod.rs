//! The userland: one file a program, one row a program in [`all`].
//!
//! Each program has the manners of GNU coreutils and its kin, and those of BusyBox ([`crate::shell::Flavour`]).

pub mod accounts;
mod applet;
pub(crate) mod busybox;
mod decimal;
pub mod escape;
mod options;
mod reading;

mod cat;
mod echo;
mod files;
pub mod kill;
mod printf;
mod servers;
mod sh;
mod test;
mod tools;
mod truth;

pub use applet::{Applet, Bail, Ended};
pub use options::{Accepted, Options};
pub use reading::{CONTENT_LIMIT, Lines, open_file};

use std::sync::LazyLock;

use super::{Process, Program};

/// A row a program.
static ALL: &[&dyn Program] = &[
    &busybox::PROGRAM,
    &cat::PROGRAM,
    &echo::PROGRAM,
    &kill::PROGRAM,
    &printf::PROGRAM,
    &sh::PROGRAM,
    &sh::BASH,
    &test::PROGRAM,
    &truth::TRUE,
    &truth::FALSE,
];

/// The rows of programs for files, and of the software that only images have.
static SOFTWARE: [&[&Applet]; 3] = [files::ALL, servers::ALL, tools::ALL];

static EVERYTHING: LazyLock<Vec<&'static dyn Program>> = LazyLock::new(|| {
    let software = SOFTWARE.iter().copied().flatten().map(|applet| -> &'static dyn Program { *applet });
    ALL.iter().copied().chain(software).collect()
});

/// All programs.
pub fn all() -> &'static [&'static dyn Program] {
    &EVERYTHING
}

/// The program of this name.
pub fn find(name: &str) -> Option<&'static dyn Program> {
    all().iter().find(|program| program.names().contains(&name)).copied()
}
