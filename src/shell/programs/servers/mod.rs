//! Servers: programs that stay. They print what a real one prints when it starts, answer GET where they are web
//! servers, and end on the stop signal; there is nothing else behind them.

mod caddy;
mod httpd;
mod httpenv;
mod memcached;
mod mysqld;
mod nginx;
mod postgres;
mod redis;
mod registry;
mod traefik;

use super::{Applet, Bail, Ended};
use crate::clock::Timestamp;
use crate::shell::{Process, Stay, Stop, Stream};

/// A row a program.
pub(super) static ALL: &[&Applet] = &[
    &caddy::PROGRAM,
    &httpd::PROGRAM,
    &httpd::APACHE,
    &httpenv::PROGRAM,
    &memcached::PROGRAM,
    &mysqld::PROGRAM,
    &mysqld::MYSQL,
    &nginx::PROGRAM,
    &postgres::PROGRAM,
    &postgres::PSQL,
    &redis::PROGRAM,
    &redis::CLI,
    &registry::PROGRAM,
    &traefik::PROGRAM,
];

/// Bytes of a configuration file that are looked at.
const CONFIG_LIMIT: u64 = 1 << 20;

/// Stays: until somebody sends the stop signal, after which it ends with status 0 and these words.
pub(super) fn stays(serves: Option<(u16, String)>, last_words: String) -> Ended {
    Err(Bail::Stop(Stop::Stays(Stay { until: None, on_stop_signal: Some(0), serves, last_words })))
}

/// A variable of the environment, or a default: images say their programs' versions there.
fn variable(process: &Process<'_>, name: &str, default: &str) -> String {
    process.environment.get(name).cloned().unwrap_or_else(|| default.to_string())
}

/// The version in the variable; without the distribution's suffix.
fn version(process: &Process<'_>, name: &str, default: &str) -> String {
    let text = variable(process, name, default);
    text.split(['-', '~', '+']).next().unwrap_or(&text).to_string()
}

fn now(process: &mut Process<'_>) -> Timestamp {
    process.system.clock().now()
}

fn complain_line(process: &mut Process<'_>, line: &str) -> Result<(), Bail> {
    process.output.write(Stream::Err, format!("{line}\n").as_bytes())?;
    Ok(())
}

/// A small text file, if it is there.
fn text_of(process: &mut Process<'_>, path: &str) -> Option<String> {
    let content = process.system.files().read(path).ok()?;
    let bytes = content.bytes_up_to(CONFIG_LIMIT).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether a program of this name runs on this machine.
fn runs(process: &Process<'_>, name: &str) -> bool {
    process.system.processes().iter().any(|running| running.command.contains(name))
}
