//! The event loop: microtasks, timers, requests.

use std::collections::{BTreeMap, VecDeque};

use super::{Handler, Vm};
use crate::clock::Timestamp;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Promise, Reaction, Ref};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::web::{self, Listener};
use crate::shell::{Served, Stay, Stop};

/// Work that waits for the program to come to rest.
#[derive(Debug)]
pub enum Job {
    React(Reaction, Result<Value, Value>),
    Call(Value, Vec<Value>),
}

/// A call that is due at a moment.
#[derive(Clone, Debug)]
pub struct Timer {
    pub number: u32,
    pub at: Timestamp,
    pub function: Value,
    pub arguments: Vec<Value>,
    /// Nanoseconds to the next time, if it repeats.
    pub every: Option<i64>,
}

/// What a program waits for.
#[derive(Debug, Default)]
pub struct Events {
    pub jobs: VecDeque<Job>,
    pub timers: Vec<Timer>,
    pub listeners: Vec<Listener>,
    /// Promises that were rejected and not handled yet.
    pub rejected: Vec<Ref>,
    /// What signals call.
    pub signals: BTreeMap<i32, Handler>,
    next_timer: u32,
}

/// The least time of a timer that repeats, nanoseconds: Node.js makes a millisecond of anything less.
const LEAST: i64 = 1_000_000;
/// Timers that may wait at once.
const MOST_TIMERS: usize = 10_000;

impl Vm<'_, '_> {
    /// Calls a function later; gives the timer's number.
    pub fn timer(&mut self, function: Value, arguments: Vec<Value>, nanos: i64, repeats: bool) -> Result<u32, Fault> {
        if self.events.timers.len() >= MOST_TIMERS {
            return Err(Fault::Stop(Stop::Limit(format!("more than {MOST_TIMERS} timers in a program"))));
        }
        let nanos = nanos.max(LEAST);
        self.events.next_timer += 1;
        let number = self.events.next_timer;
        let at = self.process.system.clock().now().plus(nanos);
        let every = repeats.then_some(nanos);
        self.events.timers.push(Timer { number, at, function, arguments, every });
        Ok(number)
    }

    /// Runs everything that waits, until nothing does.
    pub fn run_events(&mut self) -> Result<(), Fault> {
        while self.turn()? {}
        Ok(())
    }

    /// Does the next thing that waits; whether there was one.
    pub(super) fn turn(&mut self) -> Result<bool, Fault> {
        self.burn()?;
        if let Some(job) = self.events.jobs.pop_front() {
            match job {
                Job::React(reaction, outcome) => self.run_reaction(reaction, outcome)?,
                Job::Call(function, arguments) => {
                    self.call(&function, Arguments::of(arguments))?;
                }
            }
            return Ok(true);
        }
        self.check_rejected()?;
        let next = self.events.timers.iter().min_by_key(|timer| (timer.at, timer.number)).cloned();
        if !self.events.listeners.is_empty() {
            return self.listen(next);
        }
        let Some(timer) = next else { return Ok(false) };
        let wait = timer.at.since(self.process.system.clock().now());
        if wait > 0 && self.pause(Some(wait))? {
            return Ok(true);
        }
        self.ring(timer)?;
        Ok(true)
    }

    /// Waits for a request, or for a timer if that comes first.
    fn listen(&mut self, timer: Option<Timer>) -> Result<bool, Fault> {
        let first = self.events.listeners.first();
        let serves = first.map(|listener| (listener.port, Served::program_at(&listener.address)));
        let stay = Stay { serves, ..self.staying() };
        let until = timer.as_ref().map(|timer| timer.at);
        match self.process.system.accept(&stay, until)? {
            Some(request) if self.hear_instead(&request)? => {}
            Some(request) => {
                let listener = self.events.listeners.iter().find(|listener| listener.port == request.port).cloned();
                if let Some(listener) = listener {
                    web::dispatch(self, &listener, request)?;
                }
            }
            None => {
                if let Some(timer) = timer {
                    self.ring(timer)?;
                }
            }
        }
        Ok(true)
    }

    fn ring(&mut self, timer: Timer) -> Result<(), Fault> {
        let now = self.process.system.clock().now();
        let Some(place) = self.events.timers.iter().position(|known| known.number == timer.number) else {
            return Ok(());
        };
        match (timer.every, self.events.timers.get_mut(place)) {
            (Some(every), Some(again)) => again.at = now.plus(every),
            _ => drop(self.events.timers.remove(place)),
        }
        self.call(&timer.function, Arguments::of(timer.arguments)).map(drop)
    }

    /// A promise that was rejected and that nobody handled ends the program.
    fn check_rejected(&mut self) -> Result<(), Fault> {
        for promise in std::mem::take(&mut self.events.rejected) {
            if let Object::Promise(Promise::Rejected(reason, false)) = self.heap.get(promise) {
                return Err(Fault::Throw(reason.clone()));
            }
        }
        Ok(())
    }
}
