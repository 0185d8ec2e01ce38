//! [`Heap`]: the objects of a run. They are found by number and all go when the run is over, so that what refers to
//! itself costs nothing afterwards; what a run may make is bounded.

use std::collections::VecDeque;
use std::rc::Rc;

use super::Fault;
use super::code::Code;
use super::symbols::Symbol;
use super::syntax::Name;
use super::value::{Dict, Value};
use super::vm::Frame;
use crate::shell::{OUT_OF_MEMORY, Stop};

/// An object's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ref(u32);

impl Ref {
    /// Its number.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// Bytes that the values of one run may take, counted as they are made.
pub const MEMORY: usize = 128 << 20;

/// An object.
#[derive(Debug)]
pub enum Object {
    List(Vec<Value>),
    Tuple(Vec<Value>),
    Dict(Dict),
    Set(Dict),
    Bytes(Vec<u8>),
    /// What has a class and fields; a JavaScript object may have no class.
    Record(Record),
    Class(Class),
    Function(Function),
    /// A function or method with the object that it is for.
    Bound {
        function: Value,
        this: Value,
    },
    Property {
        get: Option<Value>,
        set: Option<Value>,
    },
    StaticMethod(Value),
    ClassMethod(Value),
    Module {
        name: Name,
        members: Dict,
    },
    Iterator(Iteration),
    Coroutine(Coroutine),
    Promise(Promise),
    Scope(Scope),
    Regex(Regex),
    Range {
        from: i128,
        to: i128,
        by: i128,
    },
    Super {
        class: Ref,
        this: Value,
    },
    /// What a dictionary shows of itself, as it is at each look (Python).
    View {
        of: Value,
        shows: Shows,
    },
}

/// Which part of a dictionary a view shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    Keys,
    Values,
    Items,
}

#[derive(Debug, Default)]
pub struct Record {
    pub class: Option<Ref>,
    pub fields: Dict,
    /// Where an exception came from, the innermost call last.
    pub trace: Vec<TracePoint>,
    /// The first place of the trace that is below whoever caught it last.
    pub caught: usize,
}

/// A place on the way to an exception.
#[derive(Clone, Debug)]
pub struct TracePoint {
    pub code: Rc<Code>,
    pub span: super::syntax::Span,
    /// Where the attempts begin whose exceptions are being handled there.
    pub handles: Vec<super::syntax::Span>,
}

#[derive(Debug, Default)]
pub struct Class {
    pub name: Option<Name>,
    pub bases: Vec<Value>,
    pub members: Dict,
    /// Fields that each instance gets: a name and a function that gives the value.
    pub fields: Vec<(Name, Option<Value>)>,
    /// A class of the language's own.
    pub is_builtin: bool,
    /// The class of the class (Python's metaclass).
    pub meta: Option<Ref>,
}

#[derive(Debug)]
pub struct Function {
    pub code: Rc<Code>,
    pub scope: Ref,
    /// In the order of the parameters that have one.
    pub defaults: Vec<Value>,
    /// The `this` of an arrow function.
    pub this: Option<Value>,
    /// The class whose method it is, for `super`.
    pub home: Option<Ref>,
    pub fields: Dict,
}

#[derive(Debug)]
pub enum Iteration {
    /// What is left of a list; it is read as it is at each step.
    List {
        of: Ref,
        at: usize,
    },
    /// These values.
    Values(VecDeque<Value>),
    Range {
        next: i128,
        to: i128,
        by: i128,
    },
    Generator(Ref),
    /// An object with `__next__` or `next`.
    Object(Value),
    /// What a function of the language makes of other iterators, one by one (Python).
    Mapped(std::rc::Rc<Mapped>),
}

/// See [`Iteration::Mapped`].
#[derive(Debug)]
pub struct Mapped {
    pub kind: Mapping,
    pub function: Value,
    pub of: Vec<Value>,
    /// How many have come.
    pub count: std::cell::Cell<i128>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mapping {
    Map,
    Filter,
    Zip,
    /// The same, whose iterators must end together.
    ZipStrict,
    Enumerate,
    /// `iter(function, end)`
    Until,
}

/// A function that can be left in its middle.
#[derive(Debug)]
pub struct Coroutine {
    /// `None` while it runs and when it is over.
    pub frame: Option<Box<Frame>>,
    pub is_done: bool,
    /// What a generator's `return` gave.
    pub result: Value,
    /// What an async function of JavaScript's settles.
    pub promise: Option<Ref>,
    pub name: Name,
    /// A loop of the frame below goes through it: where that goes on when it is over.
    pub turns: Option<u32>,
    pub is_async: bool,
    pub is_generator: bool,
}

#[derive(Debug)]
pub enum Promise {
    Pending(Vec<Reaction>),
    Fulfilled(Value),
    /// And whether somebody handled it.
    Rejected(Value, bool),
}

/// What happens when a promise is settled.
#[derive(Clone, Debug)]
pub enum Reaction {
    /// Functions for both outcomes, and the promise that their result settles.
    Then {
        fulfilled: Value,
        rejected: Value,
        promise: Ref,
    },
    Finally {
        function: Value,
        promise: Ref,
    },
    /// A coroutine goes on.
    Resume(Ref),
}

/// Variables.
#[derive(Debug)]
pub struct Scope {
    pub parent: Option<Ref>,
    pub variables: Vec<Variable>,
    /// Whether a function begins here.
    pub is_function: bool,
    /// Whether it is a class's body, whose names functions in it do not see (Python).
    pub is_class: bool,
    /// Whether somebody keeps it: a function that was made in it.
    pub is_kept: bool,
}

#[derive(Clone, Debug)]
pub struct Variable {
    pub symbol: Symbol,
    pub value: Value,
    pub is_constant: bool,
}

#[derive(Debug)]
pub struct Regex {
    pub pattern: Name,
    pub flags: Name,
    pub compiled: regex_lite::Regex,
}

/// The objects of a run.
#[derive(Default)]
pub struct Heap {
    objects: Vec<Object>,
    free_scopes: Vec<Ref>,
    /// Sets that stay as they are, and bytes that do not (Python).
    others: std::collections::BTreeSet<Ref>,
    spent: usize,
    /// Bytes that one value may take, where the cgroup bounds that.
    most: Option<usize>,
}

/// What an object takes besides what it holds, bytes.
const OBJECT: usize = std::mem::size_of::<Object>();

impl Heap {
    /// An empty one whose values take so many bytes each, at most.
    pub fn bounded(most: Option<u64>) -> Heap {
        Heap { most: most.map(|most| usize::try_from(most).unwrap_or(usize::MAX)), ..Heap::default() }
    }

    /// Counts bytes that are made.
    pub fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        self.spent = self.spent.saturating_add(bytes);
        if self.spent > MEMORY || self.most.is_some_and(|most| bytes > most) {
            return Err(Fault::Stop(Stop::Limit(OUT_OF_MEMORY.into())));
        }
        Ok(())
    }

    /// Makes an object.
    pub fn make(&mut self, object: Object) -> Result<Ref, Fault> {
        let size = match &object {
            Object::List(values) | Object::Tuple(values) => values.len() * std::mem::size_of::<Value>(),
            Object::Dict(dict) | Object::Set(dict) => dict.len() * 96,
            Object::Bytes(bytes) => bytes.len(),
            Object::Record(record) => record.fields.len() * 96,
            Object::Iterator(Iteration::Values(values)) => values.len() * std::mem::size_of::<Value>(),
            _ => 0,
        };
        self.spend(OBJECT + size)?;
        let number = u32::try_from(self.objects.len()).unwrap_or(u32::MAX);
        self.objects.push(object);
        Ok(Ref(number))
    }

    /// Makes an object and gives it as a value.
    pub fn value(&mut self, object: Object) -> Result<Value, Fault> {
        self.make(object).map(Value::Object)
    }

    /// Makes a scope, out of one that nobody needs any more if there is one.
    pub fn scope(&mut self, parent: Option<Ref>, is_function: bool) -> Result<Ref, Fault> {
        let scope = Scope { parent, variables: Vec::new(), is_function, is_class: false, is_kept: false };
        match self.free_scopes.pop() {
            // A scope that ended too early would be around itself, and looking a name up would have no end.
            Some(free) if self.is_around(free, parent) => Err(Fault::broken()),
            Some(free) => {
                self.objects[free.0 as usize] = Object::Scope(scope);
                Ok(free)
            }
            None => self.make(Object::Scope(scope)),
        }
    }

    /// Whether a scope is this one, or around it.
    fn is_around(&self, outer: Ref, inner: Option<Ref>) -> bool {
        let mut next = inner;
        while let Some(scope) = next {
            if scope == outer {
                return true;
            }
            next = match &self.objects[scope.0 as usize] {
                Object::Scope(scope) => scope.parent,
                _ => None,
            };
        }
        false
    }

    /// A scope has ended; it is used again unless it is kept.
    pub fn end_scope(&mut self, scope: Ref) {
        if let Object::Scope(Scope { is_kept: false, variables, .. }) = &mut self.objects[scope.0 as usize] {
            variables.clear();
            self.free_scopes.push(scope);
        }
    }

    /// Somebody keeps this scope, and so those around it.
    pub fn keep_scope(&mut self, scope: Ref) {
        let mut next = Some(scope);
        while let Some(scope) = next {
            let Object::Scope(Scope { is_kept, parent, .. }) = &mut self.objects[scope.0 as usize] else { return };
            if std::mem::replace(is_kept, true) {
                return;
            }
            next = *parent;
        }
    }

    /// Marks a set as frozen, or bytes as an array of bytes.
    pub fn mark(&mut self, value: Value) -> Value {
        if let Value::Object(of) = &value {
            self.others.insert(*of);
        }
        value
    }

    /// Whether it is so marked.
    pub fn is_marked(&self, value: &Value) -> bool {
        matches!(value, Value::Object(of) if self.others.contains(of))
    }

    /// An object.
    pub fn get(&self, of: Ref) -> &Object {
        &self.objects[of.0 as usize]
    }

    /// An object, to be changed.
    pub fn get_mut(&mut self, of: Ref) -> &mut Object {
        &mut self.objects[of.0 as usize]
    }

    /// The object behind a value.
    pub fn of(&self, value: &Value) -> Option<&Object> {
        match value {
            Value::Object(of) => Some(self.get(*of)),
            _ => None,
        }
    }

    /// The values of a list or tuple.
    pub fn items(&self, value: &Value) -> Option<&Vec<Value>> {
        match self.of(value)? {
            Object::List(values) | Object::Tuple(values) => Some(values),
            _ => None,
        }
    }

    /// The entries of a dictionary, or the fields of what has some.
    pub fn entries(&self, value: &Value) -> Option<&Dict> {
        match self.of(value)? {
            Object::Dict(dict) => Some(dict),
            Object::Record(record) => Some(&record.fields),
            Object::Module { members, .. } => Some(members),
            Object::Function(function) => Some(&function.fields),
            Object::Class(class) => Some(&class.members),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn entries_mut(&mut self, value: &Value) -> Option<&mut Dict> {
        let Value::Object(of) = value else { return None };
        match self.get_mut(*of) {
            Object::Dict(dict) => Some(dict),
            Object::Record(record) => Some(&mut record.fields),
            Object::Module { members, .. } => Some(members),
            Object::Function(function) => Some(&mut function.fields),
            Object::Class(class) => Some(&mut class.members),
            _ => None,
        }
    }
}

/// How many values a range has.
pub fn range_length(from: i128, to: i128, by: i128) -> usize {
    let count = match by {
        0 => 0,
        by if by > 0 => (to - from + by - 1).max(0) / by,
        by => (from - to - by - 1).max(0) / -by,
    };
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_scope_is_around_itself() {
        let mut heap = Heap::bounded(None);
        let outer = heap.scope(None, true).unwrap();
        let inner = heap.scope(Some(outer), false).unwrap();
        heap.end_scope(outer);
        assert!(heap.scope(Some(inner), false).is_err());
        assert!(heap.scope(Some(inner), false).is_ok());
    }
}
