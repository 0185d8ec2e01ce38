//! Where the Go toolchain keeps things, by its environment, and how it says that something is wrong.

use crate::shell::programs::Bail;
use crate::shell::programs::tools::packages::read_text;
use crate::shell::{Process, Stream};

use super::super::system;

/// Where modules come from.
pub const PROXY: &str = "https://proxy.example";

/// A variable of the environment, or what it usually is.
pub fn variable(process: &Process<'_>, name: &str, usual: &str) -> String {
    process.environment.get(name).cloned().unwrap_or_else(|| usual.to_string())
}

/// The toolchain's version: the image's, or the distribution's.
pub fn version(process: &mut Process<'_>) -> String {
    let text = read_text(process.system.files(), "/usr/local/go/VERSION");
    let own = text.lines().next().and_then(|line| line.strip_prefix("go")).map(str::to_string);
    let told = process.environment.get("GOLANG_VERSION").cloned();
    let alpine = process.system.files().stat("/etc/alpine-release", true).is_ok();
    process.version.clone().or(own).or(told).unwrap_or_else(|| if alpine { "1.26.5".into() } else { "1.24.4".into() })
}

/// Whether C code may come in: it was said, or there is a compiler.
pub fn cgo(process: &mut Process<'_>) -> bool {
    match process.environment.get("CGO_ENABLED").map(String::as_str) {
        Some(value) => value == "1",
        None => system::has_program(process, "gcc") && variable(process, "GOARCH", "amd64") == "amd64",
    }
}

/// The build cache.
pub fn cache(process: &Process<'_>) -> String {
    let home = variable(process, "HOME", "/root");
    variable(process, "GOCACHE", &format!("{}/.cache/go-build", home.trim_end_matches('/')))
}

/// Where modules are unpacked.
pub fn modules(process: &Process<'_>) -> String {
    let home = variable(process, "HOME", "/root");
    let path = variable(process, "GOPATH", &format!("{}/go", home.trim_end_matches('/')));
    variable(process, "GOMODCACHE", &format!("{path}/pkg/mod"))
}

/// Where `go install` puts programs.
pub fn bin(process: &Process<'_>) -> String {
    let home = variable(process, "HOME", "/root");
    let path = variable(process, "GOPATH", &format!("{}/go", home.trim_end_matches('/')));
    variable(process, "GOBIN", &format!("{path}/bin"))
}

/// Says what is wrong; go's own errors go to standard error.
pub fn fail<T>(process: &mut Process<'_>, text: &str) -> Result<T, Bail> {
    process.output.write(Stream::Err, format!("{text}\n").as_bytes())?;
    Err(Bail::Status(1))
}
