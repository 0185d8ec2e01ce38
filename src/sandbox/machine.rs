//! [`Machine`]: the learner's own machine, as the programs on it see it.

use std::collections::VecDeque;

use crate::client::{self, Docker};
use crate::clock::Clock;
use crate::engine::{self, Daemon, Event};
use crate::registry::Network;
use crate::shell::{Executable, HttpReply, Known, ProcessInfo, ProcessParts, Prompt, Stop, System, executable};
use crate::vfs::{Files, Tree};

use super::commands::{HELPERS, Parts};
use super::start::{Setup, student};
use super::world::World;

/// Steps (commands, turns of loops) that one command line may take.
const STEP_LIMIT: u64 = 200_000;

/// The learner's machine while one command line runs.
pub(super) struct Machine<'a> {
    files: &'a mut Tree,
    engine: &'a mut engine::State,
    network: &'a mut Network,
    clock: &'a mut Clock,
    events: &'a mut Vec<Event>,
    setup: &'a Setup,
    inputs: VecDeque<Option<String>>,
    steps: u64,
    /// Programs that were looked at.
    known: Known,
}

impl<'a> Machine<'a> {
    /// The machine of `world`; `inputs` are the lines that are typed at prompts, in order.
    pub fn new(
        world: &'a mut World,
        events: &'a mut Vec<Event>,
        setup: &'a Setup,
        inputs: VecDeque<Option<String>>,
    ) -> Self {
        let World { files, engine, network, clock, .. } = world;
        files.set_identity(student(clock.now()));
        Machine { files, engine, network, clock, events, setup, inputs, steps: 0, known: Known::new() }
    }

    fn docker(&mut self, parts: &mut ProcessParts<'_>) -> Result<i32, Stop> {
        let now = self.clock.now();
        self.network.set_now(now);
        let mut daemon = Daemon { state: self.engine, network: self.network, clock: self.clock, events: self.events };
        let (inputs, terminal) = (&mut self.inputs, self.setup.terminal.is_some());
        client::run(Docker {
            arguments: parts.arguments,
            environment: parts.environment,
            directory: parts.directory,
            stdin: parts.stdin,
            output: parts.output,
            files: self.files,
            engine: &mut daemon,
            terminal: &mut |prompt| next_input(inputs, terminal, prompt),
            now,
        })
    }
}

fn next_input(inputs: &mut VecDeque<Option<String>>, terminal: bool, prompt: &Prompt) -> Result<Option<String>, Stop> {
    match inputs.pop_front() {
        Some(input) => Ok(input),
        None if terminal => Err(Stop::Input(prompt.clone())),
        None => Ok(None),
    }
}

impl System for Machine<'_> {
    fn files(&mut self) -> &mut dyn Files {
        self.files
    }
    fn clock(&mut self) -> &mut Clock {
        self.clock
    }
    fn sleep(&mut self, nanos: i64) -> Result<(), Stop> {
        self.clock.advance(nanos);
        self.files.set_identity(student(self.clock.now()));
        Ok(())
    }
    fn read_line(&mut self, prompt: &Prompt) -> Result<Option<String>, Stop> {
        next_input(&mut self.inputs, self.setup.terminal.is_some(), prompt)
    }
    fn step(&mut self) -> Result<(), Stop> {
        self.steps += 1;
        if self.steps > STEP_LIMIT {
            return Err(Stop::Limit(format!("more than {STEP_LIMIT} steps in one command line")));
        }
        Ok(())
    }
    fn run_external(&mut self, name: &str, parts: &mut ProcessParts<'_>) -> Option<Result<i32, Stop>> {
        match name {
            "docker" => Some(self.docker(parts)),
            _ => {
                let helper = HELPERS.iter().find(|helper| helper.name == name)?;
                let Machine { files, engine, network, clock, .. } = self;
                Some((helper.run)(&mut Parts { files, engine, network, clock }, parts))
            }
        }
    }
    fn external_names(&self) -> Vec<String> {
        ["docker"].into_iter().chain(HELPERS.iter().map(|helper| helper.name)).map(String::from).collect()
    }
    fn executable(&mut self, path: &str) -> Executable {
        executable(self.files, path, &mut self.known)
    }
    fn http_get(&mut self, url: &str) -> Result<HttpReply, String> {
        let Some((host, port, path)) = parts_of(url) else {
            return Err(format!("(3) URL rejected: Malformed input to a URL function: {url}"));
        };
        if host != "localhost" && !host.starts_with("127.") && !host.starts_with("172.17.") {
            return Err(format!(
                "(6) Could not resolve host: {host} (this sandbox has no network but its own registries)"
            ));
        }
        self.network.set_now(self.clock.now());
        let mut daemon = Daemon { state: self.engine, network: self.network, clock: self.clock, events: self.events };
        engine::http_get(&mut daemon, &host, port, &path).ok_or_else(|| {
            format!("(7) Failed to connect to {host} port {port} after 0 ms: Could not connect to server")
        })
    }
    fn processes(&self) -> Vec<ProcessInfo> {
        vec![ProcessInfo { pid: 1, user: "student".into(), started: self.clock.now(), command: "sh".into() }]
    }
    fn hostname(&self) -> String {
        "layercake".into()
    }
}

/// Host, port and path of an `http://` URL (or one without a scheme).
fn parts_of(url: &str) -> Option<(String, u16, String)> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (authority, if scheme == "https" { 443 } else { 80 }),
    };
    let path = if path.is_empty() { "/" } else { path };
    (!host.is_empty()).then(|| (host.into(), port, path.into()))
}
