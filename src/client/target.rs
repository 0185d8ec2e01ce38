//! Which engine a command talks to: contexts, `--host` and the variables (docker/cli `cli/command/cli.go`,
//! moby `client/request.go`).
//!
//! There is one engine here; any other fails as one that cannot be reached.

use super::Client;
use super::arguments::Matches;
use super::command::Row;
use super::failure::{Failure, Outcome};
use super::global::{CONFIG, CONTEXT, DEBUG, HOST, LOG_LEVEL};
use super::invocation::DEFAULT_CONTEXT;
use super::versions::{API_VERSION, MINIMUM_API};
use crate::oci::Digest;

/// Where the engine listens.
pub const DEFAULT_SOCKET: &str = "unix:///var/run/docker.sock";
/// The variable that names the API to speak.
pub const API_VARIABLE: &str = "DOCKER_API_VERSION";
/// Commands that say what the client is, whether or not an engine answers.
const SAYS_ITSELF: [&str; 3] = ["version", "info", "system info"];
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
    docker.debug = global.on(&DEBUG);
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

/// Refuses a command that would talk to an engine that is not there, or by an API that it does not know.
pub fn check(docker: &mut Client<'_>, row: &Row) -> Outcome<()> {
    if row.path.starts_with("context ") {
        return Ok(());
    }
    if docker.context != DEFAULT_CONTEXT {
        let missing = docker.missing_context(&docker.context.clone()).to_string();
        return Err(Failure::new(format!("Failed to initialize: unable to resolve docker endpoint: {missing}")));
    }
    let asked = docker.variable(API_VARIABLE).trim().to_string();
    asked_version(&asked)
        .map_err(|words| Failure::new(format!("Failed to initialize: invalid API version ({asked}): {words}")))?;
    if SAYS_ITSELF.contains(&row.path) {
        return Ok(());
    }
    match (answers(docker), row.name()) {
        (Err(failure @ (Failure::Status { .. } | Failure::Daemon { .. })), "run") => Err(Failure::Status {
            code: 125,
            message: format!("docker: {failure}\n\nRun '{} --help' for more information", row.full()),
        }),
        (answered, _) => answered,
    }
}

/// Whether an engine answers at the address and by the API that were asked for (moby
/// `daemon/server/middleware/version.go`).
pub fn answers(docker: &Client<'_>) -> Outcome<()> {
    if let Some(host) = docker.host.as_ref().filter(|host| *host != DEFAULT_SOCKET) {
        return Err(unreachable_engine(docker, host));
    }
    let Ok(Some(asked)) = asked_version(docker.variable(API_VARIABLE)) else { return Ok(()) };
    let version = format!("{}.{}", asked.0, asked.1);
    let message = if api_version(MINIMUM_API).is_ok_and(|least| asked < least) {
        format!(
            "client version {version} is too old. Minimum supported API version is {MINIMUM_API}, please upgrade your client to a newer version"
        )
    } else if api_version(API_VERSION).is_ok_and(|most| asked > most) {
        format!("client version {version} is too new. Maximum supported API version is {API_VERSION}")
    } else {
        return Ok(());
    };
    Err(Failure::Daemon { status: 400, message })
}

/// The API that `DOCKER_API_VERSION` asks for (moby `client/utils.go`, `parseAPIVersion`).
pub fn asked_version(text: &str) -> Result<Option<(u32, u32)>, &'static str> {
    let text = text.trim();
    let text = text.strip_prefix('v').unwrap_or(text);
    if text.is_empty() { Ok(None) } else { api_version(text).map(Some) }
}

/// A version of the API as its two numbers.
pub fn api_version(text: &str) -> Result<(u32, u32), &'static str> {
    let (major, minor) = text.split_once('.').ok_or("must be formatted <major>.<minor>")?;
    let major = major.parse().map_err(|_| "invalid major version: must be formatted <major>.<minor>")?;
    let minor = minor.parse().map_err(|_| "invalid minor version: must be formatted <major>.<minor>")?;
    Ok((major, minor))
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
    // An address is not looked up; nothing answers there either.
    if name == "localhost" || name.parse::<std::net::IpAddr>().is_ok() {
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
