//! Signals that a program handles. They come to it where it waits, as requests do; only a main process gets any.

use super::Vm;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::value::Value;
use crate::shell::{HttpReply, HttpRequest, SIGNALLED, Stay, Stop};

const INT: i32 = 2;
const TERM: i32 = 15;

/// What a signal calls, with what.
#[derive(Clone, Debug)]
pub struct Handler {
    pub function: Value,
    pub arguments: Vec<Value>,
}

impl Vm<'_, '_> {
    /// A signal calls this from now on; `None`: what it does of itself.
    pub fn handle(&mut self, signal: i32, handler: Option<Handler>) {
        match handler {
            Some(handler) => self.events.signals.insert(signal, handler),
            None => self.events.signals.remove(&signal),
        };
    }

    /// How the program stays where it waits. As process 1, one without a handler ignores SIGTERM; else it ends by it.
    pub fn staying(&self) -> Stay {
        let is_main = self.process.system.is_main(self.process.pid);
        let mut handles: Vec<i32> = self.events.signals.keys().copied().collect();
        let on_stop_signal = match (handles.contains(&TERM), is_main) {
            (true, true) => None,
            (true, false) => Some(0),
            (false, _) => (self.process.pid != 1).then_some(TERM.saturating_add(SIGNALLED)),
        };
        // One that still ends by SIGTERM does so by SIGINT.
        handles.retain(|signal| is_main && (*signal != INT || on_stop_signal.is_none()));
        Stay { on_stop_signal, handles, ..Stay::default() }
    }

    /// Waits so many nanoseconds, or for ever; whether a signal came meanwhile, and was handled.
    pub fn pause(&mut self, nanos: Option<i64>) -> Result<bool, Fault> {
        let stay = self.staying();
        let pid = self.process.pid;
        let waited = match (stay.handles.is_empty(), nanos) {
            (true, None) => Err(Stop::Stays(Stay::default())),
            (true, Some(nanos)) => self.process.system.sleep(nanos).map(|()| None),
            (false, nanos) => self.process.system.pause(pid, nanos),
        };
        match waited {
            Ok(None) => Ok(false),
            Ok(Some(signal)) => self.hear(signal).map(|()| true),
            Err(Stop::Stays(Stay { until, .. })) => Err(Stop::Stays(Stay { until, ..stay }).into()),
            Err(stop) => Err(stop.into()),
        }
    }

    /// Waits so many nanoseconds, whatever comes meanwhile (Python's PEP 475).
    pub fn sleep(&mut self, nanos: i64) -> Result<(), Fault> {
        let end = self.process.system.clock().now().plus(nanos);
        loop {
            let rest = end.since(self.process.system.clock().now());
            if !self.pause(Some(rest))? || rest <= 0 {
                return Ok(());
            }
        }
    }

    /// Runs the handler of a signal.
    fn hear(&mut self, signal: i32) -> Result<(), Fault> {
        match self.events.signals.get(&signal).cloned() {
            Some(Handler { function, arguments }) => self.call(&function, Arguments::of(arguments)).map(drop),
            None => Ok(()),
        }
    }

    /// Handles what came instead of a request, if it did.
    pub fn hear_instead(&mut self, request: &HttpRequest) -> Result<bool, Fault> {
        let Some(signal) = request.signal else { return Ok(false) };
        self.process.system.respond(HttpReply { status: 200, headers: Vec::new(), body: "".into() });
        self.hear(signal.number).map(|()| true)
    }
}
