//! Programs about the machine, its users, its clock and other programs.

mod clock;
mod editors;
mod environment;
mod expr;
mod free;
pub mod kill;
mod launchers;
mod mount;
mod network;
mod people;
mod pgrep;
mod processes;
mod ps;
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
        &free::PROGRAM,
        &kill::PROGRAM,
        &pgrep::PIDOF,
        &pgrep::PGREP,
        &ps::PROGRAM,
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
    launchers::ALL,
    mount::ALL,
    network::ALL,
    people::ALL,
    processes::ALL,
    users::ALL,
];
