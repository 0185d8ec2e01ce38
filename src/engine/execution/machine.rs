//! [`Machine`]: what a process and its programs see of the world: files, time, the terminal.

use std::cell::Cell;
use std::rc::Rc;

use crate::allowance;
use crate::clock::{Clock, Timestamp};
use crate::shell::{
    Answer, Entered, Executable, HttpAsked, HttpReply, HttpRequest, Known, Limits, Live, Printed, ProcessInfo,
    ProcessParts, Program, Prompt, Served, Shell, Signal, Stay, Stop, System, Visits, executable, programs,
};
use crate::vfs::Files;

use super::external::External;
use super::heard::{Heard, Peer};
use super::http::{self, Reached};
use super::moment::Moment;
use super::mounted::Mounted;

/// The moment that the running process is at; shared by its machine and its output.
pub type Now = Rc<Cell<Timestamp>>;

/// Steps of work that a process may do for one line that is typed; without a terminal, in all.
pub const STEPS: u64 = 200_000;
/// Units of work in one step.
const STEP_WORK: u64 = 4096;

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
    pub steps: u64,
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
    pub hostname: String,
    /// The bounds of each process that starts.
    pub limits: Limits,
    /// Ports on which HTTP is answered, with the served directory.
    pub servers: Vec<(u16, Served)>,
    /// What the process is asked at the port where it listens.
    pub requests: Vec<Heard>,
    /// What it answered to those that it has taken.
    pub replies: Vec<Option<HttpReply>>,
    /// Who answers at the ports of a program beside it.
    pub peer: Option<Peer<'a>>,
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

    fn tick(&mut self) {
        self.now.set(self.clock.now());
        let mut identity = self.files.identity().clone();
        if identity.now != self.clock.now() {
            identity.now = self.clock.now();
            self.files.set_identity(identity);
        }
    }
}

impl System for Machine<'_> {
    fn files(&mut self) -> &mut dyn Files {
        &mut self.files
    }

    fn clock(&mut self) -> &mut Clock {
        &mut self.clock
    }

    fn sleep(&mut self, nanos: i64) -> Result<(), Stop> {
        let end = self.clock.now().plus(nanos.max(0));
        if end > self.until {
            return Err(Stop::Stays(Stay { until: Some(end), ..Stay::default() }));
        }
        self.advance_to(end);
        Ok(())
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
            self.steps = 0;
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
        self.steps = 0;
        allowance::Line::renew();
        Some(shell)
    }

    fn leave(&mut self, status: Option<i32>, printed: &Printed) {
        let over = status.map(|status| (status, self.files.moment(self.clock)));
        self.visits.leave(over, printed);
    }

    fn step(&mut self) -> Result<(), Stop> {
        #[cfg(test)]
        crate::shell::testing::count_step();
        allowance::work(STEP_WORK)?;
        self.steps += 1;
        if self.steps > STEPS {
            return Err(Stop::Limit(format!("more than {STEPS} steps in a container")));
        }
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
        let (port, target) = match http::reach(&self.files, &self.servers, &self.hostname, url)? {
            Reached::Reply(reply) => return Ok(reply),
            Reached::Program(port, target) => (port, target),
        };
        let request = HttpRequest { port, target, from: "127.0.0.1".into(), asked: asked.clone(), signal: None };
        let heard = Heard { at: self.clock.now(), request };
        match self.peer.as_mut().and_then(|peer| peer(heard)) {
            Some(reply) if reply.status > 0 => Ok(reply),
            _ => Err("(52) Empty reply from server".into()),
        }
    }

    fn accept(&mut self, stay: &Stay, until: Option<Timestamp>) -> Result<Option<HttpRequest>, Stop> {
        let next = self.requests.get(self.replies.len()).cloned();
        let first = until.filter(|until| next.as_ref().is_none_or(|heard| *until < heard.at));
        match (next, first) {
            (_, Some(until)) if until <= self.until => {
                self.advance_to(until);
                Ok(None)
            }
            (Some(heard), None) => {
                self.advance_to(heard.at);
                self.replies.push(None);
                // A request has a budget of its own.
                self.steps = 0;
                Ok(Some(heard.request))
            }
            _ => Err(Stop::Stays(Stay { until, ..stay.clone() })),
        }
    }

    fn respond(&mut self, reply: HttpReply) {
        if let Some(last) = self.replies.last_mut() {
            last.get_or_insert(reply);
        }
    }

    fn signal(&mut self, pid: u32, number: i32, from: u32) -> bool {
        // Only a main process is heard of beside the one that sends.
        let heard = Heard { at: self.clock.now(), request: Signal { number, from: Some(from) }.into() };
        pid == 1 && self.peer.as_mut().and_then(|peer| peer(heard)).is_some()
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
