//! The environment that a process starts with.

use crate::shell::{DEFAULT_PATH, Environment};

/// What the engine sets (`PATH`, `HOSTNAME`, with a terminal `TERM`), and over it what was given as `NAME=value`, in
/// order; a name alone takes a variable out. `HOME` is added when the user is known ([`super::Job::run`]).
pub fn environment<'a>(hostname: &str, tty: bool, given: impl IntoIterator<Item = &'a String>) -> Environment {
    let mut environment = Environment::new();
    environment.insert("PATH".into(), DEFAULT_PATH.into());
    environment.insert("HOSTNAME".into(), hostname.into());
    if tty {
        environment.insert("TERM".into(), "xterm".into());
    }
    for variable in given {
        match variable.split_once('=') {
            Some((name, value)) => environment.insert(name.into(), value.into()),
            None => environment.remove(variable),
        }
    }
    environment
}
