//! The machine that runs [`Code`]: frames on a stack of its own, so that a program's recursion costs this program none.
//!
//! Natives that call back into the program ([`Vm::call`]) are the exception; [`MAX_NATIVE`] bounds them.

mod binding;
mod calls;
mod coroutines;
mod events;
mod faults;
mod imports;
mod instances;
mod iteration;
mod members;
mod operations;
mod scopes;
mod sending;
mod signals;
mod sorting;
mod step;

use std::collections::BTreeMap;
use std::rc::Rc;

pub use coroutines::GIVEN;
pub use signals::Handler;
pub use sorting::sorted;

use super::code::Code;
use super::dialect::Dialect;
use super::heap::{Class, Heap, Object, Ref};
use super::symbols::{Symbol, Symbols};
use super::syntax::Span;
use super::value::Value;
use super::{Fault, Halt};
use crate::allowance::glance;
use crate::shell::{Process, Stop};

/// Calls from natives back into the program, inside each other.
pub const MAX_NATIVE: usize = 9;
/// Values of which so many bytes, or values, go to one instruction make it more than an instruction's work.
const SIZEABLE: usize = 4096;
/// How many of them are looked at in the time of a unit of work.
const LIGHT: usize = 16;
/// Instructions for a step of the sandbox's work.
const FUEL: u32 = 100;

/// A run of a program.
pub struct Vm<'p, 'o> {
    pub process: &'p mut Process<'o>,
    pub heap: Heap,
    pub symbols: Symbols,
    pub dialect: &'static dyn Dialect,
    pub frames: Vec<Frame>,
    /// Built-in names that were asked for.
    builtins: BTreeMap<Symbol, Value>,
    /// Built-in classes that were asked for.
    classes: BTreeMap<&'static str, Ref>,
    /// Modules that were imported, by path or name.
    pub modules: BTreeMap<String, Value>,
    /// The directory of the program's file: what imports look in first.
    pub home: String,
    /// What the language's modules keep, by names of theirs.
    pub registry: BTreeMap<&'static str, Value>,
    /// The object whose members are names everywhere (`globalThis`), once it is there.
    pub globals: Option<Value>,
    pub events: events::Events,
    fuel: u32,
    /// Work that natives said they do and that is no whole step yet.
    owed: usize,
    natives: usize,
    /// Calls that may be under way inside each other, before the language's stack is full.
    pub most_frames: usize,
}

/// A call that is under way.
#[derive(Debug)]
pub struct Frame {
    pub code: Rc<Code>,
    /// The next instruction.
    pub at: usize,
    pub scope: Ref,
    pub stack: Vec<Value>,
    guards: Vec<Guard>,
    /// Exceptions that are being handled, and where the attempt begins that they ended.
    caught: Vec<(Value, Span)>,
    pub this: Value,
    pub home: Option<Ref>,
    role: Role,
}

/// What becomes of a frame's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Plain,
    /// It is the constructor of this instance.
    Construct(Ref),
    /// It belongs to a coroutine.
    Coroutine(Ref),
}

#[derive(Clone, Copy, Debug)]
struct Guard {
    handler: u32,
    height: usize,
    scope: Ref,
    caught: usize,
}

/// How a run of frames paused or ended.
#[derive(Debug)]
pub enum Outcome {
    Returned(Value),
    Yielded(Value),
    /// It waits for a promise.
    Waits(Ref),
}

/// What an instruction led to.
enum Flow {
    On,
    Out(Outcome),
}

impl<'p, 'o> Vm<'p, 'o> {
    /// A machine without a program.
    pub fn new(process: &'p mut Process<'o>, dialect: &'static dyn Dialect) -> Self {
        let heap = Heap::bounded(process.memory_limit());
        Vm {
            process,
            heap,
            symbols: Symbols::default(),
            dialect,
            frames: Vec::new(),
            builtins: BTreeMap::new(),
            classes: BTreeMap::new(),
            modules: BTreeMap::new(),
            home: String::new(),
            registry: BTreeMap::new(),
            globals: None,
            events: events::Events::default(),
            fuel: FUEL,
            owed: 0,
            natives: 0,
            most_frames: dialect.most_frames(),
        }
    }

    /// Runs a file's code in a new scope, which is given with the result.
    pub fn run_module(&mut self, code: Rc<Code>, names: Vec<(&str, Value)>) -> Result<(Ref, Value), Fault> {
        let scope = self.heap.scope(None, true)?;
        for (name, value) in names {
            let symbol = self.symbols.of(name);
            self.define(scope, symbol, value, false);
        }
        let value = self.run_in(code, scope, Value::Undefined)?;
        Ok((scope, value))
    }

    /// Runs a file's code in a scope, which goes on when the code is over.
    pub fn run_in(&mut self, code: Rc<Code>, scope: Ref, this: Value) -> Result<Value, Fault> {
        // A scope that is used again while somebody is in it could lie around itself.
        self.heap.keep_scope(scope);
        self.nested(|vm| {
            let base = vm.frames.len();
            vm.frames.push(Frame::new(code, scope, this));
            vm.run_async(base)
        })
    }

    /// Runs what `work` does one call deeper.
    fn nested<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.natives >= MAX_NATIVE {
            return Err(self.too_deep());
        }
        self.natives += 1;
        let result = work(self);
        self.natives -= 1;
        result
    }

    /// Calls a function from a native and waits for its end.
    pub fn call(&mut self, callee: &Value, arguments: super::arguments::Arguments) -> Result<Value, Fault> {
        self.nested(|vm| {
            let base = vm.frames.len();
            match vm.begin_call(callee.clone(), arguments)? {
                Some(value) => Ok(value),
                None => match vm.run(base)? {
                    Outcome::Returned(value) => Ok(value),
                    Outcome::Yielded(_) | Outcome::Waits(_) => Ok(Value::Undefined),
                },
            }
        })
    }

    /// Runs the frames above `base` until they are gone or one of them pauses.
    fn run(&mut self, base: usize) -> Result<Outcome, Fault> {
        loop {
            match self.step() {
                Ok(Flow::On) => {}
                Ok(Flow::Out(Outcome::Returned(value) | Outcome::Yielded(value))) if self.frames.len() > base => {
                    self.push(value);
                }
                Ok(Flow::Out(outcome)) => return Ok(outcome),
                Err(Fault::Throw(exception)) => self.unwind(exception, base)?,
                Err(fault) => return Err(fault),
            }
        }
    }

    /// Counts an instruction.
    fn burn(&mut self) -> Result<(), Fault> {
        self.fuel -= 1;
        if self.fuel == 0 {
            self.fuel = FUEL;
            self.process.system.step()?;
        }
        Ok(())
    }

    /// Counts the work that a native does on so many values.
    pub fn work(&mut self, count: usize) -> Result<(), Fault> {
        self.owed = self.owed.saturating_add(count);
        while self.owed >= FUEL as usize {
            self.owed -= FUEL as usize;
            self.process.system.step()?;
        }
        Ok(())
    }

    /// The topmost `count` values of the stack go to an operation that may look at the whole of them.
    fn weigh(&self, count: u32) -> Result<(), Fault> {
        let Some(frame) = self.frames.last() else { return Ok(()) };
        let size = |value: &Value| match (value, self.heap.of(value)) {
            (Value::Text(text), _) => text.len(),
            (_, Some(Object::List(values) | Object::Tuple(values))) => values.len(),
            (_, Some(Object::Dict(dict) | Object::Set(dict))) => dict.len(),
            (_, Some(Object::Record(record))) => record.fields.len(),
            (_, Some(Object::Bytes(bytes))) => bytes.len(),
            _ => 0,
        };
        let top = frame.stack.iter().rev().take(count as usize);
        match top.map(size).sum::<usize>() {
            small if small < SIZEABLE => Ok(()),
            size => Ok(glance((size / LIGHT) as u64).map_err(Stop::from)?),
        }
    }

    /// Whether one of the topmost values is a text: what stands at a place in it is found by counting its letters.
    fn indexes_text(&self) -> bool {
        let texts = |frame: &Frame| frame.stack.iter().rev().take(3).any(|value| matches!(value, Value::Text(_)));
        self.frames.last().is_some_and(texts)
    }

    fn frame(&mut self) -> Result<&mut Frame, Fault> {
        self.frames.last_mut().ok_or_else(Fault::broken)
    }

    fn push(&mut self, value: Value) {
        if let Some(frame) = self.frames.last_mut() {
            frame.stack.push(value);
        }
    }

    fn pop(&mut self) -> Result<Value, Fault> {
        self.frame()?.stack.pop().ok_or_else(Fault::broken)
    }

    fn pop_many(&mut self, count: u32) -> Result<Vec<Value>, Fault> {
        let stack = &mut self.frame()?.stack;
        let from = stack.len().checked_sub(count as usize).ok_or_else(Fault::broken)?;
        Ok(stack.split_off(from))
    }

    /// A built-in class, made when it is first asked for.
    pub fn class(&mut self, name: &'static str) -> Result<Ref, Fault> {
        if let Some(class) = self.classes.get(name) {
            return Ok(*class);
        }
        let base = match self.dialect.base_of(name) {
            Some(base) => vec![Value::Object(self.class(base)?)],
            None => Vec::new(),
        };
        let class = Class { name: Some(Rc::from(name)), bases: base, is_builtin: true, ..Class::default() };
        let class = self.heap.make(Object::Class(class))?;
        self.classes.insert(name, class);
        Ok(class)
    }

    /// A list.
    pub fn list(&mut self, values: Vec<Value>) -> Result<Value, Fault> {
        self.heap.value(Object::List(values))
    }

    /// A tuple.
    pub fn tuple(&mut self, values: Vec<Value>) -> Result<Value, Fault> {
        self.heap.value(Object::Tuple(values))
    }

    /// A text; counts its bytes.
    pub fn text(&mut self, text: impl AsRef<str>) -> Result<Value, Fault> {
        self.heap.spend(text.as_ref().len())?;
        Ok(Value::text(text))
    }

    /// The values behind a list or whatever else can be gone through.
    pub fn collect(&mut self, value: &Value) -> Result<Vec<Value>, Fault> {
        if let Some(items) = self.heap.items(value) {
            let items = items.clone();
            self.work(items.len())?;
            return Ok(items);
        }
        let iterator = self.iterate(value)?;
        let mut values = Vec::new();
        while let Some(value) = self.next(&iterator)? {
            self.burn()?;
            self.heap.spend(std::mem::size_of::<Value>())?;
            values.push(value);
        }
        Ok(values)
    }

    /// As `str()` or `String()` has it.
    pub fn shown(&mut self, value: &Value) -> Result<String, Fault> {
        let dialect = self.dialect;
        dialect.shown(self, value)
    }

    /// The name of a value's type.
    pub fn type_name(&mut self, value: &Value) -> String {
        let dialect = self.dialect;
        dialect.type_name(self, value)
    }

    /// Whether it counts as true.
    pub fn truth(&mut self, value: &Value) -> Result<bool, Fault> {
        let dialect = self.dialect;
        dialect.truth(self, value)
    }

    /// Says that something is not simulated.
    pub fn unsimulated<T>(&self, what: impl Into<String>) -> Result<T, Fault> {
        Err(Fault::Unsimulated(what.into()))
    }

    /// Calls a function when the program has come to rest.
    pub fn queue(&mut self, function: Value, arguments: Vec<Value>) {
        self.later(events::Job::Call(function, arguments));
    }

    /// Work that waits: microtasks.
    pub(super) fn later(&mut self, job: events::Job) {
        self.events.jobs.push_back(job);
    }
}

impl Frame {
    fn new(code: Rc<Code>, scope: Ref, this: Value) -> Self {
        Frame {
            code,
            at: 0,
            scope,
            stack: Vec::new(),
            guards: Vec::new(),
            caught: Vec::new(),
            this,
            home: None,
            role: Role::Plain,
        }
    }

    /// Where the instruction that runs stands; before the first, where the function does.
    pub fn span(&self) -> Span {
        if self.at == 0 {
            return self.code.span;
        }
        self.code.spans.get(self.at.saturating_sub(1)).copied().unwrap_or_default()
    }
}

impl From<Halt> for Fault {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Syntax { span, message } => Fault::Syntax { span, message, file: None },
            Halt::Unsimulated { span, what } => Fault::UnsimulatedAt { line: span.line, what },
        }
    }
}
