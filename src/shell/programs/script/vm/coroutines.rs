//! `await`, `yield`, and promises.
//!
//! An async function of JavaScript's runs to its first `await` when it is called, and goes on as a microtask when what it
//! waits for is settled. One of Python's goes as a generator does: what it waits for comes out at whoever drives it.

use super::events::Job;
use super::{Flow, Outcome, Vm};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::Op;
use crate::shell::programs::script::heap::{Iteration, Object, Promise, Reaction, Ref};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::{ErrorKind, Fault};

impl Vm<'_, '_> {
    pub(super) fn op_pause(&mut self, op: Op) -> Result<Flow, Fault> {
        let value = self.pop()?;
        match op {
            Op::Yield => {
                self.suspend()?;
                Ok(Flow::Out(Outcome::Yielded(value)))
            }
            // What was gone through: what it came to.
            Op::Result => {
                let result = self.result_of(&value);
                self.push(result);
                Ok(Flow::On)
            }
            Op::Awaitable => {
                let iterator = self.awaitable(&value)?;
                self.push(iterator);
                Ok(Flow::On)
            }
            Op::Given => {
                let given = Object::Bound { function: Value::Native(&GIVEN), this: value };
                let given = self.heap.value(given)?;
                self.push(given);
                Ok(Flow::On)
            }
            _ => {
                let promise = self.promise_of(&value)?;
                self.suspend()?;
                Ok(Flow::Out(Outcome::Waits(promise)))
            }
        }
    }

    /// Takes the innermost frame off and keeps it in its coroutine.
    fn suspend(&mut self) -> Result<(), Fault> {
        let frame = self.frames.pop().ok_or_else(Fault::broken)?;
        match frame.role {
            super::Role::Coroutine(of) => {
                if let Object::Coroutine(coroutine) = self.heap.get_mut(of) {
                    coroutine.frame = Some(Box::new(frame));
                }
                Ok(())
            }
            _ => {
                self.frames.push(frame);
                self.unsimulated("await or yield outside a function that may pause")
            }
        }
    }

    /// What `await` of Python's goes through until it is spent.
    fn awaitable(&mut self, value: &Value) -> Result<Value, Fault> {
        if matches!(self.heap.of(value), Some(Object::Coroutine(of)) if of.is_async && !of.is_generator)
            && let Value::Object(of) = value
        {
            return self.heap.value(Object::Iterator(Iteration::Generator(*of)));
        }
        if self.class_of(value).is_some() && self.known_member(value, "__await__")?.is_some() {
            let function = self.member(value, "__await__")?;
            let steps = self.call(&function, Arguments::default())?;
            return self.iterate(&steps);
        }
        let kind = self.type_name(value);
        let text = if super::super::python::since(self, 14) {
            format!("'{kind}' object can't be awaited")
        } else {
            format!("object {kind} can't be used in 'await' expression")
        };
        Err(self.error(ErrorKind::Type, text))
    }

    /// What a generator that was gone through returned.
    pub fn result_of(&self, iterator: &Value) -> Value {
        let of = match self.heap.of(iterator) {
            Some(Object::Iterator(Iteration::Generator(of))) => Some(self.heap.get(*of)),
            other => other,
        };
        match of {
            Some(Object::Coroutine(coroutine)) if coroutine.result != Value::Undefined => coroutine.result.clone(),
            _ => Value::None,
        }
    }

    /// A promise for a value: itself, or one that is fulfilled.
    pub fn promise_of(&mut self, value: &Value) -> Result<Ref, Fault> {
        match (value, self.heap.of(value)) {
            (Value::Object(of), Some(Object::Promise(_))) => Ok(*of),
            (_, Some(Object::Record(_))) => {
                let promise = self.pending()?;
                self.settle(promise, Ok(value.clone()))?;
                Ok(promise)
            }
            _ => self.heap.make(Object::Promise(Promise::Fulfilled(value.clone()))),
        }
    }

    /// A promise that is open.
    pub fn pending(&mut self) -> Result<Ref, Fault> {
        self.heap.make(Object::Promise(Promise::Pending(Vec::new())))
    }

    /// Settles a promise; one with a promise follows that.
    pub fn settle(&mut self, promise: Ref, outcome: Result<Value, Value>) -> Result<(), Fault> {
        if let Ok(value) = &outcome
            && let (Value::Object(other), Some(Object::Promise(_))) = (value, self.heap.of(value))
        {
            let other = *other;
            let reaction = Reaction::Then { fulfilled: Value::Undefined, rejected: Value::Undefined, promise };
            return self.react(other, reaction);
        }
        let dialect = self.dialect;
        if let Ok(value) = &outcome
            && matches!(self.heap.of(value), Some(Object::Record(_)))
            && matches!(self.heap.get(promise), Object::Promise(Promise::Pending(_)))
            && dialect.follow(self, promise, value)?
        {
            return Ok(());
        }
        let settled = match &outcome {
            Ok(value) => Promise::Fulfilled(value.clone()),
            Err(reason) => Promise::Rejected(reason.clone(), false),
        };
        let Object::Promise(of) = self.heap.get_mut(promise) else { return Err(Fault::broken()) };
        let Promise::Pending(reactions) = of else { return Ok(()) };
        let reactions = std::mem::take(reactions);
        *of = settled;
        if outcome.is_err() && reactions.is_empty() {
            self.events.rejected.push(promise);
        }
        for reaction in reactions {
            self.react(promise, reaction)?;
        }
        Ok(())
    }

    /// Does something when a promise is settled.
    pub fn react(&mut self, promise: Ref, reaction: Reaction) -> Result<(), Fault> {
        let Object::Promise(of) = self.heap.get_mut(promise) else { return Err(Fault::broken()) };
        let outcome = match of {
            Promise::Pending(reactions) => {
                reactions.push(reaction);
                return Ok(());
            }
            Promise::Fulfilled(value) => Ok(value.clone()),
            Promise::Rejected(reason, handled) => {
                *handled = true;
                Err(reason.clone())
            }
        };
        self.later(Job::React(reaction, outcome));
        Ok(())
    }

    /// Does it.
    pub(super) fn run_reaction(&mut self, reaction: Reaction, outcome: Result<Value, Value>) -> Result<(), Fault> {
        match reaction {
            Reaction::Resume(coroutine) => self.advance(coroutine, outcome),
            Reaction::Then { fulfilled, rejected, promise } => {
                let (function, value) = match &outcome {
                    Ok(value) => (fulfilled, value.clone()),
                    Err(reason) => (rejected, reason.clone()),
                };
                if function.is_nothing() {
                    return self.settle(promise, outcome);
                }
                let result = self.call(&function, Arguments::of(vec![value]));
                self.settle_by(promise, result)
            }
            Reaction::Finally { function, promise } => {
                let result = self.call(&function, Arguments::default());
                match result {
                    Err(Fault::Throw(reason)) => self.settle(promise, Err(reason)),
                    Err(fault) => Err(fault),
                    Ok(_) => self.settle(promise, outcome),
                }
            }
        }
    }

    fn settle_by(&mut self, promise: Ref, result: Result<Value, Fault>) -> Result<(), Fault> {
        match result {
            Ok(value) => self.settle(promise, Ok(value)),
            Err(Fault::Throw(reason)) => self.settle(promise, Err(reason)),
            Err(fault) => Err(fault),
        }
    }

    /// An async function goes on with what it waited for.
    pub(super) fn advance(&mut self, of: Ref, outcome: Result<Value, Value>) -> Result<(), Fault> {
        let Object::Coroutine(coroutine) = self.heap.get_mut(of) else { return Err(Fault::broken()) };
        let Some(mut frame) = coroutine.frame.take() else { return Ok(()) };
        let promise = coroutine.promise;
        let base = self.frames.len();
        let begun = frame.at > 0;
        if let (true, Ok(value)) = (begun, &outcome) {
            frame.stack.push(value.clone());
        }
        self.frames.push(*frame);
        let result = self.nested(|vm| {
            if let Err(reason) = outcome {
                vm.unwind(reason, base)?;
            }
            vm.run(base)
        });
        let settled = match result {
            Ok(Outcome::Waits(other)) => return self.react(other, Reaction::Resume(of)),
            Ok(Outcome::Returned(value) | Outcome::Yielded(value)) => Ok(value),
            Err(Fault::Throw(reason)) => Err(reason),
            Err(fault) => return Err(fault),
        };
        match promise {
            Some(promise) => self.settle(promise, settled),
            None => Ok(()),
        }
    }

    /// Runs a file's frame, which may wait: then everything else goes on until it is done.
    pub(super) fn run_async(&mut self, base: usize) -> Result<Value, Fault> {
        let promise = self.pending()?;
        if let Some(frame) = self.frames.last_mut() {
            let name = frame.code.name.clone();
            let coroutine = crate::shell::programs::script::heap::Coroutine {
                frame: None,
                is_done: false,
                result: Value::Undefined,
                promise: Some(promise),
                name,
                turns: None,
                is_async: false,
                is_generator: false,
            };
            let of = self.heap.make(Object::Coroutine(coroutine))?;
            if let Some(frame) = self.frames.last_mut() {
                frame.role = super::Role::Coroutine(of);
            }
            return match self.run(base)? {
                Outcome::Returned(value) => Ok(value),
                Outcome::Yielded(_) => Ok(Value::Undefined),
                Outcome::Waits(other) => {
                    self.react(other, Reaction::Resume(of))?;
                    self.settled(promise)
                }
            };
        }
        Ok(Value::Undefined)
    }

    /// Lets everything else go on until a promise is settled.
    pub fn settled(&mut self, promise: Ref) -> Result<Value, Fault> {
        loop {
            match self.heap.get_mut(promise) {
                Object::Promise(Promise::Fulfilled(value)) => return Ok(value.clone()),
                Object::Promise(Promise::Rejected(reason, handled)) => {
                    *handled = true;
                    return Err(Fault::Throw(reason.clone()));
                }
                _ => {}
            }
            if !self.turn()? {
                return Err(Fault::Exit(UNSETTLED));
            }
        }
    }
}

/// What an async generator's values come out in.
pub static GIVEN: Native = Native { name: "async_generator_value", run: |_, a| Ok(a.this.unwrap_or(Value::None)) };

/// The exit code of Node.js when the file waits for what never comes.
const UNSETTLED: i32 = 13;
