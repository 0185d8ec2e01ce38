//! What a look-alike image hides: it only says what it would do.

use crate::shell::Process;
use crate::shell::programs::{Applet, Ended};

pub(super) static PROGRAM: Applet = Applet {
    names: &["suspicious"],
    about: "the hidden program of a look-alike image; does nothing",
    usage: "",
    run: |process: &mut Process<'_>| -> Ended {
        process.print(
            "(simulated) a program of unknown origin would now use your processor and network for its own ends\n",
        )?;
        Ok(0)
    },
};
