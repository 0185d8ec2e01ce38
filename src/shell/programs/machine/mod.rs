//! Programs about the machine, its users, its clock and other programs.

mod clock;
mod editors;
mod environment;
mod expr;
pub mod kill;
mod mount;
mod network;
mod people;
mod processes;
mod pwd;
mod test;
mod timeout;
mod top;
mod truth;
mod users;
mod which;
pub(super) mod xargs;

pub(super) use clock::written as strftime;
pub(super) use network::look_up;

use super::{Applet, Bail, Ended, accounts, options};

/// A row a program.
pub(super) static ALL: &[&[&Applet]] = &[
    &[
        &expr::PROGRAM,
        &kill::PROGRAM,
        &pwd::PROGRAM,
        &test::PROGRAM,
        &timeout::PROGRAM,
        &top::PROGRAM,
        &truth::TRUE,
        &truth::FALSE,
        &which::PROGRAM,
        &xargs::PROGRAM,
    ],
    clock::ALL,
    editors::ALL,
    environment::ALL,
    mount::ALL,
    network::ALL,
    people::ALL,
    processes::ALL,
    users::ALL,
];
