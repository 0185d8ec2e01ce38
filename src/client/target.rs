//! Which engine a command talks to: contexts, `--host` and the variables (docker/cli `cli/command/cli.go`,
//! moby `client/request.go`).
//!
//! There is one engine here; any other fails as one that cannot be reached.

use super::Client;
use super::arguments::Matches;
use super::command::Row;
use super::failure::{Failure, Outcome};
use super::global::{CONFIG, CONTEXT, HOST, LOG_LEVEL};
use super::invocation::DEFAULT_CONTEXT;
use crate::oci::Digest;

/// Where the engine listens.
pub const DEFAULT_SOCKET: &str = "unix:///var/run/docker.sock";
/// The variable that names another engine.
pub const HOST_VARIABLE: &str = "DOCKER_HOST";

const LEVELS: [&str; 8] = ["debug", "info", "warn", "warning", "error", "fatal", "panic", "trace"];

/// Takes the global flags in.
pub fn choose(docker: &mut Client<'_>, global: &Matches) -> Outcome<()> {
    for flag in global.given() {
        if let Some(instead) = flag.unsimulated {
            return Err(Failure::unsimulated(&format!("docker --{}", flag.long), instead));
        }
    }
    let level = global.text(&LOG_LEVEL);
    if !level.is_empty() && !LEVELS.contains(&level.to_ascii_lowercase().as_str()) {
        return Err(Failure::new(format!("Unable to parse logging level: {level}")));
    }
    docker.settings = global.changed(&CONFIG).then(|| docker.path(global.text(&CONFIG)));
    let (context, host) = (global.text(&CONTEXT).to_string(), global.text(&HOST).to_string());
    if !context.is_empty() && global.changed(&HOST) {
        return Err(Failure::new("conflicting options: cannot specify both --host and --context"));
    }
    let of_settings = docker.load_settings()?.text("currentContext").to_string();
    let named = match (context, host, docker.variable(HOST_VARIABLE).to_string()) {
        (context, ..) if !context.is_empty() => context,
        (_, host, of_variable) if !host.is_empty() || !of_variable.is_empty() => {
            docker.host = Some(if host.is_empty() { of_variable } else { host });
            DEFAULT_CONTEXT.into()
        }
        _ => match docker.variable("DOCKER_CONTEXT") {
            "" => of_settings,
            name => name.to_string(),
        },
    };
    docker.context = if named.is_empty() { DEFAULT_CONTEXT.into() } else { named };
    Ok(())
}

/// Refuses a command that would talk to an engine that is not there.
pub fn check(docker: &mut Client<'_>, row: &Row) -> Outcome<()> {
    if row.path.starts_with("context ") {
        return Ok(());
    }
    let failure = if docker.context != DEFAULT_CONTEXT {
        let missing = docker.missing_context(&docker.context.clone()).to_string();
        return Err(Failure::new(format!("Failed to initialize: unable to resolve docker endpoint: {missing}")));
    } else {
        match docker.host.clone() {
            None => return Ok(()),
            Some(host) if host == DEFAULT_SOCKET => return Ok(()),
            Some(host) => unreachable_engine(docker, &host),
        }
    };
    match (failure, row.name()) {
        (Failure::Status { message, .. }, "run") => Err(Failure::Status {
            code: 125,
            message: format!("docker: {message}\n\nRun '{} --help' for more information", row.full()),
        }),
        (failure, _) => Err(failure),
    }
}

fn unreachable_engine(docker: &Client<'_>, host: &str) -> Failure {
    if let Some(path) = host.strip_prefix("unix://") {
        let why = match docker.files.stat(&docker.path(path), true) {
            Ok(_) => {
                return Failure::new(format!(
                    "Cannot connect to the Docker daemon at {host}. Is the docker daemon running?"
                ));
            }
            Err(error) => super::invocation::go_words(error),
        };
        return Failure::new(format!(
            "failed to connect to the docker API at {host}; check if the path is correct and if the daemon is running: dial unix {path}: connect: {why}"
        ));
    }
    let Some(address) = host.strip_prefix("tcp://") else {
        return Failure::unsimulated(&format!("the engine {host}"), "there is one engine here; leave its address out");
    };
    let name = address.rsplit_once(':').map_or(address, |(name, _)| name);
    if name == "localhost" || name.starts_with("127.") {
        return Failure::new(format!("Cannot connect to the Docker daemon at {host}. Is the docker daemon running?"));
    }
    Failure::new(format!("failed to connect to the docker API at {host}: lookup {name} on 127.0.0.11:53: no such host"))
}

impl Client<'_> {
    /// What is said of a context that is not there.
    pub fn missing_context(&self, name: &str) -> Failure {
        let quoted = crate::text::quote(name);
        let (directory, digest) = (self.settings_directory(), Digest::of(name.as_bytes()).hex());
        Failure::new(format!(
            "context {quoted}: context not found: open {directory}/contexts/meta/{digest}/meta.json: no such file or directory"
        ))
    }
}
