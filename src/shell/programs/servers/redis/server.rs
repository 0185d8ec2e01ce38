//! `redis-server`: what it says when it starts and ends.

use super::super::{now, stays_as, variable};
use crate::clock::Timestamp;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Listed, Process};

pub(in super::super) static PROGRAM: Applet = Applet {
    names: &["redis-server"],
    about: "a data structure server",
    usage: "[/path/to/redis.conf] [options]",
    run,
};

/// The user that the images run it as.
const REDIS: u32 = 999;

pub(super) fn version(process: &Process<'_>) -> String {
    variable(process, "REDIS_VERSION", "8.10.1")
}

fn line(pid: u32, role: char, at: Timestamp, mark: char, text: &str) -> String {
    let stamp = format!("{}.{:03}", at.in_utc("%d %b %Y %H:%M:%S"), at.subsecond_nanos() / 1_000_000);
    format!("{pid}:{role} {stamp} {mark} {text}\n")
}

fn run(process: &mut Process<'_>) -> Ended {
    let version = version(process);
    let arguments = process.arguments.get(1..).unwrap_or_default().to_vec();
    if arguments.first().is_some_and(|word| word == "--version" || word == "-v") {
        process.print(&format!("Redis server v={version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64\n"))?;
        return Ok(0);
    }
    let after = |name: &str| {
        let at = arguments.iter().position(|word| word == name)?;
        arguments.get(at.checked_add(1)?).cloned()
    };
    let port = after("--port").unwrap_or_else(|| "6379".into());
    let (at, pid) = (now(process), process.pid);
    let text = [
        line(pid, 'C', at, '*', "oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo"),
        line(
            pid,
            'C',
            at,
            '*',
            &format!("Redis version={version}, bits=64, commit=00000000, modified=0, pid={pid}, just started"),
        ),
        if arguments.is_empty() {
            line(pid, 'C', at, '#', "Warning: no config file specified, using the default config.")
        } else {
            line(pid, 'C', at, '*', "Configuration loaded")
        },
        line(pid, 'M', at, '*', &format!("Running mode=standalone, port={port}.")),
        line(pid, 'M', at, '*', "Server initialized"),
        line(pid, 'M', at, '*', "Ready to accept connections tcp"),
    ];
    process.print(&text.concat())?;
    let last_words = [
        line(pid, 'M', at, '*', "User requested shutdown..."),
        line(pid, 'M', at, '*', "Saving the final RDB snapshot before exiting."),
        line(pid, 'M', at, '*', "DB saved on disk"),
        line(pid, 'M', at, '#', "Redis is now ready to exit, bye bye..."),
    ];
    let processes = vec![Listed { command: format!("redis-server *:{port}"), uid: REDIS }];
    stays_as(None, last_words.concat(), processes)
}
