//! Exceptions: they are made, thrown, and caught by the innermost handler that stands open.

use super::{Frame, Role, Vm};
use crate::shell::Language;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::Op;
use crate::shell::programs::script::compile::{LEFT, OPERATOR, RIGHT};
use crate::shell::programs::script::heap::{Object, Record, TracePoint};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::{ErrorKind, Fault};

impl Vm<'_, '_> {
    /// An error of the language's own, ready to be thrown.
    pub fn error(&mut self, kind: ErrorKind, message: impl Into<String>) -> Fault {
        let class = self.dialect.error_class(kind);
        self.error_of(class, message)
    }

    /// The same, by the name of its class.
    pub fn error_of(&mut self, class: &'static str, message: impl Into<String>) -> Fault {
        match self.exception(class, message.into()) {
            Ok(exception) => self.throw(exception),
            Err(fault) => fault,
        }
    }

    /// An exception of a built-in class.
    pub fn exception(&mut self, class: &'static str, message: String) -> Result<Value, Fault> {
        let class = self.class(class)?;
        let this = self.heap.value(Object::Record(Record { class: Some(class), ..Record::default() }))?;
        let message = self.text(message)?;
        let dialect = self.dialect;
        dialect.construct(self, &this, Arguments::of(vec![message]))?;
        Ok(this)
    }

    /// Throws a value: notes where, and what was being handled.
    pub fn throw(&mut self, value: Value) -> Fault {
        let trace = self.trace();
        let during = self.handled();
        if let Value::Object(of) = value
            && let Object::Record(record) = self.heap.get_mut(of)
        {
            if record.trace.is_empty() {
                record.caught = 0;
                record.trace = trace;
            }
            if let Some(during) = during.filter(|during| *during != value)
                && record.fields.named("__context__").is_none()
                && self.dialect.special().explicit_self
                && let Object::Record(record) = self.heap.get_mut(of)
            {
                record.fields.put("__context__", during);
            }
        }
        Fault::Throw(value)
    }

    /// The exception that is being handled.
    pub fn handled(&self) -> Option<Value> {
        self.frames.iter().rev().find_map(|frame| frame.caught.last().map(|(exception, _)| exception.clone()))
    }

    /// Where the program stands, the outermost call first.
    pub fn trace(&self) -> Vec<TracePoint> {
        let point = |frame: &Frame| TracePoint {
            code: frame.code.clone(),
            span: frame.span(),
            handles: frame.caught.iter().map(|(_, begun)| *begun).collect(),
        };
        self.frames.iter().map(point).collect()
    }

    /// What a recursion without end leads to.
    pub fn too_deep(&mut self) -> Fault {
        let text = match self.dialect.language() {
            Language::Ruby => "stack level too deep",
            _ if self.dialect.special().explicit_self => "maximum recursion depth exceeded",
            _ => "Maximum call stack size exceeded",
        };
        self.error(ErrorKind::Recursion, text)
    }

    pub(super) fn op_throw(&mut self, op: Op) -> Result<Fault, Fault> {
        let dialect = self.dialect;
        match op {
            Op::Throw => {
                let value = self.pop()?;
                let value = dialect.thrown(self, value)?;
                Ok(self.throw(value))
            }
            Op::ThrowFrom => {
                let (cause, value) = (self.pop()?, self.pop()?);
                let value = dialect.thrown(self, value)?;
                let cause = if cause == Value::None { cause } else { dialect.thrown(self, cause)? };
                if let Some(fields) = self.heap.entries_mut(&value) {
                    fields.put("__cause__", cause);
                }
                Ok(self.throw(value))
            }
            Op::Assertion => {
                let message = self.pop()?;
                let class = self.class("AssertionError")?;
                let this = self.heap.value(Object::Record(Record { class: Some(class), ..Record::default() }))?;
                let plain = if message == Value::Undefined { Vec::new() } else { vec![message] };
                dialect.construct(self, &this, Arguments::of(plain))?;
                self.keep_sides(&this)?;
                Ok(self.throw(this))
            }
            _ => match self.handled() {
                Some(exception) => Ok(Fault::Throw(exception)),
                None => Ok(self.error_of("RuntimeError", "No active exception to reraise")),
            },
        }
    }

    /// What was compared goes with the exception, for a test's report.
    fn keep_sides(&mut self, exception: &Value) -> Result<(), Fault> {
        let mut sides = Vec::new();
        for name in [OPERATOR, LEFT, RIGHT] {
            let symbol = self.symbols.of(name);
            match self.look_up(symbol, true)? {
                Some(value) if value != Value::Undefined => sides.push((name, value)),
                _ => return Ok(()),
            }
        }
        self.heap.spend(3 * 96)?;
        if let Some(fields) = self.heap.entries_mut(exception) {
            sides.into_iter().for_each(|(name, value)| fields.put(name, value));
        }
        Ok(())
    }

    /// Goes to the innermost handler above `base`, or gives the exception back.
    pub(super) fn unwind(&mut self, exception: Value, base: usize) -> Result<(), Fault> {
        while self.frames.len() > base {
            let place = self.frames.len() - 1;
            let frame = self.frame()?;
            if let Some(guard) = frame.guards.pop() {
                frame.stack.truncate(guard.height);
                frame.caught.truncate(guard.caught);
                frame.scope = guard.scope;
                frame.at = guard.handler as usize;
                frame.stack.push(exception.clone());
                if let Value::Object(of) = exception
                    && let Object::Record(record) = self.heap.get_mut(of)
                {
                    record.caught = place.min(record.trace.len().saturating_sub(1));
                }
                return Ok(());
            }
            if let Some(frame) = self.frames.pop()
                && let Role::Coroutine(of) = frame.role
                && let Object::Coroutine(coroutine) = self.heap.get_mut(of)
            {
                coroutine.is_done = true;
            }
        }
        Err(Fault::Throw(exception))
    }
}
