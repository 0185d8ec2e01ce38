//! The shells: BusyBox's and Debian's `sh`, and `bash`.

use super::{Applet, Ended};
use crate::shell::{Process, sh};

pub(super) static PROGRAM: Applet = Applet {
    names: &["sh", "ash", "dash"],
    about: "reads commands and runs them",
    usage: "[-eux] [-o option] [-c 'script' [arg0 args] | file [args] | -s [args]]",
    run: |process: &mut Process<'_>| -> Ended { sh::sh(process, false) },
};

pub(super) static BASH: Applet = Applet {
    names: &["bash"],
    about: "reads commands and runs them",
    usage: "[-eux] [-o option] [-c 'script' [arg0 args] | file [args] | -s [args]]",
    run: |process: &mut Process<'_>| -> Ended { sh::sh(process, true) },
};
