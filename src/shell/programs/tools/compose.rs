//! `docker-compose`: one line that says what this tutorial is about instead.

use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["docker-compose"],
    about: "starts several containers from one file; not simulated",
    usage: "[ARG]...",
    run: |process: &mut Process<'_>| -> Ended {
        let text = "docker-compose: this tutorial is about images; use docker build and docker run for one container at a time\n";
        process.output.write(Stream::Err, text.as_bytes())?;
        Ok(1)
    },
};
