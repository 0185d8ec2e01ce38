//! What `chmod`, `chown` and `chgrp` say of each file: `-v`, `-c`, `-f`.

use crate::shell::programs::Options;

#[derive(Clone, Copy)]
pub(super) struct Says {
    /// That it stays as it was.
    pub kept: bool,
    pub changed: bool,
    pub errors: bool,
}

impl Says {
    pub fn of(options: &Options) -> Says {
        let all = options.has('v');
        Says { kept: all, changed: all || options.has('c'), errors: !options.has('f') }
    }
}
