//! `memcached`: starts without a word.

use super::stays;
use crate::shell::Process;
use crate::shell::programs::{Applet, Ended};

pub(super) static PROGRAM: Applet = Applet {
    names: &["memcached"],
    about: "a memory cache",
    usage: "[-p port] [-m megabytes] [-V]",
    run: |process: &mut Process<'_>| -> Ended {
        if process.arguments.get(1).is_some_and(|word| word == "-V" || word == "--version") {
            process.print("memcached 1.6.45\n")?;
            return Ok(0);
        }
        stays(None, String::new())
    },
};
