//! [`Machine`]: what a process and its programs see of the world: files, time, the terminal.

use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;

use crate::clock::{Clock, Timestamp};
use crate::shell::{Executable, HttpReply, Known, ProcessInfo, ProcessParts, Prompt, Stay, Stop, System, executable};
use crate::vfs::{Files, Overlay};

use super::external::External;
use super::http;
use super::mounted::Mounted;

/// The moment that the running process is at; shared by its machine and its output.
pub type Now = Rc<Cell<Timestamp>>;

/// Steps of work that one command in a container may do.
pub const STEPS: u64 = 200_000;

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
    pub externals: VecDeque<External>,
    pub processes: Vec<ProcessInfo>,
    pub hostname: String,
    /// Ports on which HTTP is answered, with the served directory.
    pub servers: Vec<(u16, String)>,
    /// Programs that were looked at.
    pub known: Known,
}

impl Machine<'_> {
    /// Moves the clock to `moment`; on the way others act.
    pub fn advance_to(&mut self, moment: Timestamp) {
        while self.externals.front().is_some_and(|external| external.at <= moment)
            && let Some(external) = self.externals.pop_front()
        {
            let root = &self.files.root;
            let upper = external.on(root.upper());
            let merged = root.merged().clone();
            let identity = root.identity().clone();
            let mut changed = Overlay::with_upper(root.lowers().into(), merged, upper);
            changed.set_identity(identity);
            self.files.root = changed;
        }
        self.clock.advance(moment.since(self.clock.now()));
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
        if self.terminal.is_none() {
            return if self.open_stdin { Err(Stop::Stays(Stay::default())) } else { Ok(None) };
        }
        if self.clock.now() < self.attached_at {
            self.advance_to(self.attached_at);
        }
        match &mut self.terminal {
            Some(terminal) => terminal(prompt),
            None => Ok(None),
        }
    }

    fn step(&mut self) -> Result<(), Stop> {
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

    fn http_get(&mut self, url: &str) -> Result<HttpReply, String> {
        http::get_inside(&self.files, &self.servers, &self.hostname, url)
    }

    fn processes(&self) -> Vec<ProcessInfo> {
        self.processes.clone()
    }

    fn hostname(&self) -> String {
        self.hostname.clone()
    }
}
