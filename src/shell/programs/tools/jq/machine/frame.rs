//! What waits for a value ([`Frame`]), and where to go on when there is no other way ([`Choice`]). Frames know the next
//! one, and are shared: to come back to a place costs as much as to remember it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::environment::Env;
use super::item::{Item, Trail};
use crate::shell::programs::tools::jq::syntax::{Change, Id, Native, Patterns, Special};
use crate::shell::programs::tools::jq::value::{List, Map, Operator, Value};

/// What comes after a value: the innermost frame.
pub type Next = Option<Rc<Frame>>;

pub struct Frame {
    pub kind: Kind,
    pub next: Next,
}

impl Drop for Frame {
    /// One after the other: a chain may be longer than the stack.
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(mut frame) = next.and_then(Rc::into_inner) {
            next = frame.next.take();
        }
    }
}

/// What is called with values.
#[derive(Clone, Copy)]
pub enum Callable {
    Native(&'static Native),
    Special(Special),
}

/// A part of the work on an object's pattern, or on any.
#[derive(Clone)]
pub enum Task {
    Match(Id, Value),
    Entries { pattern: Id, at: usize, value: Value },
}

/// What is done when all variables are bound.
#[derive(Clone)]
pub enum Finish {
    Body(Id),
    Reduce { update: Id, state: Rc<RefCell<Value>> },
    Foreach { update: Id, extract: Option<Id>, state: Rc<RefCell<Value>> },
}

/// Places that are changed one after the other (`|=`).
pub struct Job {
    pub paths: std::vec::IntoIter<Value>,
    pub value: Value,
    /// Paths for which there was no new value.
    pub gone: Vec<Value>,
    pub update: Id,
    pub env: Env,
    pub trail: Option<Trail>,
}

#[derive(Clone, Default)]
pub enum Kind {
    /// It was used, and nobody else has it.
    #[default]
    Spent,
    Pipe {
        then: Id,
        env: Env,
    },
    IndexKey {
        of: Id,
        env: Env,
        item: Item,
        optional: bool,
    },
    Index {
        key: Value,
        optional: bool,
    },
    Each {
        optional: bool,
    },
    Text {
        node: Id,
        at: usize,
        tail: Vec<Rc<str>>,
        env: Env,
        item: Item,
    },
    Left {
        operator: Operator,
        left: Id,
        env: Env,
        item: Item,
    },
    Calculate {
        operator: Operator,
        right: Value,
        trail: Option<Trail>,
    },
    Either {
        or: bool,
        right: Id,
        env: Env,
        item: Item,
    },
    Truth {
        trail: Option<Trail>,
    },
    Taken {
        found: Rc<Cell<bool>>,
    },
    Change {
        how: Change,
        paths: Id,
        env: Env,
        item: Item,
    },
    CollectPath {
        paths: Rc<RefCell<Vec<Value>>>,
    },
    Modified {
        job: Rc<RefCell<Job>>,
        path: Value,
        base: usize,
    },
    Tried {
        serial: u64,
    },
    Test {
        yes: Id,
        no: Option<Id>,
        env: Env,
        item: Item,
    },
    Bind {
        patterns: Rc<Patterns>,
        env: Env,
        finish: Finish,
        item: Option<Item>,
    },
    MatchKey {
        tasks: Vec<Task>,
        pattern: Id,
        at: usize,
        value: Value,
        env: Env,
        finish: Finish,
        item: Item,
    },
    Start {
        node: Id,
        env: Env,
        item: Item,
    },
    Store {
        state: Rc<RefCell<Value>>,
    },
    Round {
        state: Rc<RefCell<Value>>,
        extract: Option<Id>,
        env: Env,
    },
    Parameter {
        function: usize,
        at: usize,
        inner: Env,
        arguments: Rc<[Id]>,
        env: Env,
        item: Item,
    },
    Argument {
        call: Callable,
        arguments: Rc<[Id]>,
        got: Vec<Value>,
        env: Env,
        item: Item,
    },
    Collect {
        list: Rc<RefCell<List>>,
    },
    ObjectKey {
        node: Id,
        at: usize,
        map: Rc<Map>,
        env: Env,
        item: Item,
    },
    ObjectValue {
        node: Id,
        at: usize,
        map: Rc<Map>,
        key: Value,
        env: Env,
        item: Item,
    },
    PathEnd {
        trail: Option<Trail>,
    },
    Last {
        last: Rc<RefCell<Option<Item>>>,
    },
}

/// Where to go on if what is under way has no (more) values.
pub enum Choice {
    Resume {
        node: Id,
        env: Env,
        item: Item,
        next: Next,
    },
    Each {
        container: Value,
        at: u64,
        trail: Option<Trail>,
        next: Next,
    },
    Range {
        at: f64,
        to: f64,
        trail: Option<Trail>,
        next: Next,
    },
    Alternative {
        found: Rc<Cell<bool>>,
        right: Id,
        env: Env,
        item: Item,
        next: Next,
    },
    Try {
        serial: u64,
        handler: Option<Id>,
        env: Env,
        item: Item,
        next: Next,
    },
    /// A value has left the `try` of this number: what goes wrong now is not its.
    Left(u64),
    Mark(u64),
    Pattern {
        at: usize,
        patterns: Rc<Patterns>,
        value: Value,
        env: Env,
        finish: Finish,
        item: Item,
        next: Next,
    },
    Changed {
        how: Change,
        paths: Rc<RefCell<Vec<Value>>>,
        value: Value,
        item: Item,
        next: Next,
    },
    Modify {
        paths: Rc<RefCell<Vec<Value>>>,
        update: Id,
        env: Env,
        item: Item,
        next: Next,
    },
    Unmodified {
        job: Rc<RefCell<Job>>,
        path: Value,
        next: Next,
    },
    Reduced {
        state: Rc<RefCell<Value>>,
        trail: Option<Trail>,
        next: Next,
    },
    Collected {
        list: Rc<RefCell<List>>,
        trail: Option<Trail>,
        next: Next,
    },
    Last {
        last: Rc<RefCell<Option<Item>>>,
        next: Next,
    },
}
