//! Compilers and build tools: they look at sources as far as a beginner's mistakes go, and write program files that carry
//! the sources and need what they were linked against.

mod c;
mod cargo;
mod cargo_chef;
mod cargo_line;
mod cargo_package;
mod cargo_test;
mod go;
mod java;
mod jdk;
mod jvm;
mod ldd;
mod loader;
mod make;
mod makefile;
mod maven;
mod run;
#[cfg(test)]
mod rust_tests;
mod rustc;
mod system;
#[cfg(test)]
mod tests;
mod words;

pub(super) use system::has_program;

use crate::shell::launch::{Launch, LaunchError, launch};
use crate::shell::programs::{Applet, Bail};
use crate::shell::{Input, OutputBuffer, Process, Stream};

/// A row a program.
pub(in super::super) static ALL: &[&Applet] = &[
    &c::GCC,
    &cargo::CARGO,
    &rustc::RUSTC,
    &rustc::RUSTUP,
    &go::GO,
    &go::GOFMT,
    &java::JAVAC,
    &java::JAR,
    &java::DOTNET,
    &jvm::JAVA,
    &loader::GNU,
    &loader::MUSL,
    &ldd::PROGRAM,
    &make::MAKE,
    &maven::MAVEN,
    &maven::GRADLE,
    &run::COMPILED,
];

/// What a command of the shell prints to standard output.
fn make_shell(process: &mut Process<'_>, command: &str) -> Result<String, Bail> {
    let mut output = OutputBuffer::default();
    let result = launch(Launch {
        arguments: vec!["/bin/sh".into(), "-c".into(), command.into()],
        environment: process.environment.clone(),
        directory: process.directory.clone(),
        stdin: &mut Input::Empty,
        output: &mut output,
        system: process.system,
        pid: process.pid.wrapping_add(1),
    });
    if let Err(LaunchError::Stop(stop)) = result {
        return Err(stop.into());
    }
    process.output.write(Stream::Err, &output.stream(Stream::Err))?;
    Ok(String::from_utf8_lossy(&output.stream(Stream::Out)).into_owned())
}
