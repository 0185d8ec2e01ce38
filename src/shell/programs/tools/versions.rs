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

tool!(CARGO, "cargo", "Rust's package manager", |process| {
    format!("cargo {} (a6c604d1b 2026-08-01)", variable(process, "RUST_VERSION", "1.98.0"))
});
tool!(GIT, "git", "version control", |_| "git version 2.47.3".to_string());
tool!(GO, "go", "the Go toolchain", |process| {
    format!("go version go{} linux/amd64", variable(process, "GOLANG_VERSION", "1.27.0"))
});
tool!(MAKE, "make", "builds by rules", |_| "GNU Make 4.4.1\nBuilt for x86_64-pc-linux-gnu".to_string());
tool!(NODE, "node", "runs JavaScript", |process| format!("v{}", variable(process, "NODE_VERSION", "26.7.0")));
tool!(RUSTC, "rustc", "the Rust compiler", |process| {
    format!("rustc {} (f3e1b954d 2026-08-01)", variable(process, "RUST_VERSION", "1.98.0"))
});

fn variable(process: &Process<'_>, name: &str, default: &str) -> String {
    process.environment.get(name).cloned().unwrap_or_else(|| default.to_string())
}

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
