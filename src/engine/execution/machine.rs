//! [`Machine`]: what a process and its programs see of the world: files, time, the terminal.

use std::cell::Cell;
use std::rc::Rc;

use crate::allowance;
use crate::clock::{Clock, MILLISECOND, Timestamp};
use crate::shell::{
    Answer, Behind, Bounds, Entered, Executable, HttpAsked, HttpReply, HttpRequest, Known, Limits, Listed, Listener,
    Live, Printed, ProcessInfo, ProcessParts, Program, Prompt, Served, Shell, Signal, Stay, Steps, Stop, System,
    Visits, executable, listeners, programs,
};
use crate::text::Url;
use crate::vfs::Files;

use super::external::External;
use super::heard::{Answered, Beyond, Heard, Peer};
use super::http::{self, Reached};
use super::moment::Moment;
use super::mounted::Mounted;
use super::network::NAME_SERVER;

/// The moment that the running process is at; shared by its machine and its output.
pub type Now = Rc<Cell<Timestamp>>;

/// Signals that end a process in the background: HUP, INT, QUIT, KILL, TERM.
const ENDS: [i32; 5] = [1, 2, 3, 9, 15];
/// Said of a request to a program that waits meanwhile.
const OWN_BACKGROUND: &str = "(52) Empty reply from server (layercake does not simulate requests of a script to its own programs in the background)";
/// Answers of other machines that a process keeps, and how long one is at most, bytes.
const ANSWERS: usize = 1_000;
const ANSWER: u64 = 1 << 16;
/// Where a name server listens, and bytes of `/etc/resolv.conf` that are read.
const NAME_SERVER_PORT: u16 = 53;
const RESOLVER_LIMIT: u64 = 1 << 16;

/// The terminal at the other end: asks the person for a line.
pub type Terminal<'a> = &'a mut dyn FnMut(&Prompt) -> Result<Option<String>, Stop>;

/// The machine, for the time of one run.
pub struct Machine<'a> {
    pub files: Mounted,
    pub clock: Clock,
    /// The clock's moment, for the log.
    pub now: Now,
    /// How far the clock may go before the process is left asleep.
    pub until: Timestamp,
    /// What `timeout` bounds.
    pub bounds: Bounds,
    /// Whether somebody watches, who follows step by step where commands run in the background.
    pub followed: bool,
    pub steps: Steps,
    pub terminal: Option<Terminal<'a>>,
    /// When the terminal was attached: no line is typed before.
    pub attached_at: Timestamp,
    /// Whether standard input is kept open although nobody is attached.
    pub open_stdin: bool,
    /// What others do meanwhile, in the order of time.
    pub externals: Vec<External>,
    /// How many of them have happened.
    pub happened: usize,
    pub processes: Vec<ProcessInfo>,
    /// The process that gets signals from outside.
    pub main: u32,
    pub hostname: String,
    /// The bounds of each process that starts.
    pub limits: Limits,
    /// Ports on which HTTP is answered, with the served directory.
    pub servers: Vec<(u16, Served)>,
    /// What the process is asked at the port where it listens.
    pub requests: Vec<Heard>,
    /// What was answered to each of them that was taken.
    pub replies: Vec<Option<HttpReply>>,
    /// Which of them were taken, and which one last.
    pub taken: Vec<bool>,
    pub last_taken: Option<usize>,
    /// Processes that stay beside the one that runs, with their process IDs.
    pub behind: Vec<(u32, Stay)>,
    /// When the commands in the background that run now have begun, the innermost last.
    pub begun: Vec<Clock>,
    /// Who answers at the ports of a program beside it.
    pub peer: Option<Peer<'a>>,
    /// Who answers at other addresses.
    pub beyond: Option<Beyond<'a>>,
    /// What came from there.
    pub answered: Vec<Answered>,
    /// How far it came when it last asked for a line.
    pub visits: Visits<Moment>,
    /// Whether it is further now.
    pub live: Live,
    /// Programs that were looked at.
    pub known: Known,
}

impl Machine<'_> {
    /// Moves the clock to `moment`; on the way others act.
    pub fn advance_to(&mut self, moment: Timestamp) {
        while let Some(external) = self.externals.get(self.happened).filter(|external| external.at <= moment) {
            self.files.change(external);
            self.happened += 1;
        }
        self.clock.advance(moment.since(self.clock.now()));
        self.tick();
    }

    /// Files and clock are again as they were; what others did until then is in them.
    fn restore(&mut self, moment: &Moment) {
        self.files.restore(moment);
        self.clock = moment.clock;
        self.happened = self.externals.partition_point(|external| external.at <= moment.clock.now());
        self.tick();
    }

    /// What comes of a request to another machine.
    fn ask(&mut self, address: &str, heard: Heard) -> Option<HttpReply> {
        if let Some(answered) = self.answered.iter().find(|answered| answered.is(address, &heard)) {
            return answered.reply();
        }
        let reply = self.beyond.as_mut().and_then(|beyond| beyond(address, heard.clone()));
        if self.answered.len() < ANSWERS && reply.as_ref().is_none_or(|reply| reply.body.len() <= ANSWER) {
            self.answered.push(Answered::new(address, heard, reply.as_ref()));
        }
        reply
    }

    /// Where a host is; the error is what `curl` says after its name.
    fn address(&mut self, host: &str) -> Result<String, String> {
        let known = http::address(&self.files, &self.hostname, host);
        let found = known.or_else(|| self.resolve(host).into_iter().next());
        let found = found.ok_or_else(|| format!("(6) Could not resolve host: {host}"))?;
        Ok(http::address(&self.files, &self.hostname, &found).unwrap_or(found))
    }

    /// The same for what is no request of HTTP.
    fn ask_bare(&mut self, address: &str, port: u16, asked: HttpAsked) -> bool {
        let request = HttpRequest { port, target: String::new(), from: "127.0.0.1".into(), asked, signal: None };
        self.ask(address, Heard { at: self.clock.now(), request }).is_some()
    }

    /// The place of the next request that a process which stays so would take. Where others stay beside it, each takes
    /// its own; signals are the main one's.
    fn next_request(&self, stay: &Stay) -> Option<usize> {
        let alone = self.behind.is_empty() && self.begun.is_empty();
        let mut open = self.taken.iter().zip(&self.requests).enumerate().filter(|(_, (taken, _))| !**taken);
        let found = open.find(|(_, (_, heard))| {
            let signal = heard.request.signal.is_some();
            alone && !signal || stay.hears(&heard.request) && (!signal || self.begun.is_empty())
        });
        found.map(|(place, _)| place)
    }

    /// The place of the first signal to the main process that has come by a moment.
    fn signal_by(&self, pid: u32, moment: Timestamp) -> Option<usize> {
        let come = |heard: &Heard| heard.at <= moment && heard.request.signal.is_some();
        let mut open = self.taken.iter().zip(&self.requests).enumerate();
        let found = open.find(|(_, (taken, heard))| !**taken && come(heard)).map(|(place, _)| place);
        found.filter(|_| self.is_main(pid) && self.begun.is_empty())
    }

    /// Takes the signal at this place.
    fn take_signal(&mut self, place: usize) -> Option<i32> {
        let heard = self.requests.get(place)?;
        let (at, number) = (heard.at, heard.request.signal?.number);
        self.advance_to(at.max(self.clock.now()));
        self.take(Some(place));
        self.respond(HttpReply { status: 200, headers: Vec::new(), body: "".into() });
        Some(number)
    }

    /// How far the clock may go for what runs now.
    fn until(&self) -> Timestamp {
        self.until.min(self.bounds.end().unwrap_or(self.until))
    }

    fn take(&mut self, place: Option<usize>) {
        if let Some(taken) = place.and_then(|place| self.taken.get_mut(place)) {
            *taken = true;
        }
        self.last_taken = place;
    }

    /// A process that stays, with those that stay beside it: their ports, their processes, and the moment at which the
    /// first of them goes on.
    pub fn with_those_behind(&self, mut stay: Stay) -> Stay {
        for (_, other) in &self.behind {
            stay.also.extend(other.serves.iter().chain(&other.also).cloned());
            stay.processes.extend(other.processes.iter().cloned());
            stay.until = stay.until.into_iter().chain(other.until).min();
        }
        stay
    }

    fn tick(&mut self) {
        self.now.set(self.clock.now());
        let mut identity = self.files.identity().clone();
        if identity.now != self.clock.now() {
            identity.now = self.clock.now();
            self.files.set_identity(identity);
        }
    }
}

fn refused(url: &str) -> String {
    let (host, port) = Url::split(url).host_and_port().unwrap_or_default();
    format!("(7) Failed to connect to {host} port {port} after 0 ms: Could not connect to server")
}

impl System for Machine<'_> {
    fn files(&mut self) -> &mut dyn Files {
        &mut self.files
    }

    fn clock(&mut self) -> &mut Clock {
        &mut self.clock
    }

    fn sleep(&mut self, nanos: i64) -> Result<(), Stop> {
        // To start a process takes time; it shows where two would act at the same moment.
        let start = if self.begun.is_empty() { 0 } else { MILLISECOND };
        let end = self.clock.now().plus(nanos.max(0)).plus(start);
        if end > self.until() {
            return Err(Stop::Stays(Stay { until: Some(end), ..Stay::default() }));
        }
        self.advance_to(end);
        Ok(())
    }

    fn bounds(&mut self) -> &mut Bounds {
        &mut self.bounds
    }

    fn read_line(&mut self, prompt: &Prompt) -> Result<Option<String>, Stop> {
        if let Some(answer) = self.visits.earlier_answer()? {
            self.advance_to(answer.at);
            return Ok(answer.line());
        }
        if self.terminal.is_some() && self.clock.now() < self.attached_at {
            self.advance_to(self.attached_at);
        }
        let Some(terminal) = &mut self.terminal else {
            return if self.open_stdin { Err(Stop::Stays(Stay::default())) } else { Ok(None) };
        };
        let line = terminal(prompt);
        // Whatever comes next nobody has seen yet, and it has a budget of its own.
        if !matches!(line, Err(Stop::Input(_))) {
            self.live.set(true);
            self.steps.renew();
        }
        let line = line?;
        self.visits.take(Answer::new(line.as_ref(), prompt, self.clock.now()));
        Ok(line)
    }

    fn enter(&mut self) -> Result<Entered, Stop> {
        let (entered, world) = self.visits.enter()?;
        if let Some(world) = world {
            self.restore(&world);
        }
        Ok(entered)
    }

    fn at_prompt(&mut self, shell: &Shell, printed: &Printed) {
        let world = self.files.moment(self.clock);
        self.visits.at_prompt(shell, printed, world);
    }

    fn give_up_line(&mut self) -> Option<Box<Shell>> {
        let (shell, world) = self.visits.give_up()?;
        self.restore(&world);
        self.steps.renew();
        allowance::Line::renew();
        Some(shell)
    }

    fn leave(&mut self, status: Option<i32>, printed: &Printed) {
        let over = status.map(|status| (status, self.files.moment(self.clock)));
        self.visits.leave(over, printed);
    }

    fn step(&mut self) -> Result<(), Stop> {
        self.steps.take(&self.bounds)?;
        if self.now.get() != self.clock.now() {
            self.tick();
        }
        Ok(())
    }

    fn run_external(&mut self, _name: &str, _process: &mut ProcessParts<'_>) -> Option<Result<i32, Stop>> {
        None
    }

    fn external_names(&self) -> Vec<String> {
        Vec::new()
    }

    fn executable(&mut self, path: &str) -> Executable {
        executable(&self.files, path, &mut self.known)
    }

    fn program(&self, name: &str) -> Option<&'static dyn Program> {
        programs::find(name)
    }

    fn http(&mut self, url: &str, asked: &HttpAsked) -> Result<HttpReply, String> {
        let request = |port, target| {
            let from = "127.0.0.1".into();
            HttpRequest { port, target, from, asked: asked.clone(), signal: None }
        };
        let at = self.clock.now();
        let (host, port) = http::host_and_port(url)?;
        let address = self.address(host)?;
        let (port, heard) = match http::reach(&self.files, &self.servers, address, port, url) {
            Reached::Reply(reply) => return Ok(reply),
            Reached::Program(port, target) => (port, Heard { at, request: request(port, target) }),
            // Who speaks no HTTP hangs up.
            Reached::Beyond(address, port, _)
                if address == http::OWN && self.listening().iter().any(|listener| listener.port == port) =>
            {
                return HttpReply::broken().answered();
            }
            Reached::Beyond(address, port, target) => {
                let heard = Heard { at, request: request(port, target) };
                return match self.ask(&address, heard) {
                    Some(reply) => reply.answered(),
                    None => Err(refused(url)),
                };
            }
        };
        match self.peer.as_mut().and_then(|peer| peer(heard)) {
            Some(reply) => reply.answered(),
            None if self.behind.iter().any(|(_, stay)| stay.listens(port)) => Err(OWN_BACKGROUND.into()),
            None => HttpReply::broken().answered(),
        }
    }

    fn listening(&mut self) -> Vec<Listener> {
        listeners(self.servers.iter().map(|(port, _)| *port), &self.processes)
    }

    fn connect(&mut self, host: &str, port: u16) -> Result<(), String> {
        let url = format!("http://{host}:{port}/");
        let address = self.address(host)?;
        if address == http::OWN && self.listening().iter().any(|listener| listener.port == port) {
            return Ok(());
        }
        match self.ask_bare(&address, port, HttpAsked::connection()) {
            true => Ok(()),
            false => Err(refused(&url)),
        }
    }

    fn reaches(&mut self, address: &str) -> bool {
        let own = http::address(&self.files, &self.hostname, address).is_some_and(|address| address == http::OWN);
        own || address == "::1" || self.ask_bare(address, 0, HttpAsked::echo())
    }

    fn resolve(&mut self, name: &str) -> Vec<String> {
        let asks = self.files.read("/etc/resolv.conf").ok().and_then(|text| text.bytes_up_to(RESOLVER_LIMIT).ok());
        let asks = asks.map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default();
        if !asks.lines().any(|line| line.strip_prefix("nameserver ").is_some_and(|at| at.trim() == NAME_SERVER)) {
            return Vec::new();
        }
        let (from, asked) = ("127.0.0.1".into(), HttpAsked::question());
        let request = HttpRequest { port: NAME_SERVER_PORT, target: name.into(), from, asked, signal: None };
        let reply = self.ask(NAME_SERVER, Heard { at: self.clock.now(), request });
        let text = reply.map(|reply| reply.body.to_bytes()).unwrap_or_default();
        String::from_utf8_lossy(&text).lines().map(String::from).collect()
    }

    fn accept(&mut self, stay: &Stay, until: Option<Timestamp>) -> Result<Option<HttpRequest>, Stop> {
        let place = self.next_request(stay);
        let next = place.and_then(|place| self.requests.get(place)).cloned();
        let first = until.filter(|until| next.as_ref().is_none_or(|heard| *until < heard.at));
        match (next, first) {
            (_, Some(until)) if until <= self.until() => {
                self.advance_to(until);
                Ok(None)
            }
            (Some(heard), None) => {
                self.advance_to(heard.at);
                self.take(place);
                // A request has a budget of its own.
                self.steps.renew();
                Ok(Some(heard.request))
            }
            _ => Err(Stop::Stays(Stay { until, ..stay.clone() })),
        }
    }

    fn respond(&mut self, reply: HttpReply) {
        if let Some(last) = self.last_taken.and_then(|place| self.replies.get_mut(place)) {
            last.get_or_insert(reply);
        }
    }

    fn is_main(&self, pid: u32) -> bool {
        pid == self.main
    }

    fn hand_signals_on(&mut self, from: u32, to: u32) {
        if self.main == from {
            self.main = to;
        }
    }

    fn pending_signal(&mut self, pid: u32) -> Option<i32> {
        let place = self.signal_by(pid, self.clock.now())?;
        self.take_signal(place)
    }

    fn pause(&mut self, pid: u32, nanos: Option<i64>) -> Result<Option<i32>, Stop> {
        let end = nanos.map(|nanos| self.clock.now().plus(nanos));
        let limit = end.unwrap_or(self.until).min(self.until());
        if let Some(place) = self.signal_by(pid, limit) {
            return Ok(self.take_signal(place));
        }
        match end {
            Some(end) if end <= self.until() => {
                self.advance_to(end);
                Ok(None)
            }
            until => Err(Stop::Stays(Stay { until, ..Stay::default() })),
        }
    }

    fn signal(&mut self, pid: u32, number: i32, from: u32) -> bool {
        if self.behind.iter().any(|(own, _)| *own == pid) {
            if ENDS.contains(&number) {
                self.gone(pid);
            }
            return true;
        }
        // Only a main process is heard of beside the one that sends.
        let heard = Heard { at: self.clock.now(), request: Signal { number, from: Some(from) }.into() };
        pid == 1 && self.peer.as_mut().and_then(|peer| peer(heard)).is_some()
    }

    fn enter_background(&mut self) {
        self.begun.push(self.clock);
        if self.followed && !self.visits.is_begun() {
            self.until = self.until.min(self.clock.now());
        }
    }

    fn leave_background(&mut self) -> Behind {
        let Some(began) = self.begun.pop() else { return Behind::default() };
        let ended = std::mem::replace(&mut self.clock, began).now();
        self.tick();
        Behind { nanos: ended.since(began.now()), attached: None }
    }

    fn stays_behind(&mut self, pid: u32, stay: &Stay) {
        let user = self.processes.last().map(|process| process.user.clone()).unwrap_or_default();
        let started = self.clock.now();
        let listed = stay.processes.iter().zip(pid..);
        let row = |(listed, pid): (&Listed, u32)| ProcessInfo {
            pid,
            user: user.clone(),
            started,
            command: listed.command.clone(),
        };
        self.processes.extend(listed.map(row));
        self.servers.extend(stay.serves.iter().chain(&stay.also).cloned());
        self.behind.push((pid, stay.clone()));
    }

    fn gone(&mut self, pid: u32) {
        let (gone, stay): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.behind).into_iter().partition(|(own, _)| *own == pid);
        self.behind = stay;
        for (port, _) in gone.iter().flat_map(|(_, stay)| stay.serves.iter().chain(&stay.also)) {
            self.servers.retain(|(own, _)| own != port);
        }
        self.processes.retain(|process| process.pid != pid);
    }

    fn processes(&self) -> Vec<ProcessInfo> {
        self.processes.clone()
    }

    fn limits(&self) -> Limits {
        self.limits.clone()
    }

    fn hostname(&self) -> String {
        self.hostname.clone()
    }
}
