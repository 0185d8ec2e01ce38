//! [`Machine`]: the learner's own machine, as the programs on it see it.

use std::cell::RefCell;
use std::rc::Rc;

use crate::allowance;
use crate::client::{self, Connection, Docker};
use crate::clock::{Clock, Timestamp};
use crate::content::Part;
use crate::engine::api::{ApiError, Containers};
use crate::engine::{self, Daemon, Event};
use crate::registry::Place;
use crate::shell::{
    Answer, Behind, Bounds, Entered, Executable, HttpAsked, HttpReply, Known, Live, Over, Printed, ProcessInfo,
    ProcessParts, Program, Prompt, Recorder, Shell, Stay, Steps, Stop, System, Typed, Visits, executable, programs,
};
use crate::text::{Url, ipv4, is_loopback, is_own};
use crate::vfs::{Files, Tree};

use super::commands::{HELPERS, Parts};
use super::start::Setup;
use super::student::student;
use super::waiting::{Attachment, Midway, Waiting};
use super::world::World;

/// Nanoseconds of the sandbox's time that typing a line takes at least.
pub(super) const TYPING: i64 = 400_000_000;

/// The learner's machine while one command line runs.
pub(super) struct Machine<'a> {
    world: &'a mut World,
    setup: &'a Setup,
    /// How far the command came when it last asked for a line.
    visits: Visits<Midway>,
    /// The docker command that was attached then.
    attached: Option<Attachment>,
    /// What is typed now.
    typed: Option<Typed>,
    /// Whether the command is further than the last time.
    live: Live,
    /// What happened in the store.
    events: Vec<Event>,
    steps: Steps,
    /// Programs that were looked at.
    known: Known,
    /// What the commands in the background that run now will leave, the innermost last.
    background: Vec<Behind>,
    /// What `timeout` bounds.
    bounds: Bounds,
}

/// How far a command line came, and what happened on the way.
pub(super) struct Came {
    pub visits: Visits<Midway>,
    pub attached: Option<Attachment>,
    pub events: Vec<Event>,
}

impl<'a> Machine<'a> {
    /// The machine of `world`, where a command begins or goes on: `typed` is what it gets where it asks next.
    pub fn new(world: &'a mut World, setup: &'a Setup, waiting: &Waiting, typed: Option<Typed>, live: Live) -> Self {
        world.files.set_identity(student(world.clock.now()));
        world.files.watch(world.engine.bound_files());
        let mut visits = waiting.visits.clone();
        visits.rewind();
        // What comes before the place where the line is typed was printed already.
        live.set(typed.is_none());
        let attached = waiting.attached.clone();
        Machine {
            world,
            setup,
            visits,
            attached,
            typed,
            live,
            events: Vec::new(),
            steps: Steps::new("one command line"),
            known: Known::new(),
            background: Vec::new(),
            bounds: Bounds::default(),
        }
    }

    /// What is left when the command has run.
    pub fn came(mut self) -> Came {
        if self.world.files.replaced().next().is_some() {
            self.with_daemon(|_| ());
        }
        Came { visits: self.visits, attached: self.attached, events: self.events }
    }

    fn kept(&self) -> Midway {
        Midway { world: Part::new(self.world.clone()), events: self.events.clone() }
    }

    fn restore(&mut self, kept: &Midway) {
        *self.world = kept.world.get().clone();
        self.world.connect(self.setup.hub.clone());
        self.events = kept.events.clone();
        self.world.files.set_identity(student(self.world.clock.now()));
    }

    /// Runs the docker command, or what is left of one that was attached to a process.
    fn docker(&mut self, parts: &mut ProcessParts<'_>) -> Result<i32, Stop> {
        let (number, over) = self.visits.begin();
        if let Some(Over { status, printed, world }) = over {
            self.restore(&world);
            printed.write_to(parts.output)?;
            return Ok(status);
        }
        let spent = self.visits.is_spent();
        let left = self.attached.take_if(|attached| spent && attached.number == number);
        let printed = Rc::new(RefCell::new(Printed::default()));
        let mut connection = None;
        if let Some(left) = &left {
            self.restore(&left.world);
            self.world.clock.advance(TYPING);
            left.printed.write_to(parts.output)?;
            *printed.borrow_mut() = left.printed.clone();
            connection = Some(left.connection.clone());
        }
        let now = self.world.clock.now();
        let mark = self.visits.mark();
        let World { files, engine, network, clock, .. } = &mut *self.world;
        let mut asked = left.is_some();
        let mut terminal = Asks {
            visits: &mut self.visits,
            typed: &mut self.typed,
            live: &self.live,
            steps: &mut self.steps,
            terminal: self.setup.terminal.is_some(),
            at: now,
        };
        let network = &mut network.at(now);
        let lent = files.clone();
        engine.lend_files(&lent, now);
        let mut daemon = Daemon { state: engine, network, clock, events: &mut self.events };
        let docker = Docker {
            arguments: parts.arguments,
            environment: parts.environment,
            directory: parts.directory,
            stdin: parts.stdin,
            output: &mut Recorder { inner: parts.output, printed: printed.clone() },
            files,
            remotes: &mut daemon,
            terminal: &mut |prompt| {
                asked = true;
                terminal.ask(prompt)
            },
            now,
            connection: &mut connection,
            in_background: !self.background.is_empty(),
        };
        let result = match &left {
            Some(left) => client::go_on(docker, &left.connection),
            None => client::run(docker),
        };
        take_back(self.world, &lent);
        if let Some(behind) = self.background.last_mut() {
            let container = connection.as_ref().and_then(Connection::container);
            behind.attached = container.map(String::from);
        }
        // What was typed into a process that it is attached to, the process keeps.
        match (&result, connection) {
            (Err(Stop::Input(_)), Some(connection)) => {
                self.visits.cut(mark);
                let (printed, world) = (printed.take(), self.kept());
                self.attached = Some(Attachment { number, connection, printed, world });
            }
            (Ok(status), Some(_)) if asked => {
                let over = Over { status: *status, printed: printed.take(), world: self.kept() };
                self.visits.end(number, mark, over);
            }
            _ => {}
        }
        result
    }
}

impl Machine<'_> {
    /// Does something with the engine.
    fn with_daemon<T>(&mut self, act: impl FnOnce(&mut Daemon<'_>) -> T) -> T {
        let World { files, engine, network, clock, .. } = &mut *self.world;
        let network = &mut network.at(clock.now());
        let lent = files.clone();
        engine.lend_files(&lent, clock.now());
        let done = act(&mut Daemon { state: engine, network, clock, events: &mut self.events });
        take_back(self.world, &lent);
        done
    }
}

/// What containers did to the learner's files while they had them.
fn take_back(world: &mut World, lent: &Tree) {
    let changes = world.engine.return_files(lent);
    if !changes.is_empty() {
        world.files = world.files.apply(&changes);
        world.files.set_identity(student(world.clock.now()));
    }
    world.files.watch(world.engine.bound_files());
}

/// The terminal, as one program has it.
struct Asks<'a> {
    visits: &'a mut Visits<Midway>,
    typed: &'a mut Option<Typed>,
    live: &'a Live,
    steps: &'a mut Steps,
    /// Whether there is a terminal at all.
    terminal: bool,
    at: Timestamp,
}

impl Asks<'_> {
    /// The next line: one that was typed in an earlier run, or the one that is typed now.
    fn ask(&mut self, prompt: &Prompt) -> Result<Option<String>, Stop> {
        if let Some(answer) = self.visits.earlier_answer()? {
            return Ok(answer.line());
        }
        let Some(typed) = self.typed.take() else {
            return if self.terminal { Err(Stop::Input(prompt.clone())) } else { Ok(None) };
        };
        self.live.set(true);
        self.steps.renew();
        let line = typed.answer(prompt)?;
        self.visits.take(Answer::new(line.as_ref(), prompt, self.at));
        Ok(line)
    }
}

impl System for Machine<'_> {
    fn files(&mut self) -> &mut dyn Files {
        &mut self.world.files
    }
    fn clock(&mut self) -> &mut Clock {
        &mut self.world.clock
    }
    fn moment(&mut self) -> Timestamp {
        let behind = self.background.last().map_or(0, |behind| behind.nanos);
        self.world.clock.now().plus(behind)
    }
    fn bounds(&mut self) -> &mut Bounds {
        &mut self.bounds
    }
    fn sleep(&mut self, nanos: i64) -> Result<(), Stop> {
        let end = self.moment().plus(nanos.max(0));
        if self.bounds.end().is_some_and(|bound| end > bound) {
            return Err(Stop::Stays(Stay { until: Some(end), ..Stay::default() }));
        }
        if let Some(behind) = self.background.last_mut() {
            behind.nanos = behind.nanos.saturating_add(nanos.max(0));
            return Ok(());
        }
        self.world.clock.advance(nanos);
        self.world.files.set_identity(student(self.world.clock.now()));
        Ok(())
    }
    fn read_line(&mut self, prompt: &Prompt) -> Result<Option<String>, Stop> {
        let mut terminal = Asks {
            visits: &mut self.visits,
            typed: &mut self.typed,
            live: &self.live,
            steps: &mut self.steps,
            terminal: self.setup.terminal.is_some(),
            at: self.world.clock.now(),
        };
        terminal.ask(prompt)
    }
    fn enter(&mut self) -> Result<Entered, Stop> {
        let (entered, world) = self.visits.enter()?;
        if let Some(world) = world {
            self.restore(&world);
        }
        Ok(entered)
    }
    fn at_prompt(&mut self, shell: &Shell, printed: &Printed) {
        let world = self.kept();
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
        let over = status.map(|status| (status, self.kept()));
        self.visits.leave(over, printed);
    }
    fn step(&mut self) -> Result<(), Stop> {
        self.steps.take(&self.bounds)
    }
    fn run_external(&mut self, name: &str, parts: &mut ProcessParts<'_>) -> Option<Result<i32, Stop>> {
        match name {
            "docker" => Some(self.docker(parts)),
            _ => {
                let helper = HELPERS.iter().find(|helper| helper.name == name)?;
                let World { files, engine, network, clock, .. } = &mut *self.world;
                Some((helper.run)(&mut Parts { files, engine, network, clock }, parts))
            }
        }
    }
    fn enter_background(&mut self) {
        self.background.push(Behind::default());
    }
    fn leave_background(&mut self) -> Behind {
        let mut behind = self.background.pop().unwrap_or_default();
        behind.attached = behind.attached.filter(|id| self.attached_ended(id).is_none());
        behind
    }
    fn attached_ended(&mut self, container: &str) -> Option<i32> {
        let state = self.with_daemon(|daemon| daemon.container_inspect(container, false));
        // It was removed when it ended.
        let Ok(state) = state else { return Some(0) };
        let (running, code) = (&state["State"]["Running"], &state["State"]["ExitCode"]);
        (running != true).then(|| code.as_i64().and_then(|code| i32::try_from(code).ok()).unwrap_or(0))
    }
    fn attached_wait(&mut self, container: &str) -> Result<Option<i32>, Stop> {
        match self.with_daemon(|daemon| daemon.container_wait(container)) {
            Ok(code) => Ok(Some(i32::try_from(code).unwrap_or(0))),
            Err(ApiError::Stop(Stop::Stays(_))) => Ok(None),
            Err(ApiError::Stop(stop)) => Err(stop),
            // It was removed when it ended.
            Err(ApiError::Status { .. }) => Ok(Some(0)),
        }
    }
    fn attached_signal(&mut self, container: &str, signal: &str) -> Result<(), Stop> {
        match self.with_daemon(|daemon| daemon.container_kill(container, signal)) {
            Err(ApiError::Stop(stop)) => Err(stop),
            // Nobody hears of it: it has just ended.
            Ok(()) | Err(ApiError::Status { .. }) => Ok(()),
        }
    }
    fn external_names(&self) -> Vec<String> {
        ["docker"].into_iter().chain(HELPERS.iter().map(|helper| helper.name)).map(String::from).collect()
    }
    fn executable(&mut self, path: &str) -> Executable {
        executable(&self.world.files, path, &mut self.known)
    }
    fn program(&self, name: &str) -> Option<&'static dyn Program> {
        programs::find(name)
    }
    fn http(&mut self, url: &str, asked: &HttpAsked) -> Result<HttpReply, String> {
        let parts = Url::split(url);
        let Some((host, port)) = parts.host_and_port().filter(|(host, _)| !host.is_empty()) else {
            return Err(format!("(3) URL rejected: Malformed input to a URL function: {url}"));
        };
        let numbered = ipv4(host).map(|address| address.to_string());
        let host = numbered.as_deref().unwrap_or(host);
        let known = port == 443 && Place::of_host(host).is_some();
        if !self.is_local(host) && !known {
            return Err(format!(
                "(6) Could not resolve host: {host} (this sandbox has no network but its own registries)"
            ));
        }
        match self.with_daemon(|daemon| engine::http(daemon, host, port, &parts.target(), asked)) {
            Some(reply) => reply.answered(),
            None => Err(format!("(7) Failed to connect to {host} port {port} after 0 ms: Could not connect to server")),
        }
    }
    fn connect(&mut self, host: &str, port: u16) -> Result<(), String> {
        let numbered = ipv4(host).map(|address| address.to_string());
        let host = numbered.as_deref().unwrap_or(host);
        let local = self.is_local(host);
        let known = port == 443 && Place::of_host(host).is_some();
        match local {
            true if self.with_daemon(|daemon| engine::connects(daemon, host, port)) => Ok(()),
            false if known => Ok(()),
            true => Err(format!("(7) Failed to connect to {host} port {port} after 0 ms: Could not connect to server")),
            false => Err(format!("(6) Could not resolve host: {host}")),
        }
    }
    fn reaches(&mut self, address: &str) -> bool {
        is_own(address) || self.with_daemon(|daemon| engine::answers(daemon, address))
    }
    fn processes(&self) -> Vec<ProcessInfo> {
        vec![ProcessInfo { pid: 1, user: "student".into(), started: self.world.clock.now(), command: "sh".into() }]
    }
    fn hostname(&self) -> String {
        crate::shell::HOST_NAME.into()
    }
}

impl Machine<'_> {
    /// Whether a host is the learner's own machine, or in one of Docker's networks there.
    fn is_local(&self, host: &str) -> bool {
        is_loopback(host) || self.world.engine.containers.is_near(host)
    }
}
