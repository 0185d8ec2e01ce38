//! Language tools that only say which version they are: running programs is not simulated, and they say so.

use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

macro_rules! tool {
    ($row:ident, $name:literal, $about:literal, $version:expr) => {
        pub(super) static $row: Applet = Applet {
            names: &[$name],
            about: $about,
            usage: "--version",
            run: |process: &mut Process<'_>| -> Ended { answer(process, $name, $version) },
        };
    };
}

tool!(GIT, "git", "version control", |_| "git version 2.47.3".to_string());

fn answer(process: &mut Process<'_>, name: &str, version: fn(&Process<'_>) -> String) -> Ended {
    let asked = process.arguments.get(1).map(String::as_str);
    if matches!(asked, Some("--version" | "-v" | "-V" | "version")) {
        let line = format!("{}\n", version(process));
        process.print(&line)?;
        return Ok(0);
    }
    let text = format!("{name}: the sandbox runs no code of {name}; only {name} --version is simulated\n");
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(1)
}
