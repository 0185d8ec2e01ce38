//! Programs about the machine, its users, its clock and other programs.

mod clock;
mod editors;
mod environment;
pub mod kill;
mod processes;
mod pwd;
mod test;
mod truth;
mod users;
mod which;
pub(super) mod xargs;

use super::{Applet, Bail, Ended, accounts, options};

/// A row a program.
pub(super) static ALL: &[&[&Applet]] = &[
    &[&kill::PROGRAM, &pwd::PROGRAM, &test::PROGRAM, &truth::TRUE, &truth::FALSE, &which::PROGRAM, &xargs::PROGRAM],
    clock::ALL,
    editors::ALL,
    environment::ALL,
    processes::ALL,
    users::ALL,
];
