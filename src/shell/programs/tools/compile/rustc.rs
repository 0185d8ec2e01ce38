//! `rustc` and `rustup`.

use super::cargo::version;
use super::cargo_package::{CRATE, Crate, check, link, lone};
use super::system;
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Process, Stream};

pub(in super::super) static RUSTC: Applet =
    Applet { names: &["rustc"], about: "the Rust compiler", usage: "[-o FILE] FILE", run: rustc };
pub(in super::super) static RUSTUP: Applet =
    Applet { names: &["rustup"], about: "Rust's toolchains", usage: "target add TARGET", run: rustup };

/// Flags by which something else than a program is made.
const UNSIMULATED: &[&str] = &["--test", "--crate-type", "--emit", "--print", "--explain"];

/// `rustc FILE`
fn rustc(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.iter().any(|word| matches!(word.as_str(), "--version" | "-V" | "-vV")) {
        let version = version(process);
        process.print(&format!("rustc {version} (f3e1b954d 2026-08-01)\n"))?;
        return Ok(0);
    }
    if let Some(flag) = words.iter().find(|word| UNSIMULATED.iter().any(|known| word.starts_with(known))) {
        let text = format!("rustc: layercake does not simulate the flag {flag}\n");
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    }
    let output = words.iter().position(|word| word == "-o").and_then(|at| words.get(at + 1)).cloned();
    let file = words.iter().find(|word| word.ends_with(".rs")).cloned();
    let Some(file) = file else {
        process.output.write(Stream::Err, b"error: no input filename given\n\n")?;
        return Ok(1);
    };
    let Some(text) = system::source(process, &file)? else {
        let text = format!(
            "error: couldn't read `{file}`: No such file or directory (os error 2)\n\nerror: aborting due to 1 previous error\n\n"
        );
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    };
    let stem = file.rsplit('/').next().unwrap_or(&file).trim_end_matches(".rs").to_string();
    let own = Crate { folder: String::new(), name: stem.clone(), version: String::new(), needs: Vec::new() };
    let cc = system::has_program(process, "cc") || system::has_program(process, "gcc");
    let carried = lone(process, &file, &text)?;
    check(process, &own, &carried, cc).map_err(|bail| match bail {
        Bail::Status(_) => Bail::Status(1),
        other => other,
    })?;
    let path = process.absolute(output.as_deref().unwrap_or(&stem));
    process.system.sleep(CRATE)?;
    link(process, None, &path, &carried, 4_000_000)?;
    Ok(0)
}

/// `rustup target add`, `rustup show`
fn rustup(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--version"] => process.print("rustup 1.28.2 (e4f3ad6f8 2025-04-28)\n")?,
        ["target", "add", targets @ ..] => {
            for target in targets {
                let text = format!(
                    "info: downloading component 'rust-std' for '{target}'\ninfo: installing component 'rust-std' for '{target}'\n"
                );
                process.output.write(Stream::Err, text.as_bytes())?;
            }
        }
        _ => {
            let version = version(process);
            process.print(&format!(
                "Default host: x86_64-unknown-linux-gnu\n{version}-x86_64-unknown-linux-gnu (active, default)\n"
            ))?;
        }
    }
    Ok(0)
}
