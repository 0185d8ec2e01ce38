//! Requests to a program that answers itself ([`Served::Program`]).
//!
//! A request is one more thing that a process was told: it is kept in the process's trail, and the process is played
//! again with it, up to its answer. So a server's state follows from its start and from what it was asked.

use core::net::Ipv4Addr;

use crate::clock::{MILLISECOND, SECOND, Timestamp};
use crate::content::Rope;
use crate::shell::{GATEWAY, HttpReply, SIGNALLED, Served};
use crate::text::is_loopback;

use super::super::Daemon;
use super::super::api::ApiResult;
use super::super::execution::Heard;
use super::network::{BRIDGE, BRIDGE_SUBNET};
use super::reached::{hears, in_container, is_gateway, is_there, program_at, takes_connection, unanswered};
use super::record::Container;
use super::resolve::{name_of, resolve};
use super::run::Run;
use super::running::{self, MainPlayed};
use super::shared::{lender, neighbours};
use super::signal::signal_number;

/// Requests that a process may hear.
const MOST: usize = 1_000;
/// How long a client waits for an answer, nanoseconds.
const PATIENCE: i64 = 60 * SECOND;
const KILL: i32 = 9;
const STOP: i32 = 19;
/// How many programs may wait for each other, one for the next.
const DEEPEST: usize = 3;
/// Pauses (timers, sleeps) that a program may make before it answers.
const PAUSES: usize = 200;

/// Plays a main process until it has answered a request; what it came to stands beside the answer. `depth`: how many others
/// wait for it.
fn hear(
    daemon: &Daemon<'_>,
    container: &Container,
    run: &mut Run,
    heard: Heard,
    depth: usize,
) -> ApiResult<Option<(Option<HttpReply>, MainPlayed)>> {
    if run.trail.requests.len() >= MOST {
        return Ok(None);
    }
    let at = heard.at.max(run.trail.at);
    let place = run.trail.tell(heard);
    let mut until = at;
    for _ in 0..PAUSES {
        let Ok(main) = running::play_within(daemon, container, run, until, depth)? else { return Ok(None) };
        let reply = main.reply(place);
        match main.waits_until().filter(|next| *next <= at.plus(PATIENCE)) {
            Some(next) if reply.is_none() => until = next,
            _ => return Ok(Some((reply, main))),
        }
    }
    Ok(None)
}

/// The main processes that a process can ask at this machine's own ports: those that share its network. What it asks is
/// answered as if they heard it now; they hear it when what it did is taken over.
pub struct Beside {
    runs: Vec<(Container, Run)>,
    servers: Vec<(u16, Served)>,
    /// Who heard what.
    pub asked: Vec<(String, Heard)>,
    /// The container whose main process is process 1 here.
    first: Option<String>,
    /// Who has the network that it is in, and the networks with its addresses there.
    lender: Container,
    addresses: Vec<(String, Ipv4Addr)>,
    /// Whether it is in the host's network.
    at_host: bool,
    /// How many processes wait for this one.
    depth: usize,
}

impl Beside {
    /// Those beside a container's main process; with `own` it is one of them.
    pub fn new(daemon: &Daemon<'_>, container: &Container, own: bool) -> Beside {
        let others = neighbours(&daemon.state.containers, container);
        let all: Vec<&Container> = own.then_some(container).into_iter().chain(others).collect();
        let servers = all.iter().flat_map(|container| container.serves()).cloned().collect();
        let runs = all.into_iter().filter_map(|container| Some((container.clone(), container.run.clone()?))).collect();
        let lender = lender(&daemon.state.containers, container).clone();
        let (addresses, at_host) = (lender.addresses(), lender.network_mode() == "host");
        Beside {
            runs,
            servers,
            asked: Vec::new(),
            first: own.then(|| container.id.clone()),
            lender,
            addresses,
            at_host,
            depth: 0,
        }
    }

    /// The same for a process that others wait for; beyond a few it asks nobody.
    pub fn within(self, depth: usize) -> Option<Beside> {
        (depth < DEEPEST).then_some(Beside { depth, ..self })
    }

    /// What they serve.
    pub fn servers(&self) -> Vec<(u16, Served)> {
        self.servers.clone()
    }

    /// What another container answers, or a port that is published at the host. `None`: nobody listens there.
    /// [`HttpReply::failure`]: who listens breaks the connection.
    pub fn beyond(&mut self, daemon: &Daemon<'_>, address: &str, mut heard: Heard) -> Option<HttpReply> {
        let asked = &heard.request.asked;
        if asked.is_question() {
            return self.answer_question(daemon, &heard);
        }
        // The host's own address leads to what is published there, from the host's network each of its addresses does.
        let from = self.way_to(daemon, address);
        let to_host = from.is_some() && is_gateway(&daemon.state.containers, address);
        let host = match self.at_host && is_loopback(address) || to_host {
            true => "localhost",
            false if is_loopback(address) || !self.at_host && from.is_none() => return None,
            false => address,
        };
        if asked.is_connection() {
            return takes_connection(daemon, host, heard.request.port).then(nothing);
        }
        if asked.is_echo() {
            return (host == "localhost" || is_there(daemon, host)).then(nothing);
        }
        heard.request.from = from.filter(|_| host != "localhost").unwrap_or_else(|| GATEWAY.into());
        let port = heard.request.port;
        let Some((id, inner)) = program_at(daemon, host, port) else {
            let reply = in_container(daemon, host, port, &heard.request.target);
            return reply.or_else(|| unanswered(daemon, host, port));
        };
        heard.request.port = inner;
        if !self.runs.iter().any(|(container, _)| container.id == id) {
            let container = daemon.state.containers.get(&id)?.clone();
            let run = container.run.clone()?;
            self.runs.push((container, run));
        }
        let (container, run) = self.runs.iter_mut().find(|(container, _)| container.id == id)?;
        let played = hear(daemon, container, run, heard.clone(), self.depth + 1);
        self.asked.push((id, heard));
        Some(played.ok().flatten().and_then(|(reply, _)| reply).unwrap_or_else(HttpReply::broken))
    }

    /// The address of its own from which it reaches another: the one in the same network. The networks are kept apart, but
    /// for the host's own addresses, which each leads to.
    fn way_to(&self, daemon: &Daemon<'_>, address: &str) -> Option<String> {
        let to: Ipv4Addr = address.parse().ok()?;
        let containers = &daemon.state.containers;
        let same = |network: &str| match containers.network(network) {
            Some(own) => own.subnet.contains(to),
            None => network == BRIDGE && BRIDGE_SUBNET.contains(to),
        };
        let open = |network: &str| containers.network(network).is_none_or(|own| !own.internal);
        let direct = self.addresses.iter().find(|(network, _)| same(network));
        let out = self.addresses.iter().find(|(network, _)| open(network));
        let way = direct.or(out.filter(|_| is_gateway(containers, address)))?;
        Some(way.1.to_string())
    }

    /// What the engine's name server answers: addresses of a name, the name of an address.
    fn answer_question(&self, daemon: &Daemon<'_>, heard: &Heard) -> Option<HttpReply> {
        let (containers, name) = (&daemon.state.containers, &heard.request.target);
        let words: Vec<String> = match name.parse::<Ipv4Addr>() {
            Ok(_) => name_of(containers, &self.lender, name).into_iter().collect(),
            Err(_) => resolve(containers, &self.lender, name, heard.at).iter().map(Ipv4Addr::to_string).collect(),
        };
        let body = Rope::from(words.join("\n"));
        (!words.is_empty()).then_some(HttpReply { status: 200, headers: Vec::new(), body })
    }

    /// What they answer to what comes from the process beside them.
    pub fn answer(&mut self, daemon: &Daemon<'_>, heard: Heard) -> Option<HttpReply> {
        match heard.request.signal {
            Some(signal) => self.signal(signal.number, heard),
            None => self.ask(daemon, heard)?.0,
        }
    }

    /// Sends a signal to process 1. The kernel gives it none that it has no handler for, SIGKILL and SIGSTOP least of all
    /// (pid_namespaces(7)).
    pub fn signal(&mut self, signal: i32, heard: Heard) -> Option<HttpReply> {
        let first = self.first.clone()?;
        let (container, run) = self.runs.iter().find(|(container, _)| container.id == first)?;
        let minds = !matches!(signal, KILL | STOP) && fate(container, run, signal) != Fate::Nothing;
        if minds && !self.asked.iter().any(|(id, known)| *id == first && *known == heard) {
            self.asked.push((first, heard));
        }
        Some(nothing())
    }

    /// What the one that takes a request answers; and what that left in its log.
    pub fn ask(&mut self, daemon: &Daemon<'_>, heard: Heard) -> Option<(Option<HttpReply>, MainPlayed)> {
        let (container, run) = self.runs.iter_mut().find(|(_, run)| hears(run, &heard.request))?;
        let played = hear(daemon, container, run, heard.clone(), self.depth + 1).ok()??;
        self.asked.push((container.id.clone(), heard));
        Some(played)
    }
}

/// What the main process of a container answers to a client outside it. `None`: the connection breaks.
pub fn ask(daemon: &mut Daemon<'_>, id: &str, heard: Heard) -> Option<HttpReply> {
    let container = daemon.state.containers.get(id)?.clone();
    let mut run = container.run.clone()?;
    if run.trail.requests.len() >= MOST {
        return Some(too_many());
    }
    let (reply, main) = hear(daemon, &container, &mut run, heard, 0).ok()??;
    let end: Timestamp = main.now();
    running::take_over_run(daemon, id, main);
    // No two requests come at one moment.
    daemon.clock.advance(end.since(daemon.clock.now()) + MILLISECOND);
    reply.filter(|reply| reply.failure().is_none())
}

/// A main process is told of a signal; it minds it when it comes to that.
pub fn tell(daemon: &mut Daemon<'_>, id: &str, heard: Heard) {
    let Some(container) = daemon.state.containers.get(id).cloned() else { return };
    let Some(mut run) = container.run.clone().filter(|run| run.trail.requests.len() < MOST) else { return };
    let at = heard.at.max(run.trail.at);
    run.trail.tell(heard);
    if let Ok(Ok(main)) = running::play_within(daemon, &container, &run, at, 0) {
        running::take_over_run(daemon, id, main);
    }
}

/// What a signal does to a main process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Nothing,
    /// It has a handler.
    Hears,
    /// It ends with this exit code; whether it still says something.
    Ends(i32, bool),
}

fn fate(container: &Container, run: &Run, signal: i32) -> Fate {
    let stop_signal = signal_number(&container.config.oci.stop_signal).unwrap_or(15);
    let stay = &run.trail.stay;
    if stay.handles.contains(&signal) && stay.on_stop_signal.is_none_or(|_| !matches!(signal, 2 | 3 | 15)) {
        return Fate::Hears;
    }
    let ends = matches!(signal, 2 | 3 | 15) || signal == stop_signal;
    let below_init = container.host.init.unwrap_or(false) && !matches!(signal, 18 | 19 | 20 | 28);
    match stay.on_stop_signal.filter(|_| ends) {
        Some(code) => Fate::Ends(code, ends),
        None if below_init && !run.frozen => Fate::Ends(signal.saturating_add(SIGNALLED), ends),
        None => Fate::Nothing,
    }
}

/// A signal comes to a container's main process; whether that ended it.
pub fn signal(daemon: &mut Daemon<'_>, id: &str, heard: Heard) -> bool {
    let Some(signal) = heard.request.signal else { return false };
    let Some(container) = daemon.state.containers.get_mut(id) else { return true };
    let Some(run) = container.run.clone() else { return true };
    match fate(container, &run, signal.number) {
        Fate::Nothing => false,
        Fate::Hears => {
            tell(daemon, id, heard);
            !daemon.state.containers.get(id).is_some_and(|container| container.state.is_running())
        }
        Fate::Ends(code, speaks) => {
            if speaks {
                running::last_words(container, &run.trail.stay.last_words_at(heard.at), heard.at);
            }
            running::ended(daemon, id, code, heard.at);
            true
        }
    }
}

/// Main processes hear what a process beside them asked.
pub fn overheard(daemon: &mut Daemon<'_>, asked: Vec<(String, Heard)>) {
    for (id, heard) in asked {
        if heard.request.signal.is_some() {
            signal(daemon, &id, heard);
            continue;
        }
        let Some(container) = daemon.state.containers.get(&id).cloned() else { continue };
        let Some(mut run) = container.run.clone() else { continue };
        if let Ok(Some((_, main))) = hear(daemon, &container, &mut run, heard, 0) {
            running::take_over_run(daemon, &id, main);
        }
    }
}

fn nothing() -> HttpReply {
    HttpReply { status: 200, headers: Vec::new(), body: Rope::new() }
}

fn too_many() -> HttpReply {
    let text = format!("layercake: a program answers at most {MOST} requests; restart its container\n");
    let headers = vec![("Content-Type".to_string(), "text/plain".to_string())];
    HttpReply { status: 503, headers, body: Rope::from(text) }
}
